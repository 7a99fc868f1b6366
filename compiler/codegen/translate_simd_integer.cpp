// Integer vector instructions whose lanes keep their width: comparisons, shifts,
// arithmetic, saturating arithmetic. Shift counts are taken modulo the lane's
// width; nothing here traps.
#include "codegen/simd_vectors.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace aotc {

namespace {

using namespace simd;
using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

template <Shape shape, CmpInst::Predicate predicate> void compare(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  pushMask(t, t.builder.CreateICmp(predicate, left, right), shape);
}

template <Shape shape, Instruction::BinaryOps operation> void binary(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  push(t, t.builder.CreateBinOp(operation, left, right));
}

template <Shape shape, Intrinsic::ID intrinsic> void call(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  push(t, t.builder.CreateBinaryIntrinsic(intrinsic, left, right));
}

template <Shape shape, Instruction::BinaryOps operation> void shift(Translator &t, Operand) {
  Value *count = t.builder.CreateAnd(t.pop(), laneBits(shape) - 1);
  Value *counts = t.builder.CreateVectorSplat(
      laneCount(shape), t.builder.CreateZExtOrTrunc(count, laneType(t, shape)));
  push(t, t.builder.CreateBinOp(operation, pop(t, shape), counts));
}

template <Shape shape> void absolute(Translator &t, Operand) {
  Value *vector = pop(t, shape);
  push(t, t.builder.CreateIntrinsic(Intrinsic::abs, {vector->getType()},
                                    {vector, t.builder.getFalse()}));
}

template <Shape shape> void negate(Translator &t, Operand) {
  push(t, t.builder.CreateNeg(pop(t, shape)));
}

void countOnes(Translator &t, Operand) {
  push(t, t.builder.CreateUnaryIntrinsic(Intrinsic::ctpop, pop(t, Shape::I8x16)));
}

// (left + right + 1) / 2 without overflow.
template <Shape shape> void average(Translator &t, Operand) {
  Value *right = extend(t, pop(t, shape), false), *left = extend(t, pop(t, shape), false);
  Value *one = ConstantInt::get(left->getType(), 1);
  Value *sum = t.builder.CreateAdd(t.builder.CreateAdd(left, right), one);
  push(t, t.builder.CreateTrunc(t.builder.CreateLShr(sum, one), vectorType(t, shape)));
}

void addComparisons(HandlerTable &table) {
  using enum Shape;
  table.set(Opcode::I8x16Eq, compare<I8x16, CmpInst::ICMP_EQ>);
  table.set(Opcode::I8x16Ne, compare<I8x16, CmpInst::ICMP_NE>);
  table.set(Opcode::I8x16LtS, compare<I8x16, CmpInst::ICMP_SLT>);
  table.set(Opcode::I8x16LtU, compare<I8x16, CmpInst::ICMP_ULT>);
  table.set(Opcode::I8x16GtS, compare<I8x16, CmpInst::ICMP_SGT>);
  table.set(Opcode::I8x16GtU, compare<I8x16, CmpInst::ICMP_UGT>);
  table.set(Opcode::I8x16LeS, compare<I8x16, CmpInst::ICMP_SLE>);
  table.set(Opcode::I8x16LeU, compare<I8x16, CmpInst::ICMP_ULE>);
  table.set(Opcode::I8x16GeS, compare<I8x16, CmpInst::ICMP_SGE>);
  table.set(Opcode::I8x16GeU, compare<I8x16, CmpInst::ICMP_UGE>);
  table.set(Opcode::I16x8Eq, compare<I16x8, CmpInst::ICMP_EQ>);
  table.set(Opcode::I16x8Ne, compare<I16x8, CmpInst::ICMP_NE>);
  table.set(Opcode::I16x8LtS, compare<I16x8, CmpInst::ICMP_SLT>);
  table.set(Opcode::I16x8LtU, compare<I16x8, CmpInst::ICMP_ULT>);
  table.set(Opcode::I16x8GtS, compare<I16x8, CmpInst::ICMP_SGT>);
  table.set(Opcode::I16x8GtU, compare<I16x8, CmpInst::ICMP_UGT>);
  table.set(Opcode::I16x8LeS, compare<I16x8, CmpInst::ICMP_SLE>);
  table.set(Opcode::I16x8LeU, compare<I16x8, CmpInst::ICMP_ULE>);
  table.set(Opcode::I16x8GeS, compare<I16x8, CmpInst::ICMP_SGE>);
  table.set(Opcode::I16x8GeU, compare<I16x8, CmpInst::ICMP_UGE>);
  table.set(Opcode::I32x4Eq, compare<I32x4, CmpInst::ICMP_EQ>);
  table.set(Opcode::I32x4Ne, compare<I32x4, CmpInst::ICMP_NE>);
  table.set(Opcode::I32x4LtS, compare<I32x4, CmpInst::ICMP_SLT>);
  table.set(Opcode::I32x4LtU, compare<I32x4, CmpInst::ICMP_ULT>);
  table.set(Opcode::I32x4GtS, compare<I32x4, CmpInst::ICMP_SGT>);
  table.set(Opcode::I32x4GtU, compare<I32x4, CmpInst::ICMP_UGT>);
  table.set(Opcode::I32x4LeS, compare<I32x4, CmpInst::ICMP_SLE>);
  table.set(Opcode::I32x4LeU, compare<I32x4, CmpInst::ICMP_ULE>);
  table.set(Opcode::I32x4GeS, compare<I32x4, CmpInst::ICMP_SGE>);
  table.set(Opcode::I32x4GeU, compare<I32x4, CmpInst::ICMP_UGE>);
  table.set(Opcode::I64x2Eq, compare<I64x2, CmpInst::ICMP_EQ>);
  table.set(Opcode::I64x2Ne, compare<I64x2, CmpInst::ICMP_NE>);
  table.set(Opcode::I64x2LtS, compare<I64x2, CmpInst::ICMP_SLT>);
  table.set(Opcode::I64x2GtS, compare<I64x2, CmpInst::ICMP_SGT>);
  table.set(Opcode::I64x2LeS, compare<I64x2, CmpInst::ICMP_SLE>);
  table.set(Opcode::I64x2GeS, compare<I64x2, CmpInst::ICMP_SGE>);
}

void addNarrowLanes(HandlerTable &table) {
  using enum Shape;
  table.set(Opcode::I8x16Abs, absolute<I8x16>);
  table.set(Opcode::I8x16Neg, negate<I8x16>);
  table.set(Opcode::I8x16Popcnt, countOnes);
  table.set(Opcode::I8x16Shl, shift<I8x16, Instruction::Shl>);
  table.set(Opcode::I8x16ShrS, shift<I8x16, Instruction::AShr>);
  table.set(Opcode::I8x16ShrU, shift<I8x16, Instruction::LShr>);
  table.set(Opcode::I8x16Add, binary<I8x16, Instruction::Add>);
  table.set(Opcode::I8x16AddSatS, call<I8x16, Intrinsic::sadd_sat>);
  table.set(Opcode::I8x16AddSatU, call<I8x16, Intrinsic::uadd_sat>);
  table.set(Opcode::I8x16Sub, binary<I8x16, Instruction::Sub>);
  table.set(Opcode::I8x16SubSatS, call<I8x16, Intrinsic::ssub_sat>);
  table.set(Opcode::I8x16SubSatU, call<I8x16, Intrinsic::usub_sat>);
  table.set(Opcode::I8x16MinS, call<I8x16, Intrinsic::smin>);
  table.set(Opcode::I8x16MinU, call<I8x16, Intrinsic::umin>);
  table.set(Opcode::I8x16MaxS, call<I8x16, Intrinsic::smax>);
  table.set(Opcode::I8x16MaxU, call<I8x16, Intrinsic::umax>);
  table.set(Opcode::I8x16AvgrU, average<I8x16>);
  table.set(Opcode::I16x8Abs, absolute<I16x8>);
  table.set(Opcode::I16x8Neg, negate<I16x8>);
  table.set(Opcode::I16x8Shl, shift<I16x8, Instruction::Shl>);
  table.set(Opcode::I16x8ShrS, shift<I16x8, Instruction::AShr>);
  table.set(Opcode::I16x8ShrU, shift<I16x8, Instruction::LShr>);
  table.set(Opcode::I16x8Add, binary<I16x8, Instruction::Add>);
  table.set(Opcode::I16x8AddSatS, call<I16x8, Intrinsic::sadd_sat>);
  table.set(Opcode::I16x8AddSatU, call<I16x8, Intrinsic::uadd_sat>);
  table.set(Opcode::I16x8Sub, binary<I16x8, Instruction::Sub>);
  table.set(Opcode::I16x8SubSatS, call<I16x8, Intrinsic::ssub_sat>);
  table.set(Opcode::I16x8SubSatU, call<I16x8, Intrinsic::usub_sat>);
  table.set(Opcode::I16x8Mul, binary<I16x8, Instruction::Mul>);
  table.set(Opcode::I16x8MinS, call<I16x8, Intrinsic::smin>);
  table.set(Opcode::I16x8MinU, call<I16x8, Intrinsic::umin>);
  table.set(Opcode::I16x8MaxS, call<I16x8, Intrinsic::smax>);
  table.set(Opcode::I16x8MaxU, call<I16x8, Intrinsic::umax>);
  table.set(Opcode::I16x8AvgrU, average<I16x8>);
}

void addWideLanes(HandlerTable &table) {
  using enum Shape;
  table.set(Opcode::I32x4Abs, absolute<I32x4>);
  table.set(Opcode::I32x4Neg, negate<I32x4>);
  table.set(Opcode::I32x4Shl, shift<I32x4, Instruction::Shl>);
  table.set(Opcode::I32x4ShrS, shift<I32x4, Instruction::AShr>);
  table.set(Opcode::I32x4ShrU, shift<I32x4, Instruction::LShr>);
  table.set(Opcode::I32x4Add, binary<I32x4, Instruction::Add>);
  table.set(Opcode::I32x4Sub, binary<I32x4, Instruction::Sub>);
  table.set(Opcode::I32x4Mul, binary<I32x4, Instruction::Mul>);
  table.set(Opcode::I32x4MinS, call<I32x4, Intrinsic::smin>);
  table.set(Opcode::I32x4MinU, call<I32x4, Intrinsic::umin>);
  table.set(Opcode::I32x4MaxS, call<I32x4, Intrinsic::smax>);
  table.set(Opcode::I32x4MaxU, call<I32x4, Intrinsic::umax>);
  table.set(Opcode::I64x2Abs, absolute<I64x2>);
  table.set(Opcode::I64x2Neg, negate<I64x2>);
  table.set(Opcode::I64x2Shl, shift<I64x2, Instruction::Shl>);
  table.set(Opcode::I64x2ShrS, shift<I64x2, Instruction::AShr>);
  table.set(Opcode::I64x2ShrU, shift<I64x2, Instruction::LShr>);
  table.set(Opcode::I64x2Add, binary<I64x2, Instruction::Add>);
  table.set(Opcode::I64x2Sub, binary<I64x2, Instruction::Sub>);
  table.set(Opcode::I64x2Mul, binary<I64x2, Instruction::Mul>);
}

} // namespace

void addSimdIntegerHandlers(HandlerTable &table) {
  addComparisons(table);
  addNarrowLanes(table);
  addWideLanes(table);
}

} // namespace aotc
