// Integer vector instructions between lanes of different width: extensions,
// narrowing, pairwise sums, widening and rounding products, dot products. The
// wide intermediate is written out; back-ends find their own instructions in it.
#include "codegen/simd_vectors.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IntrinsicsX86.h"

using namespace llvm;

namespace aotc {

namespace {

using namespace simd;
using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

template <Shape source, Half half, bool isSigned> void extendLanes(Translator &t, Operand) {
  push(t, extendHalf(t, pop(t, source), half, isSigned));
}

template <Shape source, Half half, bool isSigned> void multiply(Translator &t, Operand) {
  Value *right = extendHalf(t, pop(t, source), half, isSigned);
  Value *left = extendHalf(t, pop(t, source), half, isSigned);
  push(t, t.builder.CreateMul(left, right));
}

template <Shape source, bool isSigned> void addPairwise(Translator &t, Operand) {
  push(t, addPairs(t, extend(t, pop(t, source), isSigned)));
}

// The source's lanes are signed either way; they saturate to the result's range.
template <Shape source, bool isSigned> void narrow(Translator &t, Operand) {
  Value *right = pop(t, source), *left = pop(t, source);
  Value *wide = concatenate(t, left, right);
  unsigned bits = laneBits(source) / 2;
  APInt low = isSigned ? APInt::getSignedMinValue(bits).sext(2 * bits) : APInt(2 * bits, 0);
  APInt high = isSigned ? APInt::getSignedMaxValue(bits).sext(2 * bits)
                        : APInt::getMaxValue(bits).zext(2 * bits);
  wide = t.builder.CreateBinaryIntrinsic(Intrinsic::smax, wide,
                                         ConstantInt::get(wide->getType(), low));
  wide = t.builder.CreateBinaryIntrinsic(Intrinsic::smin, wide,
                                         ConstantInt::get(wide->getType(), high));
  push(t, t.builder.CreateTrunc(wide, wide->getType()->getWithNewBitWidth(bits)));
}

void dot(Translator &t, Operand) {
  Value *right = extend(t, pop(t, Shape::I16x8), true);
  Value *left = extend(t, pop(t, Shape::I16x8), true);
  push(t, addPairs(t, t.builder.CreateMul(left, right)));
}

// (left * right + 2^14) >> 15. Only -1 * -1 is outside the range. pmulhrsw gives
// -1 there, as no other product does, and gets its bits flipped.
void multiplyQ15(Translator &t, Operand) {
  Value *right = pop(t, Shape::I16x8), *left = pop(t, Shape::I16x8);
  if (isX86(t)) {
    Value *product = t.builder.CreateIntrinsic(Intrinsic::x86_ssse3_pmul_hr_sw_128, {left, right});
    Value *overflowed = t.builder.CreateICmpEQ(
        product, ConstantInt::get(product->getType(), APInt::getSignedMinValue(16)));
    push(t, t.builder.CreateXor(product, t.builder.CreateSExt(overflowed, product->getType())));
    return;
  }
  Value *product = t.builder.CreateMul(extend(t, left, true), extend(t, right, true));
  Type *type = product->getType();
  Value *rounded = t.builder.CreateAShr(
      t.builder.CreateAdd(product, ConstantInt::get(type, 1 << 14)), ConstantInt::get(type, 15));
  Value *saturated =
      t.builder.CreateBinaryIntrinsic(Intrinsic::smin, rounded, ConstantInt::get(type, INT16_MAX));
  push(t, t.builder.CreateTrunc(saturated, left->getType()));
}

} // namespace

void addSimdWideningHandlers(HandlerTable &table) {
  using enum Shape;
  using enum Half;
  table.set(Opcode::I16x8ExtendLowI8x16S, extendLanes<I8x16, Low, true>);
  table.set(Opcode::I16x8ExtendHighI8x16S, extendLanes<I8x16, High, true>);
  table.set(Opcode::I16x8ExtendLowI8x16U, extendLanes<I8x16, Low, false>);
  table.set(Opcode::I16x8ExtendHighI8x16U, extendLanes<I8x16, High, false>);
  table.set(Opcode::I32x4ExtendLowI16x8S, extendLanes<I16x8, Low, true>);
  table.set(Opcode::I32x4ExtendHighI16x8S, extendLanes<I16x8, High, true>);
  table.set(Opcode::I32x4ExtendLowI16x8U, extendLanes<I16x8, Low, false>);
  table.set(Opcode::I32x4ExtendHighI16x8U, extendLanes<I16x8, High, false>);
  table.set(Opcode::I64x2ExtendLowI32x4S, extendLanes<I32x4, Low, true>);
  table.set(Opcode::I64x2ExtendHighI32x4S, extendLanes<I32x4, High, true>);
  table.set(Opcode::I64x2ExtendLowI32x4U, extendLanes<I32x4, Low, false>);
  table.set(Opcode::I64x2ExtendHighI32x4U, extendLanes<I32x4, High, false>);
  table.set(Opcode::I16x8ExtmulLowI8x16S, multiply<I8x16, Low, true>);
  table.set(Opcode::I16x8ExtmulHighI8x16S, multiply<I8x16, High, true>);
  table.set(Opcode::I16x8ExtmulLowI8x16U, multiply<I8x16, Low, false>);
  table.set(Opcode::I16x8ExtmulHighI8x16U, multiply<I8x16, High, false>);
  table.set(Opcode::I32x4ExtmulLowI16x8S, multiply<I16x8, Low, true>);
  table.set(Opcode::I32x4ExtmulHighI16x8S, multiply<I16x8, High, true>);
  table.set(Opcode::I32x4ExtmulLowI16x8U, multiply<I16x8, Low, false>);
  table.set(Opcode::I32x4ExtmulHighI16x8U, multiply<I16x8, High, false>);
  table.set(Opcode::I64x2ExtmulLowI32x4S, multiply<I32x4, Low, true>);
  table.set(Opcode::I64x2ExtmulHighI32x4S, multiply<I32x4, High, true>);
  table.set(Opcode::I64x2ExtmulLowI32x4U, multiply<I32x4, Low, false>);
  table.set(Opcode::I64x2ExtmulHighI32x4U, multiply<I32x4, High, false>);
  table.set(Opcode::I16x8ExtaddPairwiseI8x16S, addPairwise<I8x16, true>);
  table.set(Opcode::I16x8ExtaddPairwiseI8x16U, addPairwise<I8x16, false>);
  table.set(Opcode::I32x4ExtaddPairwiseI16x8S, addPairwise<I16x8, true>);
  table.set(Opcode::I32x4ExtaddPairwiseI16x8U, addPairwise<I16x8, false>);
  table.set(Opcode::I8x16NarrowI16x8S, narrow<I16x8, true>);
  table.set(Opcode::I8x16NarrowI16x8U, narrow<I16x8, false>);
  table.set(Opcode::I16x8NarrowI32x4S, narrow<I32x4, true>);
  table.set(Opcode::I16x8NarrowI32x4U, narrow<I32x4, false>);
  table.set(Opcode::I32x4DotI16x8S, dot);
  table.set(Opcode::I16x8Q15mulrSatS, multiplyQ15);
}

} // namespace aotc
