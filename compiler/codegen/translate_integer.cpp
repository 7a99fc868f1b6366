// Integer instructions (core specification, "Integer Operations"). Shift counts
// are taken modulo the width; division checks for zero and for the one overflow;
// the remainder of that overflow is zero, not a trap.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

template <Instruction::BinaryOps operation> void binary(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  t.push(t.builder.CreateBinOp(operation, left, right));
}

template <Instruction::BinaryOps operation> void shift(Translator &t, Operand) {
  Value *count = t.pop(), *value = t.pop();
  Value *masked = t.builder.CreateAnd(count, value->getType()->getIntegerBitWidth() - 1);
  t.push(t.builder.CreateBinOp(operation, value, masked));
}

template <Intrinsic::ID funnel> void rotate(Translator &t, Operand) {
  Value *count = t.pop(), *value = t.pop();
  t.push(t.builder.CreateIntrinsic(funnel, {value->getType()}, {value, value, count}));
}

template <CmpInst::Predicate predicate> void compare(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  t.pushBool(t.builder.CreateICmp(predicate, left, right));
}

void equalZero(Translator &t, Operand) {
  Value *value = t.pop();
  t.pushBool(t.builder.CreateNot(t.isTrue(value)));
}

template <Intrinsic::ID count> void countZeros(Translator &t, Operand) {
  Value *value = t.pop();
  t.push(t.builder.CreateIntrinsic(count, {value->getType()}, {value, t.builder.getFalse()}));
}

void countOnes(Translator &t, Operand) {
  t.push(t.builder.CreateUnaryIntrinsic(Intrinsic::ctpop, t.pop()));
}

void trapIfZero(Translator &t, Value *divisor) {
  t.trapIf(t.builder.CreateICmpEQ(divisor, Constant::getNullValue(divisor->getType())),
           TrapKind::IntegerDivideByZero);
}

void divideSigned(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  trapIfZero(t, right);
  unsigned bits = left->getType()->getIntegerBitWidth();
  Value *isMin = t.builder.CreateICmpEQ(
      left, ConstantInt::get(left->getType(), APInt::getSignedMinValue(bits)));
  Value *isMinusOne = t.builder.CreateICmpEQ(right, Constant::getAllOnesValue(right->getType()));
  t.trapIf(t.builder.CreateAnd(isMin, isMinusOne), TrapKind::IntegerOverflow);
  t.push(t.builder.CreateSDiv(left, right));
}

void remainderSigned(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  trapIfZero(t, right);
  Value *isMinusOne = t.builder.CreateICmpEQ(right, Constant::getAllOnesValue(right->getType()));
  Value *safe = t.builder.CreateSelect(isMinusOne, ConstantInt::get(right->getType(), 1), right);
  t.push(t.builder.CreateSRem(left, safe));
}

template <Instruction::BinaryOps operation> void divideUnsigned(Translator &t, Operand) {
  Value *right = t.pop(), *left = t.pop();
  trapIfZero(t, right);
  t.push(t.builder.CreateBinOp(operation, left, right));
}

// i32.extend8_s and so on: the low bits, sign-extended.
template <unsigned bits> void extendLow(Translator &t, Operand) {
  Value *value = t.pop();
  t.push(t.builder.CreateSExt(t.builder.CreateTrunc(value, t.builder.getIntNTy(bits)),
                              value->getType()));
}

void wrap(Translator &t, Operand) {
  t.push(t.builder.CreateTrunc(t.pop(), t.builder.getInt32Ty()));
}
void extendSigned(Translator &t, Operand) {
  t.push(t.builder.CreateSExt(t.pop(), t.builder.getInt64Ty()));
}
void extendUnsigned(Translator &t, Operand) {
  t.push(t.builder.CreateZExt(t.pop(), t.builder.getInt64Ty()));
}

// Two halves, the low one deeper on the stack, as one i128.
Value *popWide(Translator &t) {
  Type *type = t.builder.getInt128Ty();
  Value *high = t.builder.CreateZExt(t.pop(), type), *low = t.builder.CreateZExt(t.pop(), type);
  return t.builder.CreateOr(low, t.builder.CreateShl(high, 64));
}

void pushWide(Translator &t, Value *wide) {
  t.push(t.builder.CreateTrunc(wide, t.builder.getInt64Ty()));
  t.push(t.builder.CreateTrunc(t.builder.CreateLShr(wide, 64), t.builder.getInt64Ty()));
}

template <Instruction::BinaryOps operation> void binaryWide(Translator &t, Operand) {
  Value *right = popWide(t), *left = popWide(t);
  pushWide(t, t.builder.CreateBinOp(operation, left, right));
}

