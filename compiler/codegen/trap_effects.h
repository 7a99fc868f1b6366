// A trap is an effect: keeps loads whose value nobody needs, because they may
// fault (docs/architecture.md, "A trap is an effect").
#pragma once

#include "llvm/IR/PassManager.h"

namespace llvm {
class IRBuilderBase;
class Instruction;
class Value;
} // namespace llvm

namespace aotc {

// Marks `load`, a load of linear memory, as one whose trap must not be lost.
// Called by the translator right after it made the load.
void markTrappingLoad(llvm::IRBuilderBase &builder, llvm::Value *load);

// Marks `value`, an integer, as needed, for good.
llvm::Instruction *markResult(llvm::IRBuilderBase &builder, llvm::Value *value);

// Drops the marks of loads whose value surely reaches an effect. Runs after
// inlining and simplification, before the vectorisers (which a mark stops). For these,
// loads that go into a reduction are kept by its result.
struct DropSureMarksPass : llvm::PassInfoMixin<DropSureMarksPass> {
  explicit DropSureMarksPass(bool vectorises) : vectorises(vectorises) {}
  const bool vectorises;
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

// Turns the marks that are left into what code generation keeps: volatile
// loads, which nothing after it may delete. Runs last, at every level.
struct LowerMarksPass : llvm::PassInfoMixin<LowerMarksPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
  static bool isRequired() { return true; }
};

} // namespace aotc
