// Entry point: CompareWordsPass. A guest brings its own memcmp, which is a loop over bytes, and
// compressors and parsers have such loops too:
//
//   while (n && a[i] == b[i]) ++i, --n;
//
// Such a loop may read farther than it would have, if nothing traps there: where all bytes up to
// its count, and a word more, lie in the memories. A comparison with their sizes says so, since
// memories only grow. A loop over words then runs before it, so that it starts at the first
// difference or with the last byte. It isn't changed itself but for where it starts.
#include "codegen/compare_words.h"

#include "codegen/abi_structs.h"
#include "codegen/version_loop.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace aotc {

namespace {

constexpr size_t kMostInstructions = 40; // of a loop
constexpr size_t kMostBlocks = 3;
constexpr uint64_t kWord = 8;  // bytes
constexpr unsigned kCheap = 4; // of an instruction like those that everybody has

// Bytes of a linear memory, one after the other, from `start` + `offset` on.
struct Bytes {
  Value *base = nullptr;            // of the memory
  GlobalVariable *record = nullptr; // the memory's (Memory in instance.def)
  const SCEV *start = nullptr;      // 64 bits
  uint64_t offset = 0;
  Value *first = nullptr; // start + offset, before the loop
};

class CompareWords {
public:
  CompareWords(Loop &loop, LoopInfo &loops, DominatorTree &dominators, ScalarEvolution &evolution,
               TargetTransformInfo &costs)
      : loop(loop), loops(loops), dominators(dominators), evolution(evolution), costs(costs),
        expander(evolution, "words") {}

  bool run() {
    if (!isSmall() || !findExits() || !findPhis() || !isCheap(count) ||
        any_of(sides, [&](const Bytes &side) { return !isCheap(side.start); }))
      return false;
    insertWords();
    leaveAlone(loop); // it runs once or twice now, unless it comes near a memory's end
    evolution.forgetTopmostLoop(&loop);
    return true;
  }

private:
  bool isSmall() const {
    if (loop.getNumBlocks() > kMostBlocks || !loop.isLoopSimplifyForm())
      return false;
    size_t size = 0;
    for (const BasicBlock *block : loop.blocks())
      size += block->size();
    return size <= kMostInstructions;
  }

  // One exit is for bytes that differ, and the other one counts. Nothing else is of effect.
  bool findExits() {
    SmallVector<BasicBlock *, 2> exiting;
    loop.getExitingBlocks(exiting);
    if (exiting.size() != 2 || !all_of(exiting, [&](BasicBlock *block) {
          return dominators.dominates(block, loop.getLoopLatch());
        }))
      return false;
    if (!isComparison(*exiting[0]))
      std::swap(exiting[0], exiting[1]);
    if (!isComparison(*exiting[0]))
      return false;
    count = evolution.getExitCount(&loop, exiting[1]);
    return !isa<SCEVCouldNotCompute>(count) &&
           evolution.getTypeSizeInBits(count->getType()) <= 64 && hasNoOtherEffects();
  }

  bool isComparison(BasicBlock &block) {
    auto *branch = dyn_cast<BranchInst>(block.getTerminator());
    Value *left, *right;
    CmpPredicate predicate;
    if (!branch || !branch->isConditional() ||
        !match(branch->getCondition(), m_ICmp(predicate, m_Value(left), m_Value(right))) ||
        !ICmpInst::isEquality(predicate))
      return false;
    bool continuesOnTrue = loop.contains(branch->getSuccessor(0));
    return left != right && continuesOnTrue == (predicate == ICmpInst::ICMP_EQ) &&
           findBytes(left, sides[0]) && findBytes(right, sides[1]);
  }

  // A byte as it is or extended with zeros.
  bool findBytes(Value *value, Bytes &bytes) {
    match(value, m_ZExt(m_Value(value)));
    auto *load = dyn_cast<LoadInst>(value);
    if (!load || !load->isSimple() || !load->getType()->isIntegerTy(8) || !loop.contains(load))
      return false;
    bytes.offset = 0;
    Value *place = stripOffset(load->getPointerOperand(), bytes.offset);
    auto *sum = dyn_cast<GEPOperator>(place);
    if (!sum || sum->getNumIndices() != 1 || !sum->getSourceElementType()->isIntegerTy(8) ||
        !sum->getOperand(1)->getType()->isIntegerTy(64))
      return false;
    const SCEV *index = evolution.getSCEV(sum->getOperand(1));
    if (auto *extended = dyn_cast<SCEVZeroExtendExpr>(index))
      index = extended->getOperand();
    if (evolution.getTypeSizeInBits(index->getType()) < 32) // wraps around on its own
      return false;
    auto *steps = dyn_cast<SCEVAddRecExpr>(index);
    if (!steps || steps->getLoop() != &loop || !steps->isAffine() ||
        !steps->getStepRecurrence(evolution)->isOne())
      return false;
    bytes.start = evolution.getNoopOrZeroExtend(steps->getStart(), sum->getOperand(1)->getType());
    bytes.base = stripOffset(sum->getPointerOperand(), bytes.offset);
    bytes.record = recordOf(bytes.base);
    return bytes.record && bytes.offset <= UINT32_MAX;
  }

