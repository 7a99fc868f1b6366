// The arithmetic that scalar and vector instructions share; why each NaN is
// looked at is told in translate_float.cpp.
//
// The quiet bit is set by integer instructions, which LLVM doesn't fold with the
// operation before. Only results that may fold to a signalling operand pay for that: those
// of operations with a neutral literal, in any lane, and an operand that may be one. llvm.minimum
// and llvm.maximum pass an operand through on x86-64: the NaN case is taken apart and goes through
// an addition, which the CPU quiets.
#include "codegen/nan_quieting.h"

#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace aotc {

namespace {

// `value` with the bits `replace(bits, isF32)` where it is NaN.
template <class Replace>
Value *replaceNans(IRBuilderBase &builder, Value *value, const Replace &replace) {
  Type *type = value->getType();
  bool isF32 = type->getScalarType()->isFloatTy();
  Type *bitsType = type->getWithNewType(isF32 ? builder.getInt32Ty() : builder.getInt64Ty());
  Value *bits = builder.CreateBitCast(value, bitsType);
  Value *replacement = replace(bits, isF32);
  Value *isNan = builder.CreateFCmpUNO(value, value);
  return builder.CreateBitCast(builder.CreateSelect(isNan, replacement, bits), type);
}

} // namespace

Value *quieted(IRBuilderBase &builder, Value *value) {
  return replaceNans(builder, value, [&](Value *bits, bool isF32) {
    uint64_t quietBit = isF32 ? uint64_t(1) << 22 : uint64_t(1) << 51;
    return builder.CreateOr(bits, ConstantInt::get(bits->getType(), quietBit));
  });
}

// LLVM counts all NaNs as one in places (x86-64: x < 0 ? nan : sqrt(x) becomes the
// square root), so that it may not see which operation the value comes from.
Value *canonicalised(IRBuilderBase &builder, Value *value) {
  value = builder.CreateUnaryIntrinsic(Intrinsic::arithmetic_fence, value);
  return replaceNans(builder, value, [&](Value *bits, bool isF32) {
    return ConstantInt::get(bits->getType(), isF32 ? 0x7fc00000 : 0x7ff8000000000000);
  });
}

namespace {

// Whether a lane of `operand` is a literal that `isNeutral`, or a NaN. A literal vector may
// be integers cast to floats.
template <class IsNeutral>
bool hasLane(Value *operand, const DataLayout &layout, const IsNeutral &isNeutral) {
  if (!isa<Constant>(operand))
    return false;
  Constant *literal = ConstantFoldConstant(cast<Constant>(operand), layout);
  if (auto *vector = dyn_cast<FixedVectorType>(literal->getType())) {
    for (unsigned i = 0; i < vector->getNumElements(); ++i) {
      Constant *element = literal->getAggregateElement(i);
      if (!element || hasLane(element, layout, isNeutral))
        return true;
    }
    return false;
  }
  auto *number = dyn_cast<ConstantFP>(literal);
  return !number || number->isNaN() || isNeutral(number->getValueAPF());
}

// Literals with which LLVM folds an operation to its other operand, or to the negation
// of that: x + 0 (of 0 if x is known not to be -0, of -0 always), x - 0, -0 - x, x * ±1, x / ±1.
bool mayFoldAway(Instruction::BinaryOps operation, Value *left, Value *right,
                 const DataLayout &layout) {
  auto eitherHasLane = [&](const auto &isNeutral) {
    return hasLane(left, layout, isNeutral) || hasLane(right, layout, isNeutral);
  };
  auto isZero = [](const APFloat &number) { return number.isZero(); };
  auto isOne = [](const APFloat &number) { return abs(number).isExactlyValue(1.0); };
  auto isNothing = [](const APFloat &) { return false; };
  if (operation == Instruction::FAdd || operation == Instruction::FSub)
    return eitherHasLane(isZero);
  if (operation == Instruction::FMul)
    return eitherHasLane(isOne);
  return hasLane(left, layout, isNothing) || hasLane(right, layout, isOne);
}

// What comes out of an arithmetic instruction or is made of an integer.
bool isNeverSignalling(const Value *value) {
  if (auto *negated = dyn_cast<UnaryOperator>(value))
    return isNeverSignalling(negated->getOperand(0));
  return isa<BinaryOperator, SIToFPInst, UIToFPInst>(value) && value->getType()->isFPOrFPVectorTy();
}

} // namespace

Value *createFloatBinary(IRBuilderBase &builder, Instruction::BinaryOps operation, Value *left,
                         Value *right) {
  Value *result = builder.CreateBinOp(operation, left, right);
  const DataLayout &layout = builder.GetInsertBlock()->getDataLayout();
  bool isQuiet = isNeverSignalling(left) || isNeverSignalling(right) ||
                 !mayFoldAway(operation, left, right, layout);
  return isQuiet ? result : quieted(builder, result);
}

// RISC-V has no rounding instructions: a float goes to an integer and back, and what is
// none, NaNs included, stays as it was.
Value *createFloatUnary(IRBuilderBase &builder, Intrinsic::ID intrinsic, Value *operand) {
  Value *result = builder.CreateUnaryIntrinsic(intrinsic, operand);
  const Triple &triple = builder.GetInsertBlock()->getModule()->getTargetTriple();
  return triple.isRISCV() && intrinsic != Intrinsic::sqrt ? quieted(builder, result) : result;
}

Value *createFloatMinMax(IRBuilderBase &builder, Intrinsic::ID intrinsic, Value *left,
                         Value *right) {
  Value *isNan = builder.CreateFCmpUNO(left, right);
  Value *nan = builder.CreateFAdd(left, right); // quiet
  Value *number = builder.CreateBinaryIntrinsic(intrinsic, left, right);
  return builder.CreateSelect(isNan, nan, number);
}

} // namespace aotc
