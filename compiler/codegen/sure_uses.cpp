// A value that is stored, returned, branched on or passed on some path only doesn't
// keep its load: InstCombine sinks such a load into that path, LICM out of a loop
// that uses nothing but the last one, and x86-64's code generation makes a branch
// around a load of which a select needs the value. The trap of the other paths
// would be lost, or come after another trap or in place of it.
//
// So the value must be needed on every path: in the block of its load, or in, or
// behind, all successors of that block, before the load is executed again. This is
// what compilers call anticipated, followed through the operations that the value
// goes into. A path that ends in a trap of its own needs nothing.
//
// Going around a loop, a need that is being looked for counts as found: it is then
// what the way out of the loop needs (a sum). A loop that is never left may thus keep
// nothing; no pass moves a load across a loop.
//
// Rejected: post-dominance, which is about the last time only where there are loops.
#include "codegen/sure_uses.h"

#include "llvm/IR/CFG.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr unsigned kMostSteps = 200;

// Operations of vectors that keep lanes apart and lose none. Code generation narrows a
// vector's load late (lanes, extensions of a half), so that only these are trusted.
bool keepsLanes(const Instruction &instruction) {
  switch (instruction.getOpcode()) {
  case Instruction::BitCast:
  case Instruction::PHI:
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
  case Instruction::FDiv:
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Xor:
    return instruction.getType()->isVectorTy();
  default: // an opcode of LLVM
    return false;
  }
}

} // namespace

bool SureUses::has(const LoadInst &load) {
  origin = &load;
  underWay.clear();
  steps = 0;
  return isNeededFrom({&load, load.getParent()});
}

bool SureUses::isNeededFrom(Point point) {
  if (is_contained(underWay, point))
    return true;
  if (++steps > kMostSteps)
    return false;
  underWay.push_back(point);
  bool needed = isNeededIn(point);
  if (!needed) {
    auto next = successors(point.block);
    needed = !next.empty() && all_of(next, [&](const BasicBlock *successor) {
      return isNeededOnEdge(point, *successor);
    });
  }
  underWay.pop_back();
  return needed;
}

bool SureUses::isNeededIn(Point point) {
  return any_of(point.value->uses(), [&](const Use &use) {
    const auto *user = cast<Instruction>(use.getUser());
    return user->getParent() == point.block && !isa<PHINode>(user) && isSureUse(use);
  });
}

bool SureUses::isNeededOnEdge(Point point, const BasicBlock &successor) {
  for (const Use &use : point.value->uses()) {
    const auto *phi = dyn_cast<PHINode>(use.getUser());
    if (phi && phi->getParent() == &successor && phi->getIncomingBlock(use) == point.block &&
        isSureUse(use))
      return true;
  }
  // Back at its definition a value is another one.
  return cast<Instruction>(point.value)->getParent() != &successor &&
         isNeededFrom({point.value, &successor});
}

// Whether the user, once executed, needs the value.
bool SureUses::isSureUse(const Use &use) {
  const auto &user = *cast<Instruction>(use.getUser());
  if (demanded.isUseDead(const_cast<Use *>(&use)))
    return false;
  bool isVector = use.get()->getType()->isVectorTy();
  if (const auto *store = dyn_cast<StoreInst>(&user))
    return use.getOperandNo() == StoreInst::getPointerOperandIndex() || use.get() != origin ||
           store->getPointerOperand() != origin->getPointerOperand();
  if (isa<ReturnInst>(user))
    return true;
  if (isVector && !keepsLanes(user))
    return false;
  if (isa<SelectInst>(user) && use.getOperandNo() != 0)
    return false;
  if (user.isTerminator() || user.mayHaveSideEffects())
    return true;
  return isNeededFrom({&user, user.getParent()});
}

} // namespace aotc
