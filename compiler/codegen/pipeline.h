// The order of LLVM's passes at -O2: fewer than LLVM's own pipeline has.
//
// A guest was optimised when it was compiled, so that what LLVM repeats for the sake of a
// source language finds nothing there: jump threading, correlated values, reassociation, five
// of its seven instruction combiners. What is new is inlining across host functions and
// adapters, what we know of memory and of arguments, and the target. So each function is
// simplified once, and again only where a pass before has changed it or where it has
// loops. docs/performance.md, "Compile time", has what each saves and what it would cost.
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class PassBuilder;
}

namespace aotc {

// `forSize` (-Os) leaves out what makes code larger: vectorising and unrolling. The passes of
// `builder`'s callbacks are among them, as in LLVM's own pipelines.
llvm::ModulePassManager leanPipeline(llvm::PassBuilder &builder, bool forSize);

} // namespace aotc
