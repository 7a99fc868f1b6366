// Floating-point vector instructions, and conversions of lanes. The rules for
// NaNs are those of the scalar instructions (translate_float.cpp), lane by lane.
// pmin and pmax are the comparisons that their definition in the specification is.
#include "codegen/simd_vectors.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace aotc {

namespace {

using namespace simd;
using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

template <Shape shape, Instruction::BinaryOps operation> void binary(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  push(t, t.arithmetic(createFloatBinary(t.builder, operation, left, right)));
}

template <Shape shape> void absolute(Translator &t, Operand) {
  push(t, t.builder.CreateUnaryIntrinsic(Intrinsic::fabs, pop(t, shape)));
}

template <Shape shape, Intrinsic::ID intrinsic> void unary(Translator &t, Operand) {
  push(t, t.arithmetic(createFloatUnary(t.builder, intrinsic, pop(t, shape))));
}

template <Shape shape> void negate(Translator &t, Operand) {
  push(t, t.builder.CreateFNeg(pop(t, shape)));
}

template <Shape shape, Intrinsic::ID intrinsic> void minOrMax(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  push(t, t.arithmetic(createFloatMinMax(t.builder, intrinsic, left, right)));
}

template <Shape shape> void pseudoMin(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  push(t, t.builder.CreateSelect(t.builder.CreateFCmpOLT(right, left), right, left));
}

template <Shape shape> void pseudoMax(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  push(t, t.builder.CreateSelect(t.builder.CreateFCmpOLT(left, right), right, left));
}

template <Shape shape, CmpInst::Predicate predicate> void compare(Translator &t, Operand) {
  Value *right = pop(t, shape), *left = pop(t, shape);
  pushMask(t, t.builder.CreateFCmp(predicate, left, right), shape);
}

Value *lowHalf(Translator &t, Value *vector) {
  return t.builder.CreateShuffleVector(vector, {0, 1});
}

template <bool isSigned> void truncateF32(Translator &t, Operand) {
  Value *vector = pop(t, Shape::F32x4);
  auto intrinsic = isSigned ? Intrinsic::fptosi_sat : Intrinsic::fptoui_sat;
  push(t, t.builder.CreateIntrinsic(intrinsic, {vectorType(t, Shape::I32x4), vector->getType()},
                                    {vector}));
}

template <bool isSigned> void truncateF64(Translator &t, Operand) {
  Value *vector = pop(t, Shape::F64x2);
  auto intrinsic = isSigned ? Intrinsic::fptosi_sat : Intrinsic::fptoui_sat;
  Type *half = FixedVectorType::get(t.builder.getInt32Ty(), 2);
  push(t,
       withZeroHalf(t, t.builder.CreateIntrinsic(intrinsic, {half, vector->getType()}, {vector})));
}

template <bool isSigned> void convertF32(Translator &t, Operand) {
  Value *vector = pop(t, Shape::I32x4);
  Type *type = vectorType(t, Shape::F32x4);
  push(t, isSigned ? t.builder.CreateSIToFP(vector, type) : t.builder.CreateUIToFP(vector, type));
}

template <bool isSigned> void convertF64(Translator &t, Operand) {
  Value *vector = lowHalf(t, pop(t, Shape::I32x4));
  Type *type = vectorType(t, Shape::F64x2);
  push(t, isSigned ? t.builder.CreateSIToFP(vector, type) : t.builder.CreateUIToFP(vector, type));
}

void demote(Translator &t, Operand) {
  Value *vector = pop(t, Shape::F64x2);
  Value *half = t.builder.CreateFPTrunc(vector, FixedVectorType::get(t.builder.getFloatTy(), 2));
  if (isa<FPExtInst>(vector)) // folds to the promoted value
    half = quieted(t.builder, half);
  push(t, withZeroHalf(t, t.arithmetic(half)));
}

void promote(Translator &t, Operand) {
  Value *half = lowHalf(t, pop(t, Shape::F32x4));
  push(t, t.arithmetic(t.builder.CreateFPExt(half, vectorType(t, Shape::F64x2))));
}

void addConversions(HandlerTable &table) {
  table.set(Opcode::I32x4TruncSatF32x4S, truncateF32<true>);
  table.set(Opcode::I32x4TruncSatF32x4U, truncateF32<false>);
  table.set(Opcode::I32x4TruncSatF64x2SZero, truncateF64<true>);
  table.set(Opcode::I32x4TruncSatF64x2UZero, truncateF64<false>);
  table.set(Opcode::F32x4ConvertI32x4S, convertF32<true>);
  table.set(Opcode::F32x4ConvertI32x4U, convertF32<false>);
  table.set(Opcode::F64x2ConvertLowI32x4S, convertF64<true>);
  table.set(Opcode::F64x2ConvertLowI32x4U, convertF64<false>);
  table.set(Opcode::F32x4DemoteF64x2Zero, demote);
  table.set(Opcode::F64x2PromoteLowF32x4, promote);
}

} // namespace

