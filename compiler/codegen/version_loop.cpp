// LLVM's LoopVersioning makes its condition of its own analysis of memory, so that it can't
// serve here; the copying is LLVM's.
#include "codegen/version_loop.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace aotc {

namespace {

// What the loop leaves behind comes from either.
void joinExits(const Loop &loop, const ValueToValueMapTy &copies) {
  SmallVector<BasicBlock *, 4> exits;
  loop.getUniqueExitBlocks(exits);
  for (BasicBlock *exit : exits)
    for (PHINode &phi : exit->phis())
      for (unsigned i = 0, count = phi.getNumIncomingValues(); i < count; ++i) {
        Value *value = phi.getIncomingValue(i);
        Value *copy = copies.lookup(value);
        phi.addIncoming(copy ? copy : value,
                        cast<BasicBlock>(copies.lookup(phi.getIncomingBlock(i))));
      }
}

// What a block of the loop dominated outside of it is reached from either copy now.
void updateDominators(const Loop &loop, BasicBlock *check, DominatorTree &dominators) {
  for (BasicBlock *block : loop.blocks()) {
    auto children = to_vector(dominators.getNode(block)->children());
    for (DomTreeNode *child : children)
      if (!loop.contains(child->getBlock()))
        dominators.changeImmediateDominator(child, dominators.getNode(check));
  }
}

} // namespace

bool changeInnermostLoops(const LoopInfo &loops, function_ref<bool(Loop &)> change) {
  bool changed = false;
  for (Loop *loop : loops.getLoopsInPreorder())
    if (loop->isInnermost())
      changed |= change(*loop);
  return changed;
}

bool isCheapBefore(Loop &loop, const SCEV *value, SCEVExpander &expander,
                   const TargetTransformInfo &costs) {
  Instruction *before = loop.getLoopPreheader()->getTerminator();
  return expander.isSafeToExpandAt(value, before) &&
         !expander.isHighCostExpansion(value, &loop, SCEVCheapExpansionBudget, &costs, before);
}

void leaveAlone(Loop &loop) {
  LLVMContext &context = loop.getHeader()->getContext();
  auto flag = [&](const char *name) {
    return MDNode::get(context, {MDString::get(context, name)});
  };
  auto *one = ConstantAsMetadata::get(ConstantInt::get(Type::getInt32Ty(context), 1));
  MDNode *id = MDNode::getDistinct(
      context, {nullptr, flag("llvm.loop.unroll.disable"),
                MDNode::get(context, {MDString::get(context, "llvm.loop.isvectorized"), one})});
  id->replaceOperandWith(0, id);
  loop.setLoopID(id);
}

bool canVersion(const Loop &loop) {
  return loop.isLoopSimplifyForm() && loop.isInnermost() && loop.isSafeToClone() &&
         !loop.getHeader()->getParent()->hasOptSize() &&
         !getBooleanLoopAttribute(&loop, "llvm.loop.isvectorized");
}

void versionLoop(Loop &loop, Value *condition, LoopInfo &loops, DominatorTree &dominators,
                 ScalarEvolution &evolution) {
  evolution.forgetTopmostLoop(&loop);
  formLCSSA(loop, dominators, &loops, &evolution);
  BasicBlock *check = loop.getLoopPreheader();
  BasicBlock *preheader = SplitBlock(check, check->getTerminator(), &dominators, &loops);
  ValueToValueMapTy copies;
  SmallVector<BasicBlock *, 8> blocks;
  Loop *copy = cloneLoopWithPreheader(preheader, check, &loop, copies, ".wraps", &loops,
                                      &dominators, blocks);
  remapInstructionsInBlocks(blocks, copies);
  joinExits(loop, copies);

  Instruction *end = check->getTerminator();
  IRBuilder<> builder(end);
  builder.CreateCondBr(condition, preheader, copy->getLoopPreheader(),
                       MDBuilder(end->getContext()).createLikelyBranchWeights());
  end->eraseFromParent();
  updateDominators(loop, check, dominators);
  formDedicatedExitBlocks(&loop, &dominators, &loops, nullptr, true);
  formDedicatedExitBlocks(copy, &dominators, &loops, nullptr, true);
  leaveAlone(*copy);
}

} // namespace aotc