  static Value *stripOffset(Value *place, uint64_t &offset) {
    const ConstantInt *constant;
    while (auto *sum = dyn_cast<GEPOperator>(place)) {
      if (sum->getNumIndices() != 1 || !sum->getSourceElementType()->isIntegerTy(8) ||
          !(constant = dyn_cast<ConstantInt>(sum->getOperand(1))) || constant->isNegative() ||
          constant->getValue().ugt(UINT32_MAX))
        break;
      offset += constant->getZExtValue();
      place = sum->getPointerOperand();
    }
    return place;
  }

  // Null where the record is known only when the program runs.
  GlobalVariable *recordOf(Value *base) const {
    auto *load = dyn_cast<LoadInst>(base);
    if (!load || loop.contains(load) || !load->hasMetadata(LLVMContext::MD_invariant_load))
      return nullptr;
    auto *record = dyn_cast<GlobalVariable>(load->getPointerOperand());
    return record && isRecord<MemoryLayout>(*record) ? record : nullptr;
  }

  bool hasNoOtherEffects() const {
    size_t loads = 0;
    for (const BasicBlock *block : loop.blocks())
      for (const Instruction &instruction : *block) {
        loads += isa<LoadInst>(instruction);
        if (instruction.mayHaveSideEffects() ||
            (instruction.mayReadFromMemory() && !isa<LoadInst>(instruction)))
          return false;
      }
    return loads == 2;
  }

  // What changes from one round to the next must be known of any round.
  bool findPhis() {
    for (PHINode &phi : loop.getHeader()->phis()) {
      auto *steps = phi.getType()->isIntegerTy() ? dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(&phi))
                                                 : nullptr;
      if (!steps || steps->getLoop() != &loop || !steps->isAffine() ||
          evolution.getTypeSizeInBits(phi.getType()) > 64)
        return false;
      auto *step = dyn_cast<SCEVConstant>(steps->getStepRecurrence(evolution));
      if (!step)
        return false;
      phis.push_back({&phi, step->getAPInt().getSExtValue()});
    }
    return true;
  }

  bool isCheap(const SCEV *value) { return isCheapBefore(loop, value, expander, costs); }

  // before → words, or resume where words may not be read
  // words  → step where two are the same, else differ
  // step   → words, or done where the count is reached
  // differ → done → resume → header
  void insertWords() {
    BasicBlock *before = loop.getLoopPreheader(), *header = loop.getHeader();
    Function &function = *header->getParent();
    LLVMContext &context = function.getContext();
    IRBuilder<> builder(before->getTerminator());
    wide = builder.getInt64Ty();
    Value *isThere =
        builder.CreateFreeze(makeCondition(builder)); // asked earlier than the loop does
    BasicBlock *resume = SplitEdge(before, header, &dominators, &loops);
    auto block = [&](const char *name) {
      return BasicBlock::Create(context, name, &function, resume);
    };
    BasicBlock *words = block("words"), *step = block("words.step"),
               *differ = block("words.differ"), *done = block("words.done");
    before->getTerminator()->eraseFromParent();
    builder.SetInsertPoint(before);
    builder.CreateCondBr(isThere, words, resume);

    builder.SetInsertPoint(words);
    PHINode *at = builder.CreatePHI(wide, 2);
    Value *left = word(builder, sides[0], at), *right = word(builder, sides[1], at);
    builder.CreateCondBr(builder.CreateICmpEQ(left, right), step, differ);

    builder.SetInsertPoint(step);
    Value *next = builder.CreateNUWAdd(at, builder.getInt64(kWord));
    builder.CreateCondBr(builder.CreateICmpULT(next, wideCount), words, done);
    at->addIncoming(builder.getInt64(0), before);
    at->addIncoming(next, step);

    // All targets are little-endian: the lowest byte comes first.
    builder.SetInsertPoint(differ);
    Value *bits = builder.CreateIntrinsic(Intrinsic::cttz, {wide},
                                          {builder.CreateXor(left, right), builder.getTrue()});
    Value *found = builder.CreateNUWAdd(at, builder.CreateLShr(bits, 3));
    builder.CreateBr(done);

    builder.SetInsertPoint(done);
    PHINode *equal = builder.CreatePHI(wide, 2);
    equal->addIncoming(next, step);
    equal->addIncoming(found, differ);
    Value *rounds = builder.CreateBinaryIntrinsic(Intrinsic::umin, equal, wideCount);
    builder.CreateBr(resume);
    skipRounds(rounds, before, done, resume);
    addToTrees(before, words, step, differ, done);
  }

