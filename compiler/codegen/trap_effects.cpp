// A trap is an effect (docs/architecture.md has the whole argument).
//
// LLVM takes a load whose value nobody needs for dead, and narrows a load of
// which only some bytes are needed; WebAssembly says that both may trap. So the
// translator marks each load of linear memory: an empty asm that takes its value,
// declared to read and write only memory that nobody can see. Loads move, fold
// and merge around it as before, but none disappears, and a function that loads
// isn't free of effects.
//
// The mark stops the vectorisers. DropSureMarks takes it off where the last byte
// of the loaded value is needed by an instruction that stays, on every path from the
// load (sure_uses): then the load stays too, where it is, and stays wide enough to
// fault where it should. The last byte is enough:
// memory ends upwards, and an access whose last byte is inside is inside. What
// "needed" means is LLVM's DemandedBits, computed as if the marks were not there;
// it is at least as strict as what the later passes use to delete or narrow.
// A value that is only stored back where it came from counts as not needed.
//
// Rejected: volatile from the start (stops LICM and GVN), llvm.fake.use (the
// inliner doesn't copy it, and the trap of a callee was lost), a list of opcodes
// that are harmless (DemandedBits knows).
#include "codegen/trap_effects.h"

#include "codegen/reduction_marks.h"
#include "codegen/sure_uses.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/DemandedBits.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr const char *kMarkConstraint = "X"; // anything: it never gets to code generation
constexpr const char *kResultConstraint = "r";

bool isMark(const Instruction &instruction) {
  const auto *call = dyn_cast<CallInst>(&instruction);
  const auto *code = call ? dyn_cast<InlineAsm>(call->getCalledOperand()) : nullptr;
  return code && code->getAsmString().empty() && code->getConstraintString() == kMarkConstraint;
}

std::vector<Instruction *> marksOf(Function &function) {
  std::vector<Instruction *> marks;
  for (Instruction &instruction : instructions(function))
    if (isMark(instruction))
      marks.push_back(&instruction);
  return marks;
}

CallInst *mark(IRBuilderBase &builder, Value *value, const char *constraint = kMarkConstraint) {
  auto *type = FunctionType::get(builder.getVoidTy(), {value->getType()}, false);
  CallInst *call = builder.CreateCall(InlineAsm::get(type, "", constraint, true), {value});
  AttrBuilder attributes(builder.getContext()); // at once: there are many marks
  attributes.addMemoryAttr(MemoryEffects::inaccessibleMemOnly());
  for (Attribute::AttrKind kind : {Attribute::NoUnwind, Attribute::WillReturn, Attribute::NoSync,
                                   Attribute::NoFree, Attribute::NoCallback})
    attributes.addAttribute(kind);
  call->setAttributes(
      AttributeList::get(builder.getContext(), AttributeList::FunctionIndex, attributes));
  return call;
}

// Stores of the loaded value to the very place it came from: removable.
bool isStoreBack(const User *user, const LoadInst &load) {
  const auto *store = dyn_cast<StoreInst>(user);
  return store && store->getValueOperand() == &load &&
         store->getPointerOperand() == load.getPointerOperand();
}

// Whether later passes must keep `load`, and its last byte, without a mark.
bool isSurelyKept(LoadInst &load, DemandedBits &demanded) {
  if (load.isVolatile())
    return true;
  if (!SureUses(demanded).has(load))
    return false;
  if (load.getType()->isVectorTy())
    return true;
  bool usedOutsideStoreBack = false;
  for (const User *user : load.users()) {
    // A cast to an integer could be narrowed behind DemandedBits' back.
    if (!load.getType()->isIntegerTy() && isa<BitCastOperator>(user))
      return false;
    usedOutsideStoreBack |= !isStoreBack(user, load);
  }
  if (!usedOutsideStoreBack || demanded.isInstructionDead(&load))
    return false;
  if (!load.getType()->isIntegerTy())
    return true;
  APInt bits = demanded.getDemandedBits(&load);
  unsigned lastByte = std::min(8u, bits.getBitWidth());
  return bits.countl_zero() < lastByte;
}

