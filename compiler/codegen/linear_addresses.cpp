// Entry point: LinearAddressesPass. A guest's address is an i32 sum that wraps around, extended to
// 64 bits: zext (p + 4) isn't zext p + 4. So each access of a loop needs a sum of its own, where a
// native program has a constant in the instruction, and LLVM's vectorisers see neither that two
// accesses are neighbours nor where a loop's accesses end.
//
// For an innermost loop that runs at most n + 1 times and indices {s,+,c}, with s and c known
// before the loop, one comparison before it says whether s + c * n stays below 2^32, and so each
// index on the way (in 64 bits, where none of this wraps: all are below 2^32). Indices that are a
// constant apart share a comparison, of the lowest and the farthest, which also says that they
// are as far apart in 64 bits. Where it holds, a loop runs that counts in 64 bits; else a copy of
// the loop as it was. It is all arithmetic: nothing is assumed of memories, and no access
// changes its address.
#include "codegen/linear_addresses.h"

#include "codegen/version_loop.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr unsigned kMostInstructions = 300; // of a loop
constexpr unsigned kMostBlocks = 8;
constexpr unsigned kMostGroups = 6;     // comparisons before a loop
constexpr uint64_t kFarthest = 1 << 20; // between indices that share one

class LinearAddresses {
public:
  LinearAddresses(Loop &loop, LoopInfo &loops, DominatorTree &dominators,
                  ScalarEvolution &evolution, TargetTransformInfo &costs)
      : loop(loop), loops(loops), dominators(dominators), evolution(evolution), costs(costs),
        expander(evolution, "linear") {}

  bool run() {
    if (!canVersion(loop) || !isSmall() || !collect())
      return false;
    const SCEV *taken = evolution.getSymbolicMaxBackedgeTakenCount(&loop);
    if (isa<SCEVCouldNotCompute>(taken) || evolution.getTypeSizeInBits(taken->getType()) > 64 ||
        !isCheap(taken) || any_of(groups, [&](const Group &group) {
          return !isCheap(group.start) || !isCheap(group.step);
        }))
      return false;
    Value *condition = makeCondition(taken);
    if (auto *known = dyn_cast<ConstantInt>(condition); known && known->isZero())
      return false;
    if (!isa<ConstantInt>(condition))
      versionLoop(loop, condition, loops, dominators, evolution);
    for (Group &group : groups)
      widen(group);
    evolution.forgetTopmostLoop(&loop);
    return true;
  }

private:
  // Indices {start + distance,+,step}, with the same start and step.
  struct Group {
    const SCEV *start; // the lowest
    const SCEV *step;
    uint64_t reach; // of the farthest from the lowest
    SmallVector<std::pair<ZExtInst *, uint64_t>, 8> members;
    Value *first = nullptr, *wideStep = nullptr; // in 64 bits, before the loop
  };

  bool isSmall() const {
    size_t size = 0;
    for (const BasicBlock *block : loop.blocks())
      size += block->size();
    return size <= kMostInstructions && loop.getNumBlocks() <= kMostBlocks;
  }

  static bool isIndex(const ZExtInst &extension) {
    return extension.getSrcTy()->isIntegerTy(32) && extension.getDestTy()->isIntegerTy(64) &&
           any_of(extension.users(), [](const User *user) { return isa<GetElementPtrInst>(user); });
  }

