// Entry point: ProvenAddressesPass. A guest reaches a part of its stack frame as sp + 64 with the
// constant in the instruction, and where a pointer to it was passed on and inlined, as i32.add of
// sp and 64. The second may wrap around at 2^32, so that LLVM can't know that both are the same
// place, and keeps all stores and loads between the parts of a function that met by inlining.
//
// An access to zext(p) + k of s bytes of a guarded memory that doesn't trap proves that
// zext(p) + k + s <= 2^32. So zext(p + d) is zext(p) + d for d < k + s: for what runs behind that
// access, and also for what runs before it, if nothing in between can be seen from outside or
// keeps the access from being reached: were it otherwise, the program would trap there anyway. An
// address is then written as zext(p) + d. It holds without a mark that LLVM could make more of
// than we mean: where p + d does wrap, the access is to a byte between 2^32 and the end of the
// guard now, and traps. So a program that wouldn't trap does what it did; one that does may do so
// a few plain accesses earlier, after which nobody looks at its memory ("A trap is an effect").
//
// Not for memories that are checked: beyond their end there is no guard.
#include "codegen/proven_addresses.h"

#include <map>

#include "codegen/alias_facts.h"
#include "codegen/program_facts.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Scalar/DCE.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace aotc {

namespace {

constexpr unsigned kMostBlocksUp = 16; // looked at for a proof

// base + zext(root + constant) + offset
struct Access {
  Instruction *instruction;
  unsigned segment;
  uint32_t constant;
  uint64_t offset, size;

  uint64_t end() const { return offset + size; }
};

// Accesses by the same base and root, which may be compared.
using Group = std::vector<Access>;

class ProvenAddresses {
public:
  ProvenAddresses(Function &function, DominatorTree &dominators)
      : layout(function.getDataLayout()), dominators(dominators) {
    for (BasicBlock &block : function)
      readBlock(block);
  }

  bool run() {
    bool changed = false;
    for (auto &[key, group] : groups)
      changed |= rewrite(key, group);
    return changed;
  }

private:
  using Key = std::pair<Value *, Value *>; // base and root

  // A segment is a piece of a block all of which runs if any of it does, unless an access of it
  // traps, and of which nobody sees anything before it is over.
  static bool endsSegment(const Instruction &instruction) {
    if (!isGuaranteedToTransferExecutionToSuccessor(&instruction) || instruction.isAtomic() ||
        instruction.isVolatile())
      return true;
    const auto *call = dyn_cast<CallBase>(&instruction);
    return call && !isa<IntrinsicInst>(call) && !call->isInlineAsm();
  }

  void readBlock(BasicBlock &block) {
    ++segments;
    for (Instruction &instruction : block) {
      if (endsSegment(instruction))
        ++segments;
      if (isa<LoadInst, StoreInst>(instruction) && !instruction.isAtomic() &&
          isGuardedAccess(instruction))
        readAccess(instruction);
    }
  }

  void readAccess(Instruction &instruction) {
    Type *type = getLoadStoreType(&instruction);
    Access access{&instruction, segments, 0, 0, layout.getTypeStoreSize(type).getFixedValue()};
    Value *pointer = getLoadStorePointerOperand(&instruction);
    Value *inner;
    ConstantInt *constant;
    while (match(pointer, m_PtrAdd(m_Value(inner), m_ConstantInt(constant)))) {
      if (constant->getValue().ugt(kGuardBytes))
        return;
      access.offset += constant->getZExtValue();
      pointer = inner;
    }
    Value *base, *root;
    if (!match(pointer, m_PtrAdd(m_Value(base), m_ZExt(m_Value(root)))) ||
        !root->getType()->isIntegerTy(32) || access.end() > kGuardBytes)
      return;
    while (match(root, m_AddLike(m_Value(inner), m_ConstantInt(constant)))) {
      access.constant += uint32_t(constant->getZExtValue());
      root = inner;
    }
    if (!isa<Constant>(root))
      groups[{base, root}].push_back(access);
  }

  // How far the accesses with the same constant reach.
  struct Reach {
    // In a block, up to the end of each segment.
    std::map<std::pair<const BasicBlock *, uint32_t>, SmallVector<std::pair<unsigned, uint64_t>, 2>>
        inBlock;
    std::map<uint32_t, uint64_t> most;

    uint64_t upTo(const BasicBlock *block, uint32_t constant, unsigned segment) const {
      auto found = inBlock.find({block, constant});
      if (found == inBlock.end())
        return 0;
      auto next = upper_bound(found->second, std::pair(segment, UINT64_MAX));
      return next == found->second.begin() ? 0 : std::prev(next)->second;
    }
  };

  static Reach reachOf(const Group &group) {
    Reach reach;
    for (const Access &access : group) { // in the order of their segments in a block
      auto &ends = reach.inBlock[{access.instruction->getParent(), access.constant}];
      uint64_t end = std::max(access.end(), ends.empty() ? 0 : ends.back().second);
      if (ends.empty() || ends.back().first != access.segment)
        ends.push_back({access.segment, end});
      ends.back().second = end;
      uint64_t &most = reach.most[access.constant];
      most = std::max(most, access.end());
    }
    return reach;
  }

  bool rewrite(const Key &key, Group &group) {
    if (group.size() < 2)
      return false;
    Reach reach = reachOf(group);
    if (reach.most.size() < 2)
      return false;
    bool changed = false;
    for (Access &access : group)
      for (auto [constant, most] : reach.most) {
        uint32_t distance = access.constant - constant;
        if (distance == 0 || distance >= most || access.end() + distance > kGuardBytes ||
            !isProven(reach, access, constant, distance))
          continue;
        setAddress(key, access, constant, distance);
        changed = true;
        break;
      }
    return changed;
  }

  // Whether accesses by root + `constant` reach beyond `distance`, and prove that for `access`:
  // those of its segment, of what its block has done before, and of blocks that it comes from.
  bool isProven(const Reach &reach, const Access &access, uint32_t constant, uint64_t distance) {
    const BasicBlock *block = access.instruction->getParent();
    if (reach.upTo(block, constant, access.segment) > distance)
      return true;
    const DomTreeNode *node = dominators.getNode(block);
    for (unsigned i = 0; node && (node = node->getIDom()) && i < kMostBlocksUp; ++i)
      if (reach.upTo(node->getBlock(), constant, segments) > distance)
        return true;
    return false;
  }

  void setAddress(const Key &key, Access &access, uint32_t constant, uint64_t distance) {
    auto [base, root] = key;
    IRBuilder<> builder(access.instruction);
    Value *index = builder.CreateAdd(root, builder.getInt32(constant));
    Value *address = builder.CreatePtrAdd(base, builder.CreateZExt(index, builder.getInt64Ty()));
    unsigned operand = isa<LoadInst>(access.instruction) ? LoadInst::getPointerOperandIndex()
                                                         : StoreInst::getPointerOperandIndex();
    access.instruction->setOperand(
        operand, builder.CreatePtrAdd(address, builder.getInt64(distance + access.offset)));
  }

  const DataLayout &layout;
  DominatorTree &dominators;
  MapVector<Key, Group> groups;
  unsigned segments = 0;
};

} // namespace

PreservedAnalyses ProvenAddressesPass::run(Function &function, FunctionAnalysisManager &analyses) {
  if (!ProvenAddresses(function, analyses.getResult<DominatorTreeAnalysis>(function)).run())
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  analyses.invalidate(function, preserved);
  EarlyCSEPass(/*UseMemorySSA=*/true).run(function, analyses);
  DCEPass().run(function, analyses); // the sums that nothing uses now
  return preserved;
}

} // namespace aotc
