// Vector instructions that move lanes or bits and compute nothing: constants,
// shuffles, splats, single lanes, bitwise operations, tests.
//
// i8x16.swizzle takes its lanes at run time. x86-64's pshufb gives zero where bit
// 7 of the index is set and takes the index modulo 16 elsewhere: a saturating
// addition of 112 sets the bit for everything from 16 on. AArch64's tbl is the
// instruction itself. Otherwise it is done lane by lane.
#include "codegen/simd_vectors.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace aotc {

namespace {

using namespace simd;
using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

void constant(Translator &t, Operand instruction) {
  ConstValue value;
  value.type = wasm::ValType::v128();
  value.v128 = instruction.v128;
  t.push(t.state.constant(value));
}

void shuffle(Translator &t, Operand instruction) {
  Value *right = pop(t, Shape::I8x16), *left = pop(t, Shape::I8x16);
  SmallVector<int, 16> lanes(instruction.v128.begin(), instruction.v128.end());
  push(t, t.builder.CreateShuffleVector(left, right, lanes));
}

Value *swizzleByLane(Translator &t, Value *vector, Value *indices) {
  Value *result = Constant::getNullValue(vector->getType());
  for (uint64_t i = 0; i < laneCount(Shape::I8x16); ++i) {
    Value *index = t.builder.CreateExtractElement(indices, i);
    Value *lane = t.builder.CreateExtractElement(vector, t.builder.CreateAnd(index, 15));
    Value *isInside = t.builder.CreateICmpULT(index, t.builder.getInt8(16));
    result = t.builder.CreateInsertElement(
        result, t.builder.CreateSelect(isInside, lane, t.builder.getInt8(0)), i);
  }
  return result;
}

void swizzle(Translator &t, Operand) {
  Value *indices = pop(t, Shape::I8x16), *vector = pop(t, Shape::I8x16);
  const Triple &triple = t.state.module.getTargetTriple();
  if (triple.isX86()) {
    Value *marked = t.builder.CreateBinaryIntrinsic(Intrinsic::uadd_sat, indices,
                                                    ConstantInt::get(indices->getType(), 112));
    push(t, t.builder.CreateIntrinsic(Intrinsic::x86_ssse3_pshuf_b_128, {vector, marked}));
  } else if (triple.isAArch64()) {
    push(t, t.builder.CreateIntrinsic(Intrinsic::aarch64_neon_tbl1, {vector->getType()},
                                      {vector, indices}));
  } else {
    push(t, swizzleByLane(t, vector, indices));
  }
}

template <Shape shape> void splat(Translator &t, Operand) {
  Value *lane = t.pop();
  if (lane->getType()->isIntegerTy())
    lane = t.builder.CreateTrunc(lane, laneType(t, shape));
  push(t, t.builder.CreateVectorSplat(laneCount(shape), lane));
}

template <Shape shape, bool isSigned> void extractLane(Translator &t, Operand instruction) {
  Value *lane = t.builder.CreateExtractElement(pop(t, shape), uint64_t(instruction.lane));
  if (laneBits(shape) < 32)
    lane = isSigned ? t.builder.CreateSExt(lane, t.builder.getInt32Ty())
                    : t.builder.CreateZExt(lane, t.builder.getInt32Ty());
  t.push(lane);
}

template <Shape shape> void replaceLane(Translator &t, Operand instruction) {
  Value *lane = t.pop();
  if (lane->getType()->isIntegerTy())
    lane = t.builder.CreateTrunc(lane, laneType(t, shape));
  push(t, t.builder.CreateInsertElement(pop(t, shape), lane, uint64_t(instruction.lane)));
}

void bitNot(Translator &t, Operand) { t.push(t.builder.CreateNot(t.pop())); }

template <Instruction::BinaryOps operation> void bitwise(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  t.push(t.builder.CreateBinOp(operation, left, right));
}

void andNot(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  t.push(t.builder.CreateAnd(left, t.builder.CreateNot(right)));
}

void bitSelect(Translator &t, Operand) {
  Value *bits = t.pop(), *otherwise = t.pop(), *then = t.pop();
  t.push(selectBits(t, bits, then, otherwise));
}

void anyTrue(Translator &t, Operand) {
  t.pushBool(t.builder.CreateIsNotNull(t.builder.CreateBitCast(t.pop(), t.builder.getIntNTy(128))));
}

// One bit a lane, lane 0 lowest.
Value *laneBitsOf(Translator &t, Value *lanes, Shape shape) {
  return t.builder.CreateBitCast(lanes, t.builder.getIntNTy(laneCount(shape)));
}

template <Shape shape> void allTrue(Translator &t, Operand) {
  Value *vector = pop(t, shape);
  Value *zero = Constant::getNullValue(vector->getType());
  Value *zeros = t.builder.CreateICmpEQ(vector, zero);
  t.pushBool(t.builder.CreateIsNull(laneBitsOf(t, zeros, shape)));
}

template <Shape shape> void bitmask(Translator &t, Operand) {
  Value *vector = pop(t, shape);
  Value *negative = t.builder.CreateICmpSLT(vector, Constant::getNullValue(vector->getType()));
  t.push(t.builder.CreateZExt(laneBitsOf(t, negative, shape), t.builder.getInt32Ty()));
}

} // namespace

