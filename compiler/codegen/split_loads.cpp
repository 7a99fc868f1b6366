// A processor passes on to a load what a store before it holds, if one store holds all of
// it. Otherwise the load waits until the stores have reached the cache, some fifteen
// cycles. Guests ask for that: their compiler copies small objects as words, among them
// ones whose parts were just stored (Rust's `io::Result<()>` of 32-bit targets is a byte,
// and three more bytes and a word where that isn't `Ok`). A native compiler does the same
// but for the sizes.
//
// Such a load is made of parts here, cut where those stores begin and end. Nothing is said of
// what else may have been stored between, so that no alias matters: each part is loaded. They
// are volatile for LLVM's code generation, which would put them together.
#include "codegen/split_loads.h"

#include <optional>
#include <set>
#include <vector>

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace aotc {

namespace {

// As many instructions later a store is most likely done.
constexpr unsigned kWindow = 40;

struct Range {
  const Value *base;
  int64_t begin, end; // bytes from the base
  unsigned position;  // in the block

  bool covers(const Range &other) const {
    return base == other.base && begin <= other.begin && other.end <= end;
  }
  bool overlaps(const Range &other) const {
    return base == other.base && begin < other.end && other.begin < end;
  }
};

class Splitter {
public:
  explicit Splitter(Function &function)
      : function(function), layout(function.getParent()->getDataLayout()) {}

  bool run() {
    for (BasicBlock &block : function)
      readBlock(block);
    for (auto &[load, cuts] : found)
      split(load, cuts);
    return !found.empty();
  }

private:
  using Cuts = std::set<int64_t>; // bytes from the load's first; neither first nor last

  // Of an access of a size that is known here, at a distance that an object has.
  std::optional<Range> rangeOf(const Instruction &access) const {
    const Value *pointer = getLoadStorePointerOperand(&access);
    APInt offset(layout.getIndexTypeSizeInBits(pointer->getType()), 0);
    const Value *base =
        pointer->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
    TypeSize bytes = layout.getTypeStoreSize(getLoadStoreType(&access));
    if (bytes.isScalable() || !offset.isSignedIntN(48))
      return std::nullopt;
    int64_t begin = offset.getSExtValue();
    return Range{base, begin, begin + int64_t(bytes.getFixedValue()), 0};
  }

  void readBlock(BasicBlock &block) {
    stores.clear();
    unsigned position = 0;
    for (Instruction &instruction : block) {
      ++position;
      if (auto *store = dyn_cast<StoreInst>(&instruction)) {
        if (std::optional<Range> range = rangeOf(*store)) {
          range->position = position;
          stores.push_back(*range);
        }
      } else if (auto *load = dyn_cast<LoadInst>(&instruction)) {
        readLoad(*load, position);
      } else if (isa<CallBase>(instruction) && instruction.mayWriteToMemory()) {
        stores.clear(); // takes its time
      }
    }
  }

  void readLoad(LoadInst &load, unsigned position) {
    auto *type = dyn_cast<IntegerType>(load.getType());
    if (!load.isSimple() || !type || type->getBitWidth() > 64 || type->getBitWidth() % 8 != 0 ||
        !isPowerOf2_32(type->getBitWidth()))
      return;
    std::optional<Range> range = rangeOf(load);
    if (!range)
      return;
    Cuts cuts;
    for (const Range &store : reverse(stores)) {
      if (position - store.position > kWindow || store.covers(*range))
        break;
      if (!store.overlaps(*range))
        continue;
      if (store.begin > range->begin)
        cuts.insert(store.begin - range->begin);
      if (store.end < range->end)
        cuts.insert(store.end - range->begin);
    }
    if (!cuts.empty())
      found.push_back({&load, std::move(cuts)});
  }

  // The largest aligned power of two from `begin` on that ends before `end`.
  static int64_t partSize(int64_t begin, int64_t end) {
    int64_t size = 1;
    while (begin % (size * 2) == 0 && begin + size * 2 <= end)
      size *= 2;
    return size;
  }

  void split(LoadInst *load, Cuts &cuts) {
    auto *type = cast<IntegerType>(load->getType());
    int64_t bytes = type->getBitWidth() / 8;
    IRBuilder<> builder(load);
    Value *whole = nullptr;
    cuts.insert(bytes);
    for (int64_t begin = 0; begin < bytes;) {
      int64_t size = partSize(begin, *cuts.upper_bound(begin));
      Value *part = builder.CreateZExt(loadPart(builder, *load, begin, size), type);
      if (begin > 0)
        part = builder.CreateShl(part, begin * 8);
      whole = whole ? builder.CreateOr(whole, part) : part;
      begin += size;
    }
    load->replaceAllUsesWith(whole);
    load->eraseFromParent();
  }

  static Value *loadPart(IRBuilder<> &builder, LoadInst &load, int64_t begin, int64_t size) {
    Value *address = builder.CreatePtrAdd(load.getPointerOperand(), builder.getInt64(begin));
    LoadInst *part =
        builder.CreateAlignedLoad(builder.getIntNTy(size * 8), address,
                                  commonAlignment(load.getAlign(), begin), /*isVolatile=*/true);
    part->setMetadata(LLVMContext::MD_tbaa, load.getMetadata(LLVMContext::MD_tbaa));
    return part;
  }

  Function &function;
  const DataLayout &layout;
  SmallVector<Range, 16> stores; // of the block so far
  std::vector<std::pair<LoadInst *, Cuts>> found;
};

} // namespace

PreservedAnalyses SplitLoadsPass::run(Function &function, FunctionAnalysisManager &) {
  if (!Splitter(function).run())
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace aotc
