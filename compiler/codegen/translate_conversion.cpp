// Conversions between integers and floats (core specification, "Conversions").
// Truncation traps outside the target's range; the bounds are exact in the
// source's format, or else one step outside it. The saturating forms are LLVM's.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

// The range of `bits`-wide integers: trap where value <= low (or < low where
// the type can't express one less), or value >= high.
void checkRange(Translator &t, Value *value, unsigned bits, bool isSigned) {
  Type *type = value->getType();
  double power = isSigned ? (bits == 32 ? 0x1p31 : 0x1p63) : (bits == 32 ? 0x1p32 : 0x1p64);
  Value *high = t.builder.CreateFCmpOGE(value, ConstantFP::get(type, power));
  Value *low;
  if (!isSigned)
    low = t.builder.CreateFCmpOLE(value, ConstantFP::get(type, -1.0));
  else if (bits == 32 && type->isDoubleTy())
    low = t.builder.CreateFCmpOLE(value, ConstantFP::get(type, -power - 1));
  else
    low = t.builder.CreateFCmpOLT(value, ConstantFP::get(type, -power));
  t.trapIf(t.builder.CreateFCmpUNO(value, value), TrapKind::InvalidConversionToInteger);
  t.trapIf(t.builder.CreateOr(low, high), TrapKind::IntegerOverflow);
}

template <unsigned bits, bool isSigned> void truncate(Translator &t, Operand) {
  Value *value = t.pop();
  checkRange(t, value, bits, isSigned);
  Type *type = t.builder.getIntNTy(bits);
  t.push(isSigned ? t.builder.CreateFPToSI(value, type) : t.builder.CreateFPToUI(value, type));
}

template <unsigned bits, bool isSigned> void truncateSaturating(Translator &t, Operand) {
  Value *value = t.pop();
  auto intrinsic = isSigned ? Intrinsic::fptosi_sat : Intrinsic::fptoui_sat;
  t.push(
      t.builder.CreateIntrinsic(intrinsic, {t.builder.getIntNTy(bits), value->getType()}, {value}));
}

template <bool toF32, bool isSigned> void convert(Translator &t, Operand) {
  Type *type = toF32 ? t.builder.getFloatTy() : t.builder.getDoubleTy();
  Value *value = t.pop();
  t.push(isSigned ? t.builder.CreateSIToFP(value, type) : t.builder.CreateUIToFP(value, type));
}

template <wasm::ValKind kind> void reinterpret(Translator &t, Operand) {
  t.push(t.builder.CreateBitCast(t.pop(), t.valueType({kind, {}})));
}

} // namespace

void addConversionHandlers(HandlerTable &table) {
  using wasm::ValKind;
  auto both = [&](Opcode fromF32, Opcode fromF64, Handler handler) {
    table.set(fromF32, handler);
    table.set(fromF64, handler);
  };
  both(Opcode::I32TruncF32S, Opcode::I32TruncF64S, truncate<32, true>);
  both(Opcode::I32TruncF32U, Opcode::I32TruncF64U, truncate<32, false>);
  both(Opcode::I64TruncF32S, Opcode::I64TruncF64S, truncate<64, true>);
  both(Opcode::I64TruncF32U, Opcode::I64TruncF64U, truncate<64, false>);
  both(Opcode::I32TruncSatF32S, Opcode::I32TruncSatF64S, truncateSaturating<32, true>);
  both(Opcode::I32TruncSatF32U, Opcode::I32TruncSatF64U, truncateSaturating<32, false>);
  both(Opcode::I64TruncSatF32S, Opcode::I64TruncSatF64S, truncateSaturating<64, true>);
  both(Opcode::I64TruncSatF32U, Opcode::I64TruncSatF64U, truncateSaturating<64, false>);
  both(Opcode::F32ConvertI32S, Opcode::F32ConvertI64S, convert<true, true>);
  both(Opcode::F32ConvertI32U, Opcode::F32ConvertI64U, convert<true, false>);
  both(Opcode::F64ConvertI32S, Opcode::F64ConvertI64S, convert<false, true>);
  both(Opcode::F64ConvertI32U, Opcode::F64ConvertI64U, convert<false, false>);
  table.set(Opcode::I32ReinterpretF32, reinterpret<ValKind::I32>);
  table.set(Opcode::I64ReinterpretF64, reinterpret<ValKind::I64>);
  table.set(Opcode::F32ReinterpretI32, reinterpret<ValKind::F32>);
  table.set(Opcode::F64ReinterpretI64, reinterpret<ValKind::F64>);
}

} // namespace aotc