void addSimdLaneHandlers(HandlerTable &table) {
  using enum Shape;
  table.set(Opcode::V128Const, constant);
  table.set(Opcode::I8x16Shuffle, shuffle);
  table.set(Opcode::I8x16Swizzle, swizzle);
  table.set(Opcode::I8x16Splat, splat<I8x16>);
  table.set(Opcode::I16x8Splat, splat<I16x8>);
  table.set(Opcode::I32x4Splat, splat<I32x4>);
  table.set(Opcode::I64x2Splat, splat<I64x2>);
  table.set(Opcode::F32x4Splat, splat<F32x4>);
  table.set(Opcode::F64x2Splat, splat<F64x2>);
  table.set(Opcode::I8x16ExtractLaneS, extractLane<I8x16, true>);
  table.set(Opcode::I8x16ExtractLaneU, extractLane<I8x16, false>);
  table.set(Opcode::I16x8ExtractLaneS, extractLane<I16x8, true>);
  table.set(Opcode::I16x8ExtractLaneU, extractLane<I16x8, false>);
  table.set(Opcode::I32x4ExtractLane, extractLane<I32x4, false>);
  table.set(Opcode::I64x2ExtractLane, extractLane<I64x2, false>);
  table.set(Opcode::F32x4ExtractLane, extractLane<F32x4, false>);
  table.set(Opcode::F64x2ExtractLane, extractLane<F64x2, false>);
  table.set(Opcode::I8x16ReplaceLane, replaceLane<I8x16>);
  table.set(Opcode::I16x8ReplaceLane, replaceLane<I16x8>);
  table.set(Opcode::I32x4ReplaceLane, replaceLane<I32x4>);
  table.set(Opcode::I64x2ReplaceLane, replaceLane<I64x2>);
  table.set(Opcode::F32x4ReplaceLane, replaceLane<F32x4>);
  table.set(Opcode::F64x2ReplaceLane, replaceLane<F64x2>);
  table.set(Opcode::V128Not, bitNot);
  table.set(Opcode::V128And, bitwise<Instruction::And>);
  table.set(Opcode::V128Andnot, andNot);
  table.set(Opcode::V128Or, bitwise<Instruction::Or>);
  table.set(Opcode::V128Xor, bitwise<Instruction::Xor>);
  table.set(Opcode::V128Bitselect, bitSelect);
  table.set(Opcode::V128AnyTrue, anyTrue);
  table.set(Opcode::I8x16AllTrue, allTrue<I8x16>);
  table.set(Opcode::I16x8AllTrue, allTrue<I16x8>);
  table.set(Opcode::I32x4AllTrue, allTrue<I32x4>);
  table.set(Opcode::I64x2AllTrue, allTrue<I64x2>);
  table.set(Opcode::I8x16Bitmask, bitmask<I8x16>);
  table.set(Opcode::I16x8Bitmask, bitmask<I16x8>);
  table.set(Opcode::I32x4Bitmask, bitmask<I32x4>);
  table.set(Opcode::I64x2Bitmask, bitmask<I64x2>);
}

} // namespace aotc
