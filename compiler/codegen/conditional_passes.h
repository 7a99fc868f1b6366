// Passes that run others where these have something to do.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
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

// Runs `passes` on functions that have loops.
class IfLoopsPass : public llvm::PassInfoMixin<IfLoopsPass> {
public:
  explicit IfLoopsPass(llvm::FunctionPassManager passes) : passes(std::move(passes)) {}

  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses) {
    if (analyses.getResult<llvm::LoopAnalysis>(function).empty())
      return llvm::PreservedAnalyses::all();
    return passes.run(function, analyses);
  }

private:
  llvm::FunctionPassManager passes;
};

} // namespace aotc
