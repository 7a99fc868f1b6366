// Values into a guest, by a type that is data: CanonicalABI.md, "Storing" and "Flat
// Lowering". Entry points: lowerFlat, storeValue.
//
// A value is read once, from front to back, in the order of the type. What a string
// or list needs of the guest's memory is allocated where it is come by, so realloc
// runs in the order that the specification says. Recursion is as deep as the type,
// which the compiler limits.
#include "canon/dynamic.h"

namespace aotc::rt {

namespace {

struct Block {
  uint64_t pointer, count;
};

Block lowerList(LiftedCall &scope, TypeView element, ValueReader &value) {
  uint64_t count = value.take<uint32_t>();
  uint64_t bytes = count * element.bytes();
  if (bytes > maxListBytes)
    scope.broken(CanonRule::ListTooLong);
  uint64_t pointer = scope.allocate(bytes, element.align());
  for (uint64_t i = 0; i < count; ++i)
    storeValue(scope, element, value, pointer + i * element.bytes());
  return {pointer, count};
}

Block lowerString(LiftedCall &scope, ValueReader &value) {
  GuestString made = scope.makeString(value.text());
  return {made.pointer, made.taggedLength};
}

void storePair(LiftedCall &scope, uint64_t address, Block block) {
  scope.memory.store(address, static_cast<uint32_t>(block.pointer));
  scope.memory.store(address + 4, static_cast<uint32_t>(block.count));
}

void storeBits(LiftedCall &scope, uint64_t address, uint32_t bytes, uint32_t bits) {
  if (bytes == 1)
    scope.memory.store(address, static_cast<uint8_t>(bits));
  else if (bytes == 2)
    scope.memory.store(address, static_cast<uint16_t>(bits));
  else
    scope.memory.store(address, bits);
}

// i32: a signed integer is sign-extended to 32 bits, not to the word.
template <class T> uint64_t wordOf(ValueReader &value) {
  return static_cast<uint32_t>(static_cast<int32_t>(value.take<T>()));
}

void lowerVariant(LiftedCall &scope, TypeView type, ValueReader &value, FlatWords &flat) {
  uint32_t end = flat.count + type.flatCount();
  uint32_t index = value.take<uint32_t>();
  flat.push(index);
  if (TypeView payload = type.casePayload(index))
    lowerFlat(scope, payload, value, flat);
  while (flat.count < end)
    flat.push(0);
}

void storeVariant(LiftedCall &scope, TypeView type, ValueReader &value, uint64_t address) {
  uint32_t index = value.take<uint32_t>();
  storeBits(scope, address, type.discriminantBytes(), index);
  if (TypeView payload = type.casePayload(index))
    storeValue(scope, payload, value, address + type.payloadOffset());
}

} // namespace

void lowerFlat(LiftedCall &scope, TypeView type, ValueReader &value, FlatWords &flat) {
  switch (type.kind()) {
  case ValueKind::Bool:
  case ValueKind::U8:
    return flat.push(value.take<uint8_t>());
  case ValueKind::U16:
    return flat.push(value.take<uint16_t>());
  case ValueKind::U32:
  case ValueKind::F32:
  case ValueKind::Char:
  case ValueKind::Flags:
    return flat.push(value.take<uint32_t>());
  case ValueKind::S8:
    return flat.push(wordOf<int8_t>(value));
  case ValueKind::S16:
    return flat.push(wordOf<int16_t>(value));
  case ValueKind::S32:
    return flat.push(wordOf<int32_t>(value));
  case ValueKind::S64:
  case ValueKind::U64:
  case ValueKind::F64:
    return flat.push(value.take<uint64_t>());
  case ValueKind::String:
  case ValueKind::List:
  case ValueKind::Map: {
    Block block = type.kind() == ValueKind::String ? lowerString(scope, value)
                                                   : lowerList(scope, type.element(), value);
    flat.push(block.pointer);
    return flat.push(block.count);
  }
  case ValueKind::FixedList:
    for (uint32_t i = 0; i < type.length(); ++i)
      lowerFlat(scope, type.element(), value, flat);
    return;
  case ValueKind::Record:
  case ValueKind::Tuple:
    for (uint32_t i = 0; i < type.count(); ++i)
      lowerFlat(scope, type.fieldType(i), value, flat);
    return;
  case ValueKind::Variant:
  case ValueKind::Enum:
  case ValueKind::Option:
  case ValueKind::Result:
    return lowerVariant(scope, type, value, flat);
  case ValueKind::Own: // of results only
    return;
  }
}

void storeValue(LiftedCall &scope, TypeView type, ValueReader &value, uint64_t address) {
  switch (type.kind()) {
  case ValueKind::Bool:
  case ValueKind::U8:
  case ValueKind::S8:
    return scope.memory.store(address, value.take<uint8_t>());
  case ValueKind::S16:
  case ValueKind::U16:
    return scope.memory.store(address, value.take<uint16_t>());
  case ValueKind::S32:
  case ValueKind::U32:
  case ValueKind::F32:
  case ValueKind::Char:
    return scope.memory.store(address, value.take<uint32_t>());
  case ValueKind::S64:
  case ValueKind::U64:
  case ValueKind::F64:
    return scope.memory.store(address, value.take<uint64_t>());
  case ValueKind::Flags:
    return storeBits(scope, address, type.bytes(), value.take<uint32_t>());
  case ValueKind::String:
    return storePair(scope, address, lowerString(scope, value));
  case ValueKind::List:
  case ValueKind::Map:
    return storePair(scope, address, lowerList(scope, type.element(), value));
  case ValueKind::FixedList:
    for (uint32_t i = 0; i < type.length(); ++i)
      storeValue(scope, type.element(), value, address + uint64_t(i) * type.element().bytes());
    return;
  case ValueKind::Record:
  case ValueKind::Tuple:
    for (uint32_t i = 0; i < type.count(); ++i)
      storeValue(scope, type.fieldType(i), value, address + type.fieldOffset(i));
    return;
  case ValueKind::Variant:
  case ValueKind::Enum:
  case ValueKind::Option:
  case ValueKind::Result:
    return storeVariant(scope, type, value, address);
  case ValueKind::Own:
    return;
  }
}

} // namespace aotc::rt
