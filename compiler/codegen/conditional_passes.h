// Passes that run others where these have something to do.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"

namespace aotc {

// Runs `first`, and `then` on the functions that it has changed, which `first` must say exactly:
// one that brings loops into LLVM's forms has "changed" each function that wasn't in them.
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

// A leaf loop, in analogy to a leaf function: no loop is in it, and it calls nothing. Only such a
// loop is counted, made of vectors or written out with much gain.
inline bool isLeafLoop(const llvm::Loop &loop) {
  auto calls = [](const llvm::Instruction &instruction) {
    const auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
    return call && !llvm::isa<llvm::IntrinsicInst>(call) && !call->isInlineAsm(); // a load's mark
  };
  return loop.isInnermost() && llvm::none_of(loop.blocks(), [&](const llvm::BasicBlock *block) {
           return llvm::any_of(*block, calls);
         });
}

using LoopCondition = bool (*)(const llvm::Loop &);

// Whether the function has a loop that `condition` holds for.
inline bool hasLoop(LoopCondition condition, llvm::Function &function,
                    llvm::FunctionAnalysisManager &analyses) {
  return llvm::any_of(analyses.getResult<llvm::LoopAnalysis>(function).getLoopsInPreorder(),
                      [&](const llvm::Loop *loop) { return condition(*loop); });
}

inline bool hasLeafLoops(llvm::Function &function, llvm::FunctionAnalysisManager &analyses) {
  return hasLoop(isLeafLoop, function, analyses);
}

// Runs `passes` on the loops that `condition` holds for when it is their turn.
class IfLoopPass : public llvm::PassInfoMixin<IfLoopPass> {
public:
  IfLoopPass(LoopCondition condition, llvm::LoopPassManager passes)
      : condition(condition), passes(std::move(passes)) {}

  llvm::PreservedAnalyses run(llvm::Loop &loop, llvm::LoopAnalysisManager &analyses,
                              llvm::LoopStandardAnalysisResults &results,
                              llvm::LPMUpdater &updater) {
    if (!condition(loop))
      return llvm::PreservedAnalyses::all();
    return passes.run(loop, analyses, results, updater);
  }

private:
  LoopCondition condition;
  llvm::LoopPassManager passes;
};

// Each loop that `condition` holds for, innermost ones first.
inline llvm::FunctionPassManager onLoops(LoopCondition condition,
                                         llvm::LoopPassManager loopPasses) {
  llvm::LoopPassManager loops;
  loops.addPass(IfLoopPass(condition, std::move(loopPasses)));
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(loops)));
  return passes;
}

inline bool hasVectors(llvm::Function &function, llvm::FunctionAnalysisManager &) {
  return llvm::any_of(llvm::instructions(function), [](const llvm::Instruction &instruction) {
    return instruction.getType()->isVectorTy();
  });
}

} // namespace aotc
