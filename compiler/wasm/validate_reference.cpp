// Validates reference, structure and array instructions (core specification,
// "Validation / Instructions / Reference Instructions", "Aggregate Instructions").
// Entry points: FunctionValidator::check<Enum>(), called by checkInstruction().
//
// Branches on references are in validate_control.cpp.
#include <fmt/format.h>

#include "wasm/validate_function.h"

namespace aotc::wasm {
namespace {

ValType concrete(uint32_t type, bool nullable) {
  return ValType::reference({nullable, {HeapKind::Concrete, TypeIndex(type)}});
}

ValType abstract(HeapKind kind, bool nullable) {
  return ValType::reference({nullable, {kind, {}}});
}

ValType unpacked(const FieldType &field) {
  return field.packed == PackedKind::None ? field.type : ValType::i32();
}

} // namespace

Result<void> FunctionValidator::checkRefNull(const Instruction &in) {
  TRY(context.checkHeapType(offset, in.heap));
  push(ValType::reference({true, in.heap}));
  return {};
}

Result<void> FunctionValidator::checkRefIsNull(const Instruction &) {
  TRY(popRef());
  push(ValType::i32());
  return {};
}

Result<void> FunctionValidator::checkRefFunc(const Instruction &in) {
  TRY(functionType(in.index));
  if (!context.declared[in.index])
    return invalid(fmt::format("undeclared function reference to function {}", in.index));
  push(concrete(module.functions[FuncIndex(in.index)].type.index, false));
  return {};
}

Result<void> FunctionValidator::checkRefEq(const Instruction &) {
  TRY(pop(abstract(HeapKind::Eq, true)));
  TRY(pop(abstract(HeapKind::Eq, true)));
  push(ValType::i32());
  return {};
}

Result<void> FunctionValidator::checkRefAsNonNull(const Instruction &) {
  Operand operand = TRY(popRef());
  operand.type.ref.nullable = false;
  push(operand);
  return {};
}

// The greatest type of the hierarchy that `heap` is in, null included.
RefType FunctionValidator::topOf(const HeapType &heap) const {
  switch (heap.kind) {
  case HeapKind::Func:
  case HeapKind::NoFunc:
    return {true, {HeapKind::Func, {}}};
  case HeapKind::Extern:
  case HeapKind::NoExtern:
    return {true, {HeapKind::Extern, {}}};
  case HeapKind::Exn:
  case HeapKind::NoExn:
    return {true, {HeapKind::Exn, {}}};
  case HeapKind::Any:
  case HeapKind::Eq:
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
  case HeapKind::None:
    return {true, {HeapKind::Any, {}}};
  case HeapKind::Concrete:
    break;
  }
  bool isFunc = module.types[heap.index].composite.kind == CompositeKind::Func;
  return {true, {isFunc ? HeapKind::Func : HeapKind::Any, {}}};
}

Result<void> FunctionValidator::checkRefTest(const Instruction &in) {
  TRY(context.checkHeapType(offset, in.heap));
  TRY(pop(ValType::reference(topOf(in.heap))));
  push(ValType::i32());
  return {};
}

Result<void> FunctionValidator::checkRefTestNull(const Instruction &in) { return checkRefTest(in); }

Result<void> FunctionValidator::checkRefCast(const Instruction &in) {
  TRY(context.checkHeapType(offset, in.heap));
  TRY(pop(ValType::reference(topOf(in.heap))));
  push(ValType::reference({false, in.heap}));
  return {};
}

Result<void> FunctionValidator::checkRefCastNull(const Instruction &in) {
  TRY(checkRefCast(in));
  operands.back().type.ref.nullable = true;
  return {};
}

Result<void> FunctionValidator::checkConvert(HeapKind from, HeapKind to) {
  Operand operand = TRY(popRef());
  bool nullable = operand.kind == Operand::Kind::Known && operand.type.ref.nullable;
  if (!operandMatches(operand, abstract(from, true)))
    return mismatch(toString(abstract(from, true)), toString(operand.type));
  push(abstract(to, nullable));
  return {};
}

Result<void> FunctionValidator::checkAnyConvertExtern(const Instruction &) {
  return checkConvert(HeapKind::Extern, HeapKind::Any);
}

Result<void> FunctionValidator::checkExternConvertAny(const Instruction &) {
  return checkConvert(HeapKind::Any, HeapKind::Extern);
}

Result<void> FunctionValidator::checkRefI31(const Instruction &) {
  TRY(pop(ValType::i32()));
  push(abstract(HeapKind::I31, false));
  return {};
}

Result<void> FunctionValidator::checkI31GetS(const Instruction &) {
  TRY(pop(abstract(HeapKind::I31, true)));
  push(ValType::i32());
  return {};
}

Result<void> FunctionValidator::checkI31GetU(const Instruction &in) { return checkI31GetS(in); }

Result<void> FunctionValidator::checkDefaultable(const FieldType &field) {
  if (field.packed == PackedKind::None && field.type.isRef() && !field.type.ref.nullable)
    return invalid(fmt::format("type mismatch: {} has no default value", toString(field.type)));
  return {};
}

Result<void> FunctionValidator::checkMutable(const FieldType &field, const char *what) {
  return field.isMutable ? Result<void>() : invalid(fmt::format("{} is immutable", what));
}

// get_s and get_u are for packed fields, get is for the others.
Result<void> FunctionValidator::checkFieldGet(const FieldType &field, bool packed) {
  if ((field.packed != PackedKind::None) != packed)
    return invalid(fmt::format("type mismatch: {} of {}packed field", name(instruction.opcode),
                               packed ? "an un" : "a "));
  return {};
}

Result<void> FunctionValidator::checkStructNew(const Instruction &in) {
  const CompositeType *type =
      TRY(context.composite(offset, TypeIndex(in.index), CompositeKind::Struct));
  for (size_t i = type->fields.size(); i-- > 0;)
    TRY(pop(unpacked(type->fields[i])));
  push(concrete(in.index, false));
  return {};
}

Result<void> FunctionValidator::checkStructNewDefault(const Instruction &in) {
  const CompositeType *type =
      TRY(context.composite(offset, TypeIndex(in.index), CompositeKind::Struct));
  for (const FieldType &field : type->fields)
    TRY(checkDefaultable(field));
  push(concrete(in.index, false));
  return {};
}

Result<const FieldType *> FunctionValidator::structField(const Instruction &in) {
  const CompositeType *type =
      TRY(context.composite(offset, TypeIndex(in.index), CompositeKind::Struct));
  if (in.index2 >= type->fields.size())
    return unknown("field", in.index2);
  return &type->fields[in.index2];
}

Result<void> FunctionValidator::checkStructGet(const Instruction &in) {
  const FieldType *field = TRY(structField(in));
  TRY(checkFieldGet(*field, in.opcode != Opcode::StructGet));
  TRY(pop(concrete(in.index, true)));
  push(unpacked(*field));
  return {};
}

Result<void> FunctionValidator::checkStructGetS(const Instruction &in) {
  return checkStructGet(in);
}
Result<void> FunctionValidator::checkStructGetU(const Instruction &in) {
  return checkStructGet(in);
}

Result<void> FunctionValidator::checkStructSet(const Instruction &in) {
  const FieldType *field = TRY(structField(in));
  TRY(checkMutable(*field, "field"));
  TRY(pop(unpacked(*field)));
  return pop(concrete(in.index, true));
}

Result<const FieldType *> FunctionValidator::arrayField(TypeIndex type) {
  return &TRY(context.composite(offset, type, CompositeKind::Array))->fields[0];
}

Result<void> FunctionValidator::checkArrayNew(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  TRY(pop(ValType::i32()));
  TRY(pop(unpacked(*field)));
  push(concrete(in.index, false));
  return {};
}

Result<void> FunctionValidator::checkArrayNewDefault(const Instruction &in) {
  TRY(checkDefaultable(*TRY(arrayField(TypeIndex(in.index)))));
  TRY(pop(ValType::i32()));
  push(concrete(in.index, false));
  return {};
}

// The length is a number of the file: popping stops at the stack's end, where an
// unreachable stack would have any number of operands.
Result<void> FunctionValidator::checkArrayNewFixed(const Instruction &in) {
  ValType element = unpacked(*TRY(arrayField(TypeIndex(in.index))));
  for (uint32_t i = 0; i < in.index2; ++i) {
    if (frames.back().unreachable && operands.size() == frames.back().height)
      break;
    TRY(pop(element));
  }
  push(concrete(in.index, false));
  return {};
}

Result<void> FunctionValidator::checkArrayNewData(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  if (unpacked(*field).isRef())
    return invalid("type mismatch: array type is not numeric or vector");
  TRY(checkData(in.index2));
  TRY(pop(ValType::i32()));
  TRY(pop(ValType::i32()));
  push(concrete(in.index, false));
  return {};
}

Result<void> FunctionValidator::checkArrayNewElem(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  ValType elem = ValType::reference(TRY(elemType(in.index2)));
  if (!context.isSubtype(elem, unpacked(*field)))
    return mismatch(toString(*field), toString(elem));
  TRY(pop(ValType::i32()));
  TRY(pop(ValType::i32()));
  push(concrete(in.index, false));
  return {};
}

Result<void> FunctionValidator::checkArrayGet(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  TRY(checkFieldGet(*field, in.opcode != Opcode::ArrayGet));
  TRY(pop(ValType::i32()));
  TRY(pop(concrete(in.index, true)));
  push(unpacked(*field));
  return {};
}

Result<void> FunctionValidator::checkArrayGetS(const Instruction &in) { return checkArrayGet(in); }
Result<void> FunctionValidator::checkArrayGetU(const Instruction &in) { return checkArrayGet(in); }

Result<void> FunctionValidator::checkArraySet(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  TRY(checkMutable(*field, "array"));
  TRY(pop(unpacked(*field)));
  TRY(pop(ValType::i32()));
  return pop(concrete(in.index, true));
}

Result<void> FunctionValidator::checkArrayLen(const Instruction &) {
  TRY(pop(abstract(HeapKind::Array, true)));
  push(ValType::i32());
  return {};
}

Result<void> FunctionValidator::checkArrayFill(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  TRY(checkMutable(*field, "array"));
  TRY(pop(ValType::i32()));
  TRY(pop(unpacked(*field)));
  TRY(pop(ValType::i32()));
  return pop(concrete(in.index, true));
}

Result<void> FunctionValidator::checkArrayCopy(const Instruction &in) {
  const FieldType *destination = TRY(arrayField(TypeIndex(in.index)));
  const FieldType *source = TRY(arrayField(TypeIndex(in.index2)));
  TRY(checkMutable(*destination, "array"));
  bool isPacked = destination->packed != PackedKind::None;
  if (source->packed != destination->packed ||
      (!isPacked && !context.isSubtype(source->type, destination->type)))
    return invalid(fmt::format("type mismatch: array types do not match: {} and {}",
                               toString(*destination), toString(*source)));
  TRY(pop(ValType::i32()));
  TRY(pop(ValType::i32()));
  TRY(pop(concrete(in.index2, true)));
  TRY(pop(ValType::i32()));
  return pop(concrete(in.index, true));
}

Result<void> FunctionValidator::checkArrayInitData(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  TRY(checkMutable(*field, "array"));
  if (unpacked(*field).isRef())
    return invalid("type mismatch: array type is not numeric or vector");
  TRY(checkData(in.index2));
  for (int i = 0; i < 3; ++i)
    TRY(pop(ValType::i32()));
  return pop(concrete(in.index, true));
}

Result<void> FunctionValidator::checkArrayInitElem(const Instruction &in) {
  const FieldType *field = TRY(arrayField(TypeIndex(in.index)));
  TRY(checkMutable(*field, "array"));
  ValType elem = ValType::reference(TRY(elemType(in.index2)));
  if (!context.isSubtype(elem, unpacked(*field)))
    return mismatch(toString(*field), toString(elem));
  for (int i = 0; i < 3; ++i)
    TRY(pop(ValType::i32()));
  return pop(concrete(in.index, true));
}

} // namespace aotc::wasm