template <bool isSigned> void multiplyWide(Translator &t, Operand) {
  Type *type = t.builder.getInt128Ty();
  auto extend = [&](Value *value) {
    return isSigned ? t.builder.CreateSExt(value, type) : t.builder.CreateZExt(value, type);
  };
  Value *right = extend(t.pop()), *left = extend(t.pop());
  pushWide(t, t.builder.CreateMul(left, right));
}

void constant(Translator &t, Operand instruction) {
  bool isI32 = instruction.opcode == Opcode::I32Const;
  t.push(isI32 ? t.builder.getInt32(static_cast<uint32_t>(instruction.bits))
               : t.builder.getInt64(instruction.bits));
}

void addComparisons(HandlerTable &table) {
  // The same handler serves both widths: it takes the type from its operands.
  auto both = [&](Opcode i32, Opcode i64, Handler handler) {
    table.set(i32, handler);
    table.set(i64, handler);
  };
  both(Opcode::I32Eqz, Opcode::I64Eqz, equalZero);
  both(Opcode::I32Eq, Opcode::I64Eq, compare<CmpInst::ICMP_EQ>);
  both(Opcode::I32Ne, Opcode::I64Ne, compare<CmpInst::ICMP_NE>);
  both(Opcode::I32LtS, Opcode::I64LtS, compare<CmpInst::ICMP_SLT>);
  both(Opcode::I32LtU, Opcode::I64LtU, compare<CmpInst::ICMP_ULT>);
  both(Opcode::I32GtS, Opcode::I64GtS, compare<CmpInst::ICMP_SGT>);
  both(Opcode::I32GtU, Opcode::I64GtU, compare<CmpInst::ICMP_UGT>);
  both(Opcode::I32LeS, Opcode::I64LeS, compare<CmpInst::ICMP_SLE>);
  both(Opcode::I32LeU, Opcode::I64LeU, compare<CmpInst::ICMP_ULE>);
  both(Opcode::I32GeS, Opcode::I64GeS, compare<CmpInst::ICMP_SGE>);
  both(Opcode::I32GeU, Opcode::I64GeU, compare<CmpInst::ICMP_UGE>);
}

} // namespace

void addIntegerHandlers(HandlerTable &table) {
  auto both = [&](Opcode i32, Opcode i64, Handler handler) {
    table.set(i32, handler);
    table.set(i64, handler);
  };
  addComparisons(table);
  both(Opcode::I32Const, Opcode::I64Const, constant);
  both(Opcode::I32Clz, Opcode::I64Clz, countZeros<Intrinsic::ctlz>);
  both(Opcode::I32Ctz, Opcode::I64Ctz, countZeros<Intrinsic::cttz>);
  both(Opcode::I32Popcnt, Opcode::I64Popcnt, countOnes);
  both(Opcode::I32Add, Opcode::I64Add, binary<Instruction::Add>);
  both(Opcode::I32Sub, Opcode::I64Sub, binary<Instruction::Sub>);
  both(Opcode::I32Mul, Opcode::I64Mul, binary<Instruction::Mul>);
  both(Opcode::I32DivS, Opcode::I64DivS, divideSigned);
  both(Opcode::I32DivU, Opcode::I64DivU, divideUnsigned<Instruction::UDiv>);
  both(Opcode::I32RemS, Opcode::I64RemS, remainderSigned);
  both(Opcode::I32RemU, Opcode::I64RemU, divideUnsigned<Instruction::URem>);
  both(Opcode::I32And, Opcode::I64And, binary<Instruction::And>);
  both(Opcode::I32Or, Opcode::I64Or, binary<Instruction::Or>);
  both(Opcode::I32Xor, Opcode::I64Xor, binary<Instruction::Xor>);
  both(Opcode::I32Shl, Opcode::I64Shl, shift<Instruction::Shl>);
  both(Opcode::I32ShrS, Opcode::I64ShrS, shift<Instruction::AShr>);
  both(Opcode::I32ShrU, Opcode::I64ShrU, shift<Instruction::LShr>);
  both(Opcode::I32Rotl, Opcode::I64Rotl, rotate<Intrinsic::fshl>);
  both(Opcode::I32Rotr, Opcode::I64Rotr, rotate<Intrinsic::fshr>);
  both(Opcode::I32Extend8S, Opcode::I64Extend8S, extendLow<8>);
  both(Opcode::I32Extend16S, Opcode::I64Extend16S, extendLow<16>);
  table.set(Opcode::I64Extend32S, extendLow<32>);
  table.set(Opcode::I64Add128, binaryWide<Instruction::Add>);
  table.set(Opcode::I64Sub128, binaryWide<Instruction::Sub>);
  table.set(Opcode::I64MulWideS, multiplyWide<true>);
  table.set(Opcode::I64MulWideU, multiplyWide<false>);
  table.set(Opcode::I32WrapI64, wrap);
  table.set(Opcode::I64ExtendI32S, extendSigned);
  table.set(Opcode::I64ExtendI32U, extendUnsigned);
}

} // namespace aotc