  const SCEVAddRecExpr *linear(Value *value) const {
    auto *found = dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(value));
    return found && found->getLoop() == &loop && found->isAffine() ? found : nullptr;
  }

  // False if there is nothing to gain.
  bool collect() {
    bool isWorth = false;
    for (BasicBlock *block : loop.blocks())
      for (Instruction &instruction : *block) {
        if (isa<CallBase>(instruction) && !isa<IntrinsicInst>(instruction) &&
            !cast<CallBase>(instruction).isInlineAsm())
          return false;
        auto *extension = dyn_cast<ZExtInst>(&instruction);
        if (!extension || !isIndex(*extension) || linear(extension))
          continue;
        if (const SCEVAddRecExpr *index = linear(extension->getOperand(0))) {
          addToGroup(*extension, *index);
          isWorth |= !isa<PHINode>(extension->getOperand(0));
        }
      }
    return isWorth && groups.size() <= kMostGroups;
  }

  void addToGroup(ZExtInst &extension, const SCEVAddRecExpr &index) {
    const SCEV *step = index.getStepRecurrence(evolution);
    for (Group &group : groups) {
      auto *distance =
          dyn_cast<SCEVConstant>(evolution.getMinusSCEV(index.getStart(), group.start));
      if (group.step != step || !distance)
        continue;
      int64_t value = distance->getAPInt().getSExtValue();
      uint64_t reach = value < 0 ? group.reach - value : std::max(group.reach, uint64_t(value));
      if (reach > kFarthest)
        continue;
      group.reach = reach;
      if (value < 0) {
        for (auto &[member, distance] : group.members)
          distance -= value;
        group.start = index.getStart();
      }
      group.members.push_back({&extension, value < 0 ? 0 : value});
      return;
    }
    groups.push_back({index.getStart(), step, 0, {{&extension, 0}}});
  }

  bool isCheap(const SCEV *value) { return isCheapBefore(loop, value, expander, costs); }

  // Whether no index of a group wraps. A sum is at most 2^32 + 2^20 + (2^32 - 1)^2.
  Value *makeCondition(const SCEV *taken) {
    Instruction *before = loop.getLoopPreheader()->getTerminator();
    IRBuilder<> builder(before);
    Type *word = builder.getInt64Ty();
    auto expand = [&](const SCEV *value) {
      return builder.CreateZExt(expander.expandCodeFor(value, value->getType(), before), word);
    };
    Value *limit = builder.getInt64(UINT32_MAX), *times = expand(taken);
    Value *condition = builder.getTrue();
    auto require = [&](Value *smaller, Value *larger) {
      condition = builder.CreateAnd(condition, builder.CreateICmpULE(smaller, larger));
    };
    if (evolution.getUnsignedRangeMax(taken).ugt(UINT32_MAX))
      require(times, limit);
    for (Group &group : groups) {
      group.first = expand(group.start);
      auto *constant = dyn_cast<SCEVConstant>(group.step);
      bool isDown = constant && constant->getAPInt().isNegative();
      group.wideStep =
          isDown ? builder.getInt64(constant->getAPInt().getSExtValue()) : expand(group.step);
      Value *distance =
          builder.CreateMul(times, isDown ? builder.CreateNeg(group.wideStep) : group.wideStep);
      Value *farthest = builder.CreateAdd(group.first, builder.getInt64(group.reach));
      require(isDown ? farthest : builder.CreateAdd(farthest, distance), limit);
      if (isDown)
        require(distance, group.first);
    }
    return condition;
  }

  void widen(Group &group) {
    BasicBlock *header = loop.getHeader();
    IRBuilder<> builder(header, header->begin());
    PHINode *index = builder.CreatePHI(builder.getInt64Ty(), 2, "linear");
    builder.SetInsertPoint(loop.getLoopLatch()->getTerminator());
    Value *next = builder.CreateNSWAdd(index, group.wideStep);
    index->addIncoming(group.first, loop.getLoopPreheader());
    index->addIncoming(next, loop.getLoopLatch());
    for (auto [extension, distance] : group.members) {
      builder.SetInsertPoint(extension);
      Value *wide =
          distance ? builder.CreateAdd(index, builder.getInt64(distance), "", true, true) : index;
      extension->replaceAllUsesWith(wide);
      extension->eraseFromParent();
    }
  }

  Loop &loop;
  LoopInfo &loops;
  DominatorTree &dominators;
  ScalarEvolution &evolution;
  TargetTransformInfo &costs;
  SCEVExpander expander;
  SmallVector<Group, 4> groups;
};

} // namespace

PreservedAnalyses LinearAddressesPass::run(Function &function, FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  bool changed = changeInnermostLoops(loops, [&](Loop &loop) {
    return LinearAddresses(loop, loops, analyses.getResult<DominatorTreeAnalysis>(function),
                           analyses.getResult<ScalarEvolutionAnalysis>(function),
                           analyses.getResult<TargetIRAnalysis>(function))
        .run();
  });
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace aotc