void addSimdFloatHandlers(HandlerTable &table) {
  using enum Shape;
  table.set(Opcode::F32x4Eq, compare<F32x4, CmpInst::FCMP_OEQ>);
  table.set(Opcode::F32x4Ne, compare<F32x4, CmpInst::FCMP_UNE>);
  table.set(Opcode::F32x4Lt, compare<F32x4, CmpInst::FCMP_OLT>);
  table.set(Opcode::F32x4Gt, compare<F32x4, CmpInst::FCMP_OGT>);
  table.set(Opcode::F32x4Le, compare<F32x4, CmpInst::FCMP_OLE>);
  table.set(Opcode::F32x4Ge, compare<F32x4, CmpInst::FCMP_OGE>);
  table.set(Opcode::F64x2Eq, compare<F64x2, CmpInst::FCMP_OEQ>);
  table.set(Opcode::F64x2Ne, compare<F64x2, CmpInst::FCMP_UNE>);
  table.set(Opcode::F64x2Lt, compare<F64x2, CmpInst::FCMP_OLT>);
  table.set(Opcode::F64x2Gt, compare<F64x2, CmpInst::FCMP_OGT>);
  table.set(Opcode::F64x2Le, compare<F64x2, CmpInst::FCMP_OLE>);
  table.set(Opcode::F64x2Ge, compare<F64x2, CmpInst::FCMP_OGE>);
  table.set(Opcode::F32x4Abs, absolute<F32x4>);
  table.set(Opcode::F32x4Neg, negate<F32x4>);
  table.set(Opcode::F32x4Ceil, unary<F32x4, Intrinsic::ceil>);
  table.set(Opcode::F32x4Floor, unary<F32x4, Intrinsic::floor>);
  table.set(Opcode::F32x4Trunc, unary<F32x4, Intrinsic::trunc>);
  table.set(Opcode::F32x4Nearest, unary<F32x4, Intrinsic::rint>);
  table.set(Opcode::F32x4Sqrt, unary<F32x4, Intrinsic::sqrt>);
  table.set(Opcode::F32x4Add, binary<F32x4, Instruction::FAdd>);
  table.set(Opcode::F32x4Sub, binary<F32x4, Instruction::FSub>);
  table.set(Opcode::F32x4Mul, binary<F32x4, Instruction::FMul>);
  table.set(Opcode::F32x4Div, binary<F32x4, Instruction::FDiv>);
  table.set(Opcode::F32x4Min, minOrMax<F32x4, Intrinsic::minimum>);
  table.set(Opcode::F32x4Max, minOrMax<F32x4, Intrinsic::maximum>);
  table.set(Opcode::F32x4Pmin, pseudoMin<F32x4>);
  table.set(Opcode::F32x4Pmax, pseudoMax<F32x4>);
  table.set(Opcode::F64x2Abs, absolute<F64x2>);
  table.set(Opcode::F64x2Neg, negate<F64x2>);
  table.set(Opcode::F64x2Ceil, unary<F64x2, Intrinsic::ceil>);
  table.set(Opcode::F64x2Floor, unary<F64x2, Intrinsic::floor>);
  table.set(Opcode::F64x2Trunc, unary<F64x2, Intrinsic::trunc>);
  table.set(Opcode::F64x2Nearest, unary<F64x2, Intrinsic::rint>);
  table.set(Opcode::F64x2Sqrt, unary<F64x2, Intrinsic::sqrt>);
  table.set(Opcode::F64x2Add, binary<F64x2, Instruction::FAdd>);
  table.set(Opcode::F64x2Sub, binary<F64x2, Instruction::FSub>);
  table.set(Opcode::F64x2Mul, binary<F64x2, Instruction::FMul>);
  table.set(Opcode::F64x2Div, binary<F64x2, Instruction::FDiv>);
  table.set(Opcode::F64x2Min, minOrMax<F64x2, Intrinsic::minimum>);
  table.set(Opcode::F64x2Max, minOrMax<F64x2, Intrinsic::maximum>);
  table.set(Opcode::F64x2Pmin, pseudoMin<F64x2>);
  table.set(Opcode::F64x2Pmax, pseudoMax<F64x2>);
  addConversions(table);
}

} // namespace aotc
