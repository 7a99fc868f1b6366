// The arithmetic that scalar and vector instructions share; why each NaN is
// looked at is told in translate_float.cpp.
//
// The quiet bit is set by integer instructions, which LLVM doesn't fold with the
// operation before. Only results that may fold pay for that: an operation with a
// literal 0, 1, -1 or NaN, in any lane. llvm.minimum and llvm.maximum pass an
// operand through on x86-64: the NaN case is taken apart and goes through an
// addition, which the CPU quiets.
#include "codegen/nan_quieting.h"

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

bool mayFoldAway(Value *operand) {
  auto *literal = dyn_cast<Constant>(operand);
  if (!literal)
    return false;
  if (auto *vector = dyn_cast<FixedVectorType>(literal->getType())) {
    for (unsigned i = 0; i < vector->getNumElements(); ++i) {
      Constant *element = literal->getAggregateElement(i);
      if (!element || mayFoldAway(element))
        return true;
    }
    return false;
  }
  auto *number = dyn_cast<ConstantFP>(literal);
  return !number || number->isZero() || number->isExactlyValue(1.0) ||
         number->isExactlyValue(-1.0) || number->isNaN();
}

Value *createFloatBinary(IRBuilderBase &builder, Instruction::BinaryOps operation, Value *left,
                         Value *right) {
  Value *result = builder.CreateBinOp(operation, left, right);
  return mayFoldAway(left) || mayFoldAway(right) ? quieted(builder, result) : result;
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
