// The order of LLVM's passes at -O2 and -Os: fewer than LLVM's own pipeline has.
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
class OptimizationLevel;
class PassBuilder;
} // namespace llvm

namespace aotc {

// Of `level`, O2 or Os; the latter leaves out what makes code larger: vectorising and unrolling.
// The passes of `builder`'s callbacks are among them, as in LLVM's own pipelines.
llvm::ModulePassManager leanPipeline(llvm::PassBuilder &builder, llvm::OptimizationLevel level);

} // namespace aotc
