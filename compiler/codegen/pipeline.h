// The order of LLVM's passes at -O1, -O2 and -Os: fewer than LLVM's own pipelines have.
//
// A guest was optimised when it was compiled, so that what LLVM repeats for the sake of a
// source language finds nothing there: jump threading, correlated values, reassociation, stores
// and loads that others make superfluous, unrolling, five of its seven instruction combiners.
// What is new is inlining across host functions and adapters, what we know of memory and of
// arguments, and the target. So each function is simplified once, and again only where the
// vectoriser has changed it or it has vectors; loops are counted, made of vectors and written out
// only where they are leaf loops (conditional_passes.h). docs/performance.md, "Compile time", has
// what each saves and what it would cost.
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class OptimizationLevel;
class PassBuilder;
} // namespace llvm

namespace aotc {

// Ours when LLVM has simplified: what a load's mark kept apart is known now, marks of loads that
// stay anyway go (trap_effects.h), and at levels that vectorise loops are in LLVM's simplified
// form.
llvm::FunctionPassManager dropMarks(llvm::OptimizationLevel level);

// Ours right before LLVM's vectoriser: loops as it can see through them. What they leave behind is
// for the instruction combiner that follows.
llvm::FunctionPassManager prepareLoops();

// Ours at the very end: the marks that are left become what code generation understands, and loads
// of what was just stored in parts are split (split_loads.h).
llvm::FunctionPassManager lowerMarks(llvm::OptimizationLevel level);

// Of `level`, O1, O2 or Os, all of the above included. What -O1 leaves out: arguments that are the
// same in all calls, values across blocks, counters of loops, vectors. The passes of `builder`'s
// peephole callbacks are among them, as in LLVM's own pipelines.
llvm::ModulePassManager leanPipeline(llvm::PassBuilder &builder, llvm::OptimizationLevel level);

} // namespace aotc