// The loads that `value` may come from, through phis, selects and casts.
void collectLoads(Value *value, SmallPtrSetImpl<Value *> &seen,
                  SmallVectorImpl<LoadInst *> &loads) {
  SmallVector<Value *, 8> worklist{value};
  while (!worklist.empty()) {
    Value *next = worklist.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    if (auto *load = dyn_cast<LoadInst>(next))
      loads.push_back(load);
    else if (auto *phi = dyn_cast<PHINode>(next))
      worklist.append(phi->op_begin(), phi->op_end());
    else if (auto *select = dyn_cast<SelectInst>(next))
      worklist.append({select->getTrueValue(), select->getFalseValue()});
    else if (auto *cast = dyn_cast<CastInst>(next))
      worklist.push_back(cast->getOperand(0));
    else if (auto *freeze = dyn_cast<FreezeInst>(next))
      worklist.push_back(freeze->getOperand(0));
    else if (auto *extract = dyn_cast<ExtractElementInst>(next))
      worklist.push_back(extract->getVectorOperand());
  }
}

// Takes all marks off `function`: the loads that they kept. A mark whose value is
// no load any more (store forwarded, a phi of loads) keeps what is behind it.
SmallVector<LoadInst *, 32> takeMarks(Function &function) {
  SmallPtrSet<Value *, 16> seen;
  SmallVector<LoadInst *, 32> loads;
  for (Instruction *marking : marksOf(function)) {
    for (Value *value : cast<CallBase>(marking)->args())
      collectLoads(value, seen, loads);
    marking->eraseFromParent();
  }
  return loads;
}

// What both passes preserve: they add and remove instructions, never a branch.
PreservedAnalyses preservedByMarks() {
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace

void markTrappingLoad(IRBuilderBase &builder, Value *load) { mark(builder, load); }

Instruction *markResult(IRBuilderBase &builder, Value *value) {
  return mark(builder, value, kResultConstraint);
}

static SmallVector<LoadInst *, 32> unsureOf(ArrayRef<LoadInst *> loads, Function &function,
                                            FunctionAnalysisManager &analyses) {
  DemandedBits demanded(function, analyses.getResult<AssumptionAnalysis>(function),
                        analyses.getResult<DominatorTreeAnalysis>(function));
  SmallVector<LoadInst *, 32> unsure;
  for (LoadInst *load : loads)
    if (!isSurelyKept(*load, demanded))
      unsure.push_back(load);
  return unsure;
}

PreservedAnalyses DropSureMarksPass::run(Function &function, FunctionAnalysisManager &analyses) {
  SmallVector<LoadInst *, 32> unsure = unsureOf(takeMarks(function), function, analyses);
  if (vectorises && !unsure.empty()) {
    auto marks = markReductions(analyses.getResult<LoopAnalysis>(function), unsure);
    size_t before = unsure.size();
    if (!marks.empty())
      unsure = unsureOf(unsure, function, analyses);
    if (unsure.size() == before) // none of them is of any use
      for (Instruction *result : marks)
        result->eraseFromParent();
  }
  for (LoadInst *load : unsure) {
    IRBuilder<> builder(load->getNextNode());
    mark(builder, load);
  }
  return preservedByMarks();
}

// x86-64's instruction selection folds a load, volatile or not, into the conditional
// move that it is an operand of, and makes a branch around it then (22.1's
// X86CmovConversion). So a select gets the value by way of an asm, from a register.
static void keepOutOfSelects(LoadInst &load) {
  SmallVector<SelectInst *, 4> selects;
  for (User *user : load.users())
    if (auto *select = dyn_cast<SelectInst>(user))
      selects.push_back(select);
  if (selects.empty() || !load.getType()->isIntegerTy())
    return;
  IRBuilder<> builder(load.getNextNode());
  auto *type = FunctionType::get(load.getType(), {load.getType()}, false);
  CallInst *copy = builder.CreateCall(InlineAsm::get(type, "", "=r,0", false), {&load});
  copy->setDoesNotAccessMemory();
  for (SelectInst *select : selects)
    select->replaceUsesOfWith(&load, copy);
}

// x86-64's instruction selection folds a load of 16 bytes, volatile or not, into
// an instruction that reads 8 (pmovsx). So a vector's last byte is read by itself.
static void lowerMark(LoadInst &load) {
  if (!load.getType()->isVectorTy()) {
    load.setVolatile(true);
    keepOutOfSelects(load);
    return;
  }
  IRBuilder<> builder(&load);
  uint64_t bytes = load.getDataLayout().getTypeStoreSize(load.getType());
  Value *last =
      builder.CreateConstGEP1_64(builder.getInt8Ty(), load.getPointerOperand(), bytes - 1);
  builder.CreateAlignedLoad(builder.getInt8Ty(), last, Align(1), true);
}

PreservedAnalyses LowerMarksPass::run(Function &function, FunctionAnalysisManager &) {
  for (LoadInst *load : takeMarks(function))
    lowerMark(*load);
  return preservedByMarks();
}

} // namespace aotc
