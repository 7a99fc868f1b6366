// Entry point: RecogniseWideMultiplyPass. With a = aH·2³² + aL, b likewise, and all sums
// in 64 bits, the upper half of a·b is one of
//
//   ladder   t1 = (aL·bL >> 32) + X,  t2 = (t1 & M) + Y
//            aH·bH + (t1 >> 32) + (t2 >> 32)
//   columns  t2 = (aL·bL >> 32) + (X & M) + (Y & M)
//            aH·bH + (X >> 32) + (Y >> 32) + (t2 >> 32)
//
// where X and Y are aL·bH and aH·bL, in either order, and M is 2³²-1. No sum overflows.
// The lower half is (t2 << 32) | (aL·bL & M). compiler-rt's __multi3 and Rust's (the
// first) are written so, Go's math/bits.Mul64 too, and most crypto code.
//
// The search starts at aH·bH, looks at the tree of additions above it, and replaces
// within that tree only: other users keep the parts they have. By the value alone, so
// that it doesn't matter what a guest calls its function. Rejected: knowing __multi3 by
// its name (names get stripped, and inlined) or by its bytes.
#include "codegen/wide_multiply.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace aotc {

namespace {

constexpr uint64_t kLowMask = 0xffffffff;
constexpr unsigned kMostTerms = 16;

using Terms = SmallVector<Use *, 8>; // of a sum

// x where `value` is x & M.
Value *lowOf(Value *value) {
  Value *x;
  if (match(value, m_And(m_Value(x), m_SpecificInt(kLowMask))))
    return x;
  if (match(value, m_ZExt(m_Trunc(m_Value(x)))) && x->getType() == value->getType() &&
      cast<CastInst>(value)->getSrcTy()->isIntegerTy(32))
    return x;
  return nullptr;
}

// x where `value` is x >> 32.
Value *highOf(Value *value) {
  Value *x;
  return match(value, m_LShr(m_Value(x), m_SpecificInt(32))) ? x : nullptr;
}

// The operands of a sum of sums. Of inner sums, only those that nothing else uses where
// `exclusive`, so that they may be changed.
// `sums`: those that were looked into.
void collectTerms(Instruction *sum, bool exclusive, Terms &terms,
                  SmallVectorImpl<Instruction *> *sums = nullptr) {
  if (sums)
    sums->push_back(sum);
  for (Use &operand : sum->operands()) {
    auto *inner = dyn_cast<BinaryOperator>(operand.get());
    bool isSum = inner && inner->getOpcode() == Instruction::Add &&
                 (!exclusive || inner->hasOneUse()) && terms.size() < kMostTerms;
    if (isSum)
      collectTerms(inner, exclusive, terms, sums);
    else
      terms.push_back(&operand);
  }
}

bool isSum(const Value *value) {
  auto *instruction = dyn_cast<BinaryOperator>(value);
  return instruction && instruction->getOpcode() == Instruction::Add;
}

class Product {
public:
  explicit Product(Instruction *upper)
      : upper(upper), a(highOf(upper->getOperand(0))), b(highOf(upper->getOperand(1))) {}

  bool recognise() {
    if (!a || !b || !upper->hasOneUse())
      return false;
    root = cast<Instruction>(*upper->user_begin());
    while (isSum(root) && root->hasOneUse() && isSum(*root->user_begin()))
      root = cast<Instruction>(*root->user_begin());
    if (!isSum(root))
      return false;
    Terms terms;
    collectTerms(root, true, terms, &sums);
    for (Use *term : terms)
      if (Value *t2 = highOf(*term))
        if (isSum(t2) && (isLadder(t2, terms) || isColumns(t2, terms))) {
          replace(*term, t2);
          return true;
        }
    return false;
  }

private:
  bool isProduct(const Value *value, bool highOfA, bool highOfB) const {
    Value *left, *right;
    if (!match(value, m_Mul(m_Value(left), m_Value(right))))
      return false;
    auto isHalf = [](Value *half, const Value *of, bool high) {
      return (high ? highOf(half) : lowOf(half)) == of;
    };
    return (isHalf(left, a, highOfA) && isHalf(right, b, highOfB)) ||
           (isHalf(right, a, highOfA) && isHalf(left, b, highOfB));
  }
  bool isLower(const Value *value) const { return value && isProduct(value, false, false); }
  bool areCross(const Value *x, const Value *y) const {
    return x && y &&
           ((isProduct(x, true, false) && isProduct(y, false, true)) ||
            (isProduct(y, true, false) && isProduct(x, false, true)));
  }

