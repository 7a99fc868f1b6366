// Passes that run others where these have something to do.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/PassManager.h"

namespace aotc {

// Runs `first`, and `then` on the functions that it has changed.
class OnChangePass : public llvm::PassInfoMixin<OnChangePass> {
public:
  OnChangePass(llvm::FunctionPassManager first, llvm::FunctionPassManager then)
      : first(std::move(first)), then(std::move(then)) {}

  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses) {
    llvm::PreservedAnalyses preserved = first.run(function, analyses);
    if (!preserved.areAllPreserved())
      preserved.intersect(then.run(function, analyses));
    return preserved;
  }

private:
  llvm::FunctionPassManager first, then;
};

// Runs `passes` on the functions that `condition` holds for.
class IfPass : public llvm::PassInfoMixin<IfPass> {
public:
  using Condition = bool (*)(llvm::Function &, llvm::FunctionAnalysisManager &);

  IfPass(Condition condition, llvm::FunctionPassManager passes)
      : condition(condition), passes(std::move(passes)) {}

  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses) {
    if (!condition(function, analyses))
      return llvm::PreservedAnalyses::all();
    return passes.run(function, analyses);
  }

private:
  Condition condition;
  llvm::FunctionPassManager passes;
};

inline bool hasLoops(llvm::Function &function, llvm::FunctionAnalysisManager &analyses) {
  return !analyses.getResult<llvm::LoopAnalysis>(function).empty();
}

inline bool hasVectors(llvm::Function &function, llvm::FunctionAnalysisManager &) {
  return llvm::any_of(llvm::instructions(function), [](const llvm::Instruction &instruction) {
    return instruction.getType()->isVectorTy();
  });
}

} // namespace aotc