  // There is more than a byte to compare, and all that may be read is there.
  Value *makeCondition(IRBuilder<> &builder) {
    auto expand = [&](const SCEV *value) {
      return builder.CreateZExt(
          expander.expandCodeFor(value, value->getType(), builder.GetInsertPoint()), wide);
    };
    wideCount = expand(count);
    Value *condition = builder.CreateIsNotNull(wideCount);
    Value *reach = sum(builder, wideCount, builder.getInt64(kWord));
    Value *size = nullptr;
    for (Bytes &side : sides) {
      side.first = builder.CreateAdd(expand(side.start), builder.getInt64(side.offset));
      if (!size || side.record != sides[0].record)
        size = limit(builder, side.record);
      condition = builder.CreateAnd(condition,
                                    builder.CreateICmpULE(sum(builder, side.first, reach), size));
    }
    return condition;
  }

  static Value *sum(IRBuilder<> &builder, Value *left, Value *right) {
    return builder.CreateBinaryIntrinsic(Intrinsic::uadd_sat, left, right);
  }

  // Below it, 32-bit addresses don't wrap around either.
  Value *limit(IRBuilder<> &builder, GlobalVariable *record) {
    Value *size = builder.CreateLoad(
        wide, builder.CreateStructGEP(record->getValueType(), record, MemoryLayout::byteSize));
    return builder.CreateBinaryIntrinsic(Intrinsic::umin, size,
                                         builder.getInt64(uint64_t(1) << 32));
  }

  Value *word(IRBuilder<> &builder, const Bytes &side, Value *at) {
    Value *index = builder.CreateAdd(side.first, at);
    return builder.CreateAlignedLoad(wide, builder.CreateGEP(builder.getInt8Ty(), side.base, index),
                                     Align(1));
  }

  // The loop starts where `rounds` of it would have led.
  void skipRounds(Value *rounds, BasicBlock *before, BasicBlock *done, BasicBlock *resume) {
    for (auto [phi, step] : phis) {
      IRBuilder<> builder(done->getTerminator());
      Type *type = phi->getType();
      Value *first = phi->getIncomingValueForBlock(resume);
      Value *distance = builder.CreateMul(builder.CreateZExtOrTrunc(rounds, type),
                                          ConstantInt::getSigned(type, step));
      Value *later = builder.CreateAdd(first, distance);
      builder.SetInsertPoint(resume, resume->begin());
      PHINode *start = builder.CreatePHI(type, 2);
      start->addIncoming(first, before);
      start->addIncoming(later, done);
      phi->setIncomingValueForBlock(resume, start);
    }
  }

  void addToTrees(BasicBlock *before, BasicBlock *words, BasicBlock *step, BasicBlock *differ,
                  BasicBlock *done) {
    dominators.addNewBlock(words, before);
    for (BasicBlock *block : {step, differ, done})
      dominators.addNewBlock(block, words);
    Loop *inner = loops.AllocateLoop();
    if (Loop *parent = loop.getParentLoop()) {
      parent->addChildLoop(inner);
      for (BasicBlock *block : {differ, done})
        parent->addBasicBlockToLoop(block, loops);
    } else {
      loops.addTopLevelLoop(inner);
    }
    for (BasicBlock *block : {words, step})
      inner->addBasicBlockToLoop(block, loops);
  }

  Loop &loop;
  LoopInfo &loops;
  DominatorTree &dominators;
  ScalarEvolution &evolution;
  TargetTransformInfo &costs;
  SCEVExpander expander;
  Bytes sides[2];
  const SCEV *count = nullptr;                        // rounds before the exit that counts is taken
  SmallVector<std::pair<PHINode *, int64_t>, 4> phis; // of the header, and what they grow by
  Type *wide = nullptr;                               // what follows is in 64 bits
  Value *wideCount = nullptr;
};

// Words may be anywhere, and what differs in one must be found fast.
bool hasWords(Function &function, TargetTransformInfo &costs) {
  unsigned isFast = 0;
  Type *word = Type::getInt64Ty(function.getContext());
  IntrinsicCostAttributes find(Intrinsic::cttz, word, {word, Type::getInt1Ty(word->getContext())});
  return costs.allowsMisalignedMemoryAccesses(word->getContext(), kWord * 8, 0, Align(1),
                                              &isFast) &&
         isFast &&
         costs.getIntrinsicInstrCost(find, TargetTransformInfo::TCK_SizeAndLatency) <= kCheap;
}

} // namespace

PreservedAnalyses CompareWordsPass::run(Function &function, FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  auto &costs = analyses.getResult<TargetIRAnalysis>(function);
  if (loops.empty() || !hasWords(function, costs))
    return PreservedAnalyses::all();
  bool changed = changeInnermostLoops(loops, [&](Loop &loop) {
    return CompareWords(loop, loops, analyses.getResult<DominatorTreeAnalysis>(function),
                        analyses.getResult<ScalarEvolutionAnalysis>(function), costs)
        .run();
  });
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace aotc
