// Values out of a guest, by a type that is data: CanonicalABI.md, "Loading" and "Flat
// Lifting". Entry points: liftFlat, loadValue.
//
// Everything that the guest says is checked where it is read: pointers, lengths,
// alignments, discriminants, characters, text. What is appended to a value has the
// form that abi/value_types.h promises to its readers.
#include "canon/dynamic.h"

namespace aotc::rt {

namespace {

void checkRoom(LiftedCall &scope, const std::string &value, uint64_t bytes) {
  if (value.size() + bytes > maxLiftedBytes) [[unlikely]]
    trap(scope.context, TrapKind::OutOfMemory, "the value is too large");
}

template <class T> void put(LiftedCall &scope, std::string &value, T word) {
  checkRoom(scope, value, sizeof(T));
  value.append(reinterpret_cast<const char *>(&word), sizeof(T));
}

void putF32(LiftedCall &scope, std::string &value, uint32_t bits) {
  bool isNan = (bits & 0x7fffffff) > 0x7f800000;
  put(scope, value, isNan ? kCanonicalNan32 : bits);
}
void putF64(LiftedCall &scope, std::string &value, uint64_t bits) {
  bool isNan = (bits & INT64_MAX) > 0x7ff0000000000000;
  put(scope, value, isNan ? kCanonicalNan64 : bits);
}

void putFlags(LiftedCall &scope, std::string &value, TypeView type, uint32_t bits) {
  uint32_t known = type.count() < 32 ? (uint32_t(1) << type.count()) - 1 : UINT32_MAX;
  put(scope, value, bits & known);
}

void liftString(LiftedCall &scope, std::string &value, uint32_t pointer, uint32_t taggedLength) {
  std::string_view text = scope.string(pointer, taggedLength);
  checkRoom(scope, value, text.size() + 4);
  put(scope, value, static_cast<uint32_t>(text.size()));
  value.append(text);
}

void liftOwn(LiftedCall &scope, std::string &value, TypeView type, uint32_t handle) {
  const ResourceType *resource = scope.func.resources[type.resource()];
  put(scope, value, HandleTable::of(*scope.site->instance).take(scope.context, handle, resource));
}

// Whose bytes in memory are those of the value, whatever they are.
bool isCopied(ValueKind kind) {
  switch (kind) {
  case ValueKind::S8:
  case ValueKind::U8:
  case ValueKind::S16:
  case ValueKind::U16:
  case ValueKind::S32:
  case ValueKind::U32:
  case ValueKind::S64:
  case ValueKind::U64:
    return true;
  case ValueKind::Bool:
  case ValueKind::F32:
  case ValueKind::F64:
  case ValueKind::Char:
  case ValueKind::String:
  case ValueKind::List:
  case ValueKind::FixedList:
  case ValueKind::Map:
  case ValueKind::Record:
  case ValueKind::Tuple:
  case ValueKind::Variant:
  case ValueKind::Enum:
  case ValueKind::Option:
  case ValueKind::Result:
  case ValueKind::Flags:
  case ValueKind::Own:
    return false;
  }
  return false;
}

void loadElements(LiftedCall &scope, TypeView element, uint64_t address, uint32_t count,
                  std::string &value) {
  if (isCopied(element.kind())) {
    uint64_t bytes = uint64_t(count) * element.bytes();
    checkRoom(scope, value, bytes);
    value.append(reinterpret_cast<const char *>(scope.memory.at(address, bytes)), bytes);
    return;
  }
  for (uint32_t i = 0; i < count; ++i)
    loadValue(scope, element, address + uint64_t(i) * element.bytes(), value);
}

void liftList(LiftedCall &scope, TypeView element, std::string &value, uint32_t pointer,
              uint32_t count) {
  scope.list(pointer, count, element.bytes(), element.align());
  put(scope, value, count);
  loadElements(scope, element, pointer, count, value);
}

uint32_t loadBits(LiftedCall &scope, uint64_t address, uint32_t bytes) {
  if (bytes == 1)
    return scope.memory.load<uint8_t>(address);
  if (bytes == 2)
    return scope.memory.load<uint16_t>(address);
  return scope.memory.load<uint32_t>(address);
}

void liftVariant(LiftedCall &scope, TypeView type, FlatWords &flat, std::string &value) {
  uint32_t end = flat.count + type.flatCount();
  uint32_t index = liftDiscriminant(scope, static_cast<uint32_t>(flat.next()), type.count());
  put(scope, value, index);
  if (TypeView payload = type.casePayload(index))
    liftFlat(scope, payload, flat, value);
  flat.count = end;
}

void loadVariant(LiftedCall &scope, TypeView type, uint64_t address, std::string &value) {
  uint32_t index =
      liftDiscriminant(scope, loadBits(scope, address, type.discriminantBytes()), type.count());
  put(scope, value, index);
  if (TypeView payload = type.casePayload(index))
    loadValue(scope, payload, address + type.payloadOffset(), value);
}

} // namespace

void liftFlat(LiftedCall &scope, TypeView type, FlatWords &flat, std::string &value) {
  switch (type.kind()) {
  case ValueKind::Bool:
    return put(scope, value, uint8_t(static_cast<uint32_t>(flat.next()) != 0));
  case ValueKind::U8:
  case ValueKind::S8:
    return put(scope, value, static_cast<uint8_t>(flat.next()));
  case ValueKind::S16:
  case ValueKind::U16:
    return put(scope, value, static_cast<uint16_t>(flat.next()));
  case ValueKind::S32:
  case ValueKind::U32:
    return put(scope, value, static_cast<uint32_t>(flat.next()));
  case ValueKind::S64:
  case ValueKind::U64:
    return put(scope, value, flat.next());
  case ValueKind::F32:
    return putF32(scope, value, static_cast<uint32_t>(flat.next()));
  case ValueKind::F64:
    return putF64(scope, value, flat.next());
  case ValueKind::Char:
    return put(scope, value, uint32_t(liftChar(scope, static_cast<uint32_t>(flat.next()))));
  case ValueKind::Flags:
    return putFlags(scope, value, type, static_cast<uint32_t>(flat.next()));
  case ValueKind::Own:
    return liftOwn(scope, value, type, static_cast<uint32_t>(flat.next()));
  case ValueKind::String:
  case ValueKind::List:
  case ValueKind::Map: {
    auto pointer = static_cast<uint32_t>(flat.next());
    auto count = static_cast<uint32_t>(flat.next());
    if (type.kind() == ValueKind::String)
      return liftString(scope, value, pointer, count);
    return liftList(scope, type.element(), value, pointer, count);
  }
  case ValueKind::FixedList:
    for (uint32_t i = 0; i < type.length(); ++i)
      liftFlat(scope, type.element(), flat, value);
    return;
  case ValueKind::Record:
  case ValueKind::Tuple:
    for (uint32_t i = 0; i < type.count(); ++i)
      liftFlat(scope, type.fieldType(i), flat, value);
    return;
  case ValueKind::Variant:
  case ValueKind::Enum:
  case ValueKind::Option:
  case ValueKind::Result:
    return liftVariant(scope, type, flat, value);
  }
}

void loadValue(LiftedCall &scope, TypeView type, uint64_t address, std::string &value) {
  switch (type.kind()) {
  case ValueKind::Bool:
    return put(scope, value, uint8_t(scope.memory.load<uint8_t>(address) != 0));
  case ValueKind::U8:
  case ValueKind::S8:
  case ValueKind::S16:
  case ValueKind::U16:
  case ValueKind::S32:
  case ValueKind::U32:
  case ValueKind::S64:
  case ValueKind::U64:
    return loadElements(scope, type, address, 1, value);
  case ValueKind::F32:
    return putF32(scope, value, scope.memory.load<uint32_t>(address));
  case ValueKind::F64:
    return putF64(scope, value, scope.memory.load<uint64_t>(address));
  case ValueKind::Char:
    return put(scope, value, uint32_t(liftChar(scope, scope.memory.load<uint32_t>(address))));
  case ValueKind::Flags:
    return putFlags(scope, value, type, loadBits(scope, address, type.bytes()));
  case ValueKind::Own:
    return liftOwn(scope, value, type, scope.memory.load<uint32_t>(address));
  case ValueKind::String:
  case ValueKind::List:
  case ValueKind::Map: {
    auto pointer = scope.memory.load<uint32_t>(address);
    auto count = scope.memory.load<uint32_t>(address + 4);
    if (type.kind() == ValueKind::String)
      return liftString(scope, value, pointer, count);
    return liftList(scope, type.element(), value, pointer, count);
  }
  case ValueKind::FixedList:
    return loadElements(scope, type.element(), address, type.length(), value);
  case ValueKind::Record:
  case ValueKind::Tuple:
    for (uint32_t i = 0; i < type.count(); ++i)
      loadValue(scope, type.fieldType(i), address + type.fieldOffset(i), value);
    return;
  case ValueKind::Variant:
  case ValueKind::Enum:
  case ValueKind::Option:
  case ValueKind::Result:
    return loadVariant(scope, type, address, value);
  }
}

} // namespace aotc::rt
