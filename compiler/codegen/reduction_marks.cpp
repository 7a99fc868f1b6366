// A mark stops the vectorisers, and the loads of a sum keep theirs wherever the sum isn't
// needed on every path behind the loop: as soon as another trap may come before its use.
// So the sum itself is marked, once, where the loop is left. Then each load is needed: by the
// sum, in the block of the load (sure_uses), and no pass moves the loads of a loop behind it.
//
// The asm takes the value in a register; it is none of the marks that are lowered.
#include "codegen/reduction_marks.h"

#include "codegen/trap_effects.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr unsigned kMostSteps = 200;

// Whether `value` is computed of one of `loads` in the block that it is in.
bool isMadeOf(Instruction *value, const SmallPtrSetImpl<const Instruction *> &loads) {
  SmallPtrSet<const Instruction *, 16> seen;
  SmallVector<const Instruction *, 16> worklist{value};
  while (!worklist.empty() && seen.size() < kMostSteps) {
    const Instruction *next = worklist.pop_back_val();
    if (loads.contains(next))
      return true;
    if (isa<PHINode>(next) || !seen.insert(next).second)
      continue;
    for (const Value *operand : next->operands())
      if (auto *inner = dyn_cast<Instruction>(operand);
          inner && inner->getParent() == value->getParent())
        worklist.push_back(inner);
  }
  return false;
}

bool isWord(const Type *type) { return type->isIntegerTy(32) || type->isIntegerTy(64); }

} // namespace

SmallVector<Instruction *, 8> markReductions(LoopInfo &loops, ArrayRef<LoadInst *> loads) {
  SmallPtrSet<const Instruction *, 32> wanted(loads.begin(), loads.end());
  SmallPtrSet<const Loop *, 8> seen;
  SmallVector<Instruction *, 8> marks;
  for (LoadInst *load : loads) {
    BasicBlock *block = load->getParent();
    Loop *loop = loops.getLoopFor(block);
    if (!loop || loop->getNumBlocks() != 1 || !seen.insert(loop).second)
      continue;
    BasicBlock *exit = loop->getExitBlock();
    if (!exit || exit->getSinglePredecessor() != block)
      continue;
    for (PHINode &phi : block->phis()) {
      auto *result = dyn_cast<Instruction>(phi.getIncomingValueForBlock(block));
      if (!isWord(phi.getType()) || !result || result->getParent() != block ||
          !isMadeOf(result, wanted))
        continue;
      IRBuilder<> builder(exit, exit->getFirstInsertionPt());
      marks.push_back(markResult(builder, result));
    }
  }
  return marks;
}

} // namespace aotc