  // The term of the tree that is `value` >> 32.
  static Use *findHigh(const Terms &terms, const Value *value) {
    for (Use *term : terms)
      if (highOf(*term) == value)
        return term;
    return nullptr;
  }

  bool isLadder(Value *t2, const Terms &terms) {
    Value *left, *right;
    if (!match(t2, m_Add(m_Value(left), m_Value(right))))
      return false;
    for (int side = 0; side < 2; ++side, std::swap(left, right)) {
      Value *t1 = lowOf(left), *shifted, *x;
      if (!t1 || !match(t1, m_Add(m_Value(shifted), m_Value(x))))
        continue;
      if (!isLower(highOf(shifted)))
        std::swap(shifted, x);
      Use *carried = findHigh(terms, t1);
      if (!isLower(highOf(shifted)) || !areCross(x, right) || !carried)
        continue;
      lower = cast<Instruction>(highOf(shifted));
      vanishing = {carried};
      return true;
    }
    return false;
  }

  bool isColumns(Value *t2, const Terms &terms) {
    Terms parts;
    collectTerms(cast<Instruction>(t2), false, parts);
    if (parts.size() != 3)
      return false;
    Value *shifted = nullptr;
    SmallVector<Value *, 3> cross;
    for (Use *part : parts)
      if (isLower(highOf(*part)))
        shifted = highOf(*part);
      else if (Value *masked = lowOf(*part))
        cross.push_back(masked);
    if (!shifted || cross.size() != 2 || !areCross(cross[0], cross[1]))
      return false;
    Use *first = findHigh(terms, cross[0]), *second = nullptr;
    for (Use *term : terms)
      if (term != first && highOf(*term) == cross[1])
        second = term;
    if (!first || !second)
      return false;
    lower = cast<Instruction>(shifted);
    vanishing = {first, second};
    return true;
  }

  // Both factors are known at aL·bL, and the sum, which has to do with it, stands behind
  // that; aH·bH may stand before.
  void replace(Use &lastCarry, Value *t2) {
    IRBuilder<> builder(lower);
    Type *wide = builder.getInt128Ty(), *word = builder.getInt64Ty();
    Value *product = builder.CreateMul(builder.CreateZExt(a, wide), builder.CreateZExt(b, wide));
    Value *high = builder.CreateTrunc(builder.CreateLShr(product, 64), word);
    replaceLower(t2, builder.CreateTrunc(product, word));
    SmallVector<WeakTrackingVH, 8> dead = {upper, lower, t2};
    vanishing.append({&lastCarry, &*upper->use_begin()});
    for (Use *term : vanishing) {
      dead.push_back(term->get());
      term->set(builder.getInt64(0));
    }
    // What is added up on the way has changed, and may wrap where it didn't.
    for (Instruction *sum : sums)
      sum->dropPoisonGeneratingFlags();
    builder.SetInsertPoint(root->getNextNode());
    Value *whole = builder.CreateAdd(root, high);
    root->replaceUsesWithIf(whole, [&](Use &use) { return use.getUser() != whole; });
    RecursivelyDeleteTriviallyDeadInstructionsPermissive(dead);
  }

  void replaceLower(Value *t2, Value *low) {
    for (User *shift : SmallVector<User *, 4>(t2->users())) {
      if (!match(shift, m_Shl(m_Specific(t2), m_SpecificInt(32))))
        continue;
      for (User *whole : SmallVector<User *, 4>(shift->users())) {
        Value *rest;
        if (match(whole, m_c_Or(m_Specific(shift), m_Value(rest))) ||
            match(whole, m_c_Add(m_Specific(shift), m_Value(rest))))
          if (lowOf(rest) == lower)
            whole->replaceAllUsesWith(low);
      }
    }
  }

  Instruction *upper;          // aH·bH
  Instruction *root = nullptr; // the whole sum
  Value *a, *b;
  Instruction *lower = nullptr; // aL·bL
  SmallVector<Instruction *, 8> sums;
  SmallVector<Use *, 3> vanishing; // terms that are in the product
};

} // namespace

PreservedAnalyses RecogniseWideMultiplyPass::run(Function &function, FunctionAnalysisManager &) {
  SmallVector<WeakVH, 8> candidates;
  for (Instruction &instruction : instructions(function))
    if (instruction.getOpcode() == Instruction::Mul && instruction.getType()->isIntegerTy(64) &&
        highOf(instruction.getOperand(0)) && highOf(instruction.getOperand(1)))
      candidates.push_back(&instruction);
  bool changed = false;
  for (WeakVH &candidate : candidates)
    if (candidate)
      changed |= Product(cast<Instruction>(candidate)).recognise();
  if (!changed)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace aotc
