// Relaxed vector instructions (core specification, "Relaxed Operations"): each
// parameter of the implementation is chosen once for a target, so that a program
// behaves the same at each level. chooses() is the one place that knows the
// options: asked to be strict, all are the deterministic profile's. Else, on x86-64 the choices are
// what one instruction does: pshufb, cvttps2dq, minps (the second operand where one is NaN),
// pmulhrsw, pmaddubsw. Elsewhere they are the profile's, but for fused multiply-add, which
// x86-64-v2 doesn't have. laneselect is bitselect everywhere.
//
// llvm.fmuladd was rejected: what it rounds would depend on the optimiser.
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

enum class Choice : uint8_t { Strict, X86, Other };

Choice chooses(Translator &t) {
  if (t.state.facts.options.strictRelaxedSimd)
    return Choice::Strict;
  return isX86(t) ? Choice::X86 : Choice::Other;
}

bool isLikeX86(Translator &t) { return chooses(t) == Choice::X86; }

// As the instruction `strict`, which is one of the choices, does.
template <Opcode strict> void asStrict(Translator &t, Operand instruction) {
  HandlerTable::get()[strict](t, instruction);
}

void swizzle(Translator &t, Operand instruction) {
  if (!isLikeX86(t))
    return asStrict<Opcode::I8x16Swizzle>(t, instruction);
  Value *indices = pop(t, Shape::I8x16), *vector = pop(t, Shape::I8x16);
  push(t, t.builder.CreateIntrinsic(Intrinsic::x86_ssse3_pshuf_b_128, {vector, indices}));
}

void truncateF32(Translator &t, Operand instruction) {
  if (!isLikeX86(t))
    return asStrict<Opcode::I32x4TruncSatF32x4S>(t, instruction);
  push(t, t.builder.CreateIntrinsic(Intrinsic::x86_sse2_cvttps2dq, {pop(t, Shape::F32x4)}));
}

void truncateF64(Translator &t, Operand instruction) {
  if (!isLikeX86(t))
    return asStrict<Opcode::I32x4TruncSatF64x2SZero>(t, instruction);
  push(t, t.builder.CreateIntrinsic(Intrinsic::x86_sse2_cvttpd2dq, {pop(t, Shape::F64x2)}));
}

template <Shape shape, bool isNegated> void multiplyAdd(Translator &t, Operand) {
  Value *addend = pop(t, shape), *right = pop(t, shape), *left = pop(t, shape);
  if (isNegated)
    left = t.builder.CreateFNeg(left);
  if (chooses(t) == Choice::Other) {
    push(t, t.builder.CreateIntrinsic(Intrinsic::fma, {left->getType()}, {left, right, addend}));
    return;
  }
  Value *product = createFloatBinary(t.builder, Instruction::FMul, left, right);
  push(t, t.arithmetic(createFloatBinary(t.builder, Instruction::FAdd, product, addend)));
}

template <Shape shape, CmpInst::Predicate predicate, Opcode strict>
void minOrMax(Translator &t, Operand instruction) {
  if (!isLikeX86(t))
    return asStrict<strict>(t, instruction);
  Value *right = pop(t, shape), *left = pop(t, shape);
  push(t, t.builder.CreateSelect(t.builder.CreateFCmp(predicate, left, right), left, right));
}

void multiplyQ15(Translator &t, Operand instruction) {
  if (!isLikeX86(t))
    return asStrict<Opcode::I16x8Q15mulrSatS>(t, instruction);
  Value *right = pop(t, Shape::I16x8), *left = pop(t, Shape::I16x8);
  push(t, t.builder.CreateIntrinsic(Intrinsic::x86_ssse3_pmul_hr_sw_128, {left, right}));
}

// The right operand has 7 bits: beyond, pmaddubsw takes it as unsigned.
Value *dotOfBytes(Translator &t, Value *left, Value *right) {
  if (isLikeX86(t))
    return t.builder.CreateIntrinsic(Intrinsic::x86_ssse3_pmadd_ub_sw_128, {right, left});
  Value *products = t.builder.CreateMul(extend(t, left, true), extend(t, right, true));
  return t.builder.CreateBinaryIntrinsic(Intrinsic::sadd_sat, everySecond(t, products, 0),
                                         everySecond(t, products, 1));
}

void dot(Translator &t, Operand) {
  Value *right = pop(t, Shape::I8x16), *left = pop(t, Shape::I8x16);
  push(t, dotOfBytes(t, left, right));
}

void dotAdd(Translator &t, Operand) {
  Value *addend = pop(t, Shape::I32x4);
  Value *right = pop(t, Shape::I8x16), *left = pop(t, Shape::I8x16);
  Value *sums = addPairs(t, extend(t, dotOfBytes(t, left, right), true));
  push(t, t.builder.CreateAdd(sums, addend));
}

} // namespace

void addSimdRelaxedHandlers(HandlerTable &table) {
  using enum Shape;
  table.set(Opcode::I8x16RelaxedSwizzle, swizzle);
  table.set(Opcode::I32x4RelaxedTruncF32x4S, truncateF32);
  table.set(Opcode::I32x4RelaxedTruncF32x4U, asStrict<Opcode::I32x4TruncSatF32x4U>);
  table.set(Opcode::I32x4RelaxedTruncF64x2SZero, truncateF64);
  table.set(Opcode::I32x4RelaxedTruncF64x2UZero, asStrict<Opcode::I32x4TruncSatF64x2UZero>);
  table.set(Opcode::F32x4RelaxedMadd, multiplyAdd<F32x4, false>);
  table.set(Opcode::F32x4RelaxedNmadd, multiplyAdd<F32x4, true>);
  table.set(Opcode::F64x2RelaxedMadd, multiplyAdd<F64x2, false>);
  table.set(Opcode::F64x2RelaxedNmadd, multiplyAdd<F64x2, true>);
  table.set(Opcode::I8x16RelaxedLaneselect, asStrict<Opcode::V128Bitselect>);
  table.set(Opcode::I16x8RelaxedLaneselect, asStrict<Opcode::V128Bitselect>);
  table.set(Opcode::I32x4RelaxedLaneselect, asStrict<Opcode::V128Bitselect>);
  table.set(Opcode::I64x2RelaxedLaneselect, asStrict<Opcode::V128Bitselect>);
  table.set(Opcode::F32x4RelaxedMin, minOrMax<F32x4, CmpInst::FCMP_OLT, Opcode::F32x4Min>);
  table.set(Opcode::F32x4RelaxedMax, minOrMax<F32x4, CmpInst::FCMP_OGT, Opcode::F32x4Max>);
  table.set(Opcode::F64x2RelaxedMin, minOrMax<F64x2, CmpInst::FCMP_OLT, Opcode::F64x2Min>);
  table.set(Opcode::F64x2RelaxedMax, minOrMax<F64x2, CmpInst::FCMP_OGT, Opcode::F64x2Max>);
  table.set(Opcode::I16x8RelaxedQ15mulrS, multiplyQ15);
  table.set(Opcode::I16x8RelaxedDotI8x16I7x16S, dot);
  table.set(Opcode::I32x4RelaxedDotI8x16I7x16AddS, dotAdd);
}

} // namespace aotc
