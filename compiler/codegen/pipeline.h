// The order of LLVM's passes at -O1, -O2 and -Os: fewer than LLVM's own pipelines have.
//
// A guest was optimised when it was compiled, so that what LLVM repeats for the sake of a
// source language finds nothing there: jump threading, correlated values, reassociation, stores
// and loads that others make superfluous, unrolling, five of its seven instruction combiners.
// What is new is inlining across host functions and adapters, what we know of memory and of
// arguments, and the target. So each function is simplified once, and again only where a
// vectoriser has changed it. docs/performance.md, "Compile time", has what each saves and
// what it would cost.
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class OptimizationLevel;
class PassBuilder;
} // namespace llvm

namespace aotc {

// Whether loops are made of vectors at this level, which must be one with a pipeline of ours or
// LLVM's O3: at -Os it would make code larger, at -O1 it takes too long.
bool vectorises(llvm::OptimizationLevel level);

// Of `level`, O1, O2 or Os. -O1 leaves out what takes long for the little that it does for most
// programs: arguments that are the same in all calls, values across blocks, counters of loops,
// vectors. The passes of `builder`'s callbacks are among them, as in LLVM's own pipelines.
llvm::ModulePassManager leanPipeline(llvm::PassBuilder &builder, llvm::OptimizationLevel level);

} // namespace aotc
