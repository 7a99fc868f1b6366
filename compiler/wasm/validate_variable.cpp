// Validates parametric, variable, table and bulk memory instructions (core
// specification, "Validation / Instructions"). Entry points:
// FunctionValidator::check<Enum>(), called by checkInstruction().
//
// Locals without a default value must be set before they are read, within the
// block or in one around it; validate_function.cpp keeps the record.
#include <fmt/format.h>

#include "wasm/validate_function.h"

namespace aotc::wasm {
namespace {

ValType addressType(AddressType type) {
  return type == AddressType::I32 ? ValType::i32() : ValType::i64();
}

// A length that must fit both index spaces has the smaller type.
ValType smaller(AddressType a, AddressType b) {
  return a == AddressType::I64 && b == AddressType::I64 ? ValType::i64() : ValType::i32();
}

} // namespace

Result<void> FunctionValidator::checkDrop(const Instruction &) {
  TRY(popAny());
  return {};
}

// Without a type: numbers and vectors only, so that no common supertype need be
// found.
Result<void> FunctionValidator::checkSelect(const Instruction &) {
  using Kind = Operand::Kind;
  TRY(pop(ValType::i32()));
  Operand second = TRY(popAny());
  Operand first = TRY(popAny());
  for (const Operand &operand : {first, second})
    if (operand.kind == Kind::UnknownRef || (operand.kind == Kind::Known && operand.type.isRef()))
      return mismatch("numbers or vectors", "a reference");
  if (first.kind == Kind::Known && second.kind == Kind::Known && first.type != second.type)
    return mismatch(toString(first.type), toString(second.type));
  push(first.kind == Kind::Known ? first : second);
  return {};
}

Result<void> FunctionValidator::checkSelectT(const Instruction &in) {
  if (in.types.size() != 1)
    return invalid("invalid result arity");
  const ValType &type = in.types[0];
  TRY(context.checkValType(offset, type));
  TRY(pop(ValType::i32()));
  TRY(pop(type));
  TRY(pop(type));
  push(type);
  return {};
}

Result<void> FunctionValidator::checkLocalGet(const Instruction &in) {
  ValType type = TRY(localType(in.index));
  if (type.isRef() && !type.ref.nullable && !initialized.contains(in.index))
    return invalid(fmt::format("uninitialized local {}", in.index));
  push(type);
  return {};
}

Result<void> FunctionValidator::checkLocalSet(const Instruction &in) {
  TRY(pop(TRY(localType(in.index))));
  markInitialized(in.index);
  return {};
}

Result<void> FunctionValidator::checkLocalTee(const Instruction &in) {
  ValType type = TRY(localType(in.index));
  TRY(pop(type));
  markInitialized(in.index);
  push(type);
  return {};
}

Result<void> FunctionValidator::checkGlobalGet(const Instruction &in) {
  push(TRY(global(in.index)).type);
  return {};
}

Result<void> FunctionValidator::checkGlobalSet(const Instruction &in) {
  GlobalType type = TRY(global(in.index));
  if (!type.isMutable)
    return invalid(fmt::format("immutable global: global {} can't be set", in.index));
  return pop(type.type);
}

Result<void> FunctionValidator::checkTableGet(const Instruction &in) {
  TableType type = TRY(table(in.index));
  TRY(pop(addressType(type.address)));
  push(ValType::reference(type.element));
  return {};
}

Result<void> FunctionValidator::checkTableSet(const Instruction &in) {
  TableType type = TRY(table(in.index));
  TRY(pop(ValType::reference(type.element)));
  return pop(addressType(type.address));
}

Result<void> FunctionValidator::checkTableSize(const Instruction &in) {
  push(addressType(TRY(table(in.index)).address));
  return {};
}

Result<void> FunctionValidator::checkTableGrow(const Instruction &in) {
  TableType type = TRY(table(in.index));
  TRY(pop(addressType(type.address)));
  TRY(pop(ValType::reference(type.element)));
  push(addressType(type.address));
  return {};
}

Result<void> FunctionValidator::checkTableFill(const Instruction &in) {
  TableType type = TRY(table(in.index));
  TRY(pop(addressType(type.address)));
  TRY(pop(ValType::reference(type.element)));
  return pop(addressType(type.address));
}

Result<void> FunctionValidator::checkTableCopy(const Instruction &in) {
  TableType destination = TRY(table(in.index));
  TableType source = TRY(table(in.index2));
  if (!context.isSubtype(source.element, destination.element))
    return mismatch(toString(destination.element), toString(source.element));
  TRY(pop(smaller(destination.address, source.address)));
  TRY(pop(addressType(source.address)));
  return pop(addressType(destination.address));
}

Result<void> FunctionValidator::checkTableInit(const Instruction &in) {
  TableType type = TRY(table(in.index2));
  RefType elem = TRY(elemType(in.index));
  if (!context.isSubtype(elem, type.element))
    return mismatch(toString(type.element), toString(elem));
  TRY(pop(ValType::i32()));
  TRY(pop(ValType::i32()));
  return pop(addressType(type.address));
}

Result<void> FunctionValidator::checkMemoryCopy(const Instruction &in) {
  MemoryType destination = TRY(memory(in.index));
  MemoryType source = TRY(memory(in.index2));
  TRY(pop(smaller(destination.address, source.address)));
  TRY(pop(addressType(source.address)));
  return pop(addressType(destination.address));
}

} // namespace aotc::wasm
