#include "codegen/strength_reduction.h"

#include "codegen/conditional_passes.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/Scalar/LoopStrengthReduce.h"

using namespace llvm;

namespace aotc {

namespace {

bool carriesWide(const BasicBlock &header) {
  return any_of(header.phis(), [](const PHINode &phi) {
    return phi.getType()->isIntegerTy(64) || phi.getType()->isPointerTy() ||
           phi.getType()->isVectorTy();
  });
}

bool isWideLoop(const Loop &loop) { return carriesWide(*loop.getHeader()) && isLeafLoop(loop); }

} // namespace

char StrengthReduction::ID = 0;

StrengthReduction::StrengthReduction(TargetMachine &machine) : FunctionPass(ID) {
  PassBuilder builder(&machine);
  analyses.registerAll(builder);
  LoopPassManager reduce;
  reduce.addPass(LoopStrengthReducePass());
  passes.addPass(onLoops(isWideLoop, std::move(reduce)));
}

bool StrengthReduction::runOnFunction(Function &function) {
  if (none_of(function, carriesWide)) // of blocks, most of which head no loop
    return false;
  bool changed = hasLoop(isWideLoop, function, analyses.functions) &&
                 !passes.run(function, analyses.functions).areAllPreserved();
  analyses.functions.clear();
  return changed;
}

} // namespace aotc
