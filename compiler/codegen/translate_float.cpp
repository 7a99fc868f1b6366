// Floating-point instructions (core specification, "Floating-Point Operations").
//
// No fast-math flag anywhere. Every arithmetic instruction must turn a signalling
// NaN into a quiet one; LLVM's don't promise that where they fold: x * 1.0, x / 1.0,
// x - 0.0 become x, and llvm.minimum on x86-64 passes an operand through. So an
// operation with a literal that folds gets its result quieted by an integer
// instruction, which nothing folds away, and min and max take the NaN case apart.
// Rounding instructions quiet by themselves on all CPUs that have them.
//
// `nearest` is llvm.rint: the rounding mode is never changed, and roundeven
// would need a library function that musl 1.2.3 doesn't have.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

template <Instruction::BinaryOps operation> void binary(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  t.push(t.arithmetic(createFloatBinary(t.builder, operation, left, right)));
}

void absolute(Translator &t, Operand) {
  t.push(t.builder.CreateUnaryIntrinsic(Intrinsic::fabs, t.pop()));
}

template <Intrinsic::ID intrinsic> void unary(Translator &t, Operand) {
  t.push(t.arithmetic(createFloatUnary(t.builder, intrinsic, t.pop())));
}

void negate(Translator &t, Operand) { t.push(t.builder.CreateFNeg(t.pop())); }

template <Intrinsic::ID intrinsic> void minOrMax(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  t.push(t.arithmetic(createFloatMinMax(t.builder, intrinsic, left, right)));
}

void copySign(Translator &t, Operand) {
  Value *sign = t.pop(), *magnitude = t.pop();
  t.push(t.builder.CreateBinaryIntrinsic(Intrinsic::copysign, magnitude, sign));
}

template <CmpInst::Predicate predicate> void compare(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  t.pushBool(t.builder.CreateFCmp(predicate, left, right));
}

void constant(Translator &t, Operand instruction) {
  bool isF32 = instruction.opcode == Opcode::F32Const;
  ConstValue value;
  value.type = isF32 ? wasm::ValType::f32() : wasm::ValType::f64();
  value.bits = instruction.bits;
  t.push(t.state.constant(value));
}

void demote(Translator &t, Operand) {
  Value *value = t.pop();
  Value *result = t.builder.CreateFPTrunc(value, t.builder.getFloatTy());
  if (isa<FPExtInst>(value)) // folds to the promoted value
    result = quieted(t.builder, result);
  t.push(t.arithmetic(result));
}

void promote(Translator &t, Operand) {
  t.push(t.arithmetic(t.builder.CreateFPExt(t.pop(), t.builder.getDoubleTy())));
}

} // namespace

void addFloatHandlers(HandlerTable &table) {
  auto both = [&](Opcode f32, Opcode f64, Handler handler) {
    table.set(f32, handler);
    table.set(f64, handler);
  };
  both(Opcode::F32Const, Opcode::F64Const, constant);
  both(Opcode::F32Eq, Opcode::F64Eq, compare<CmpInst::FCMP_OEQ>);
  both(Opcode::F32Ne, Opcode::F64Ne, compare<CmpInst::FCMP_UNE>);
  both(Opcode::F32Lt, Opcode::F64Lt, compare<CmpInst::FCMP_OLT>);
  both(Opcode::F32Gt, Opcode::F64Gt, compare<CmpInst::FCMP_OGT>);
  both(Opcode::F32Le, Opcode::F64Le, compare<CmpInst::FCMP_OLE>);
  both(Opcode::F32Ge, Opcode::F64Ge, compare<CmpInst::FCMP_OGE>);
  both(Opcode::F32Abs, Opcode::F64Abs, absolute);
  both(Opcode::F32Neg, Opcode::F64Neg, negate);
  both(Opcode::F32Ceil, Opcode::F64Ceil, unary<Intrinsic::ceil>);
  both(Opcode::F32Floor, Opcode::F64Floor, unary<Intrinsic::floor>);
  both(Opcode::F32Trunc, Opcode::F64Trunc, unary<Intrinsic::trunc>);
  both(Opcode::F32Nearest, Opcode::F64Nearest, unary<Intrinsic::rint>);
  both(Opcode::F32Sqrt, Opcode::F64Sqrt, unary<Intrinsic::sqrt>);
  both(Opcode::F32Add, Opcode::F64Add, binary<Instruction::FAdd>);
  both(Opcode::F32Sub, Opcode::F64Sub, binary<Instruction::FSub>);
  both(Opcode::F32Mul, Opcode::F64Mul, binary<Instruction::FMul>);
  both(Opcode::F32Div, Opcode::F64Div, binary<Instruction::FDiv>);
  both(Opcode::F32Min, Opcode::F64Min, minOrMax<Intrinsic::minimum>);
  both(Opcode::F32Max, Opcode::F64Max, minOrMax<Intrinsic::maximum>);
  both(Opcode::F32Copysign, Opcode::F64Copysign, copySign);
  table.set(Opcode::F32DemoteF64, demote);
  table.set(Opcode::F64PromoteF32, promote);
}

} // namespace aotc
