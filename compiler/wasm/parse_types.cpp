// The type section (core specification, "Binary Format / Types / Recursive
// Types"). Entry point: ModuleParser::parseTypes().
//
// A plain type is a group of its own, so that later stages see groups only.
// An index may point anywhere in here; validation checks that it stays within
// what its group can see.
#include <fmt/format.h>

#include "wasm/limits.h"
#include "wasm/module_parser.h"
#include "wasm/type_reader.h"

namespace aotc::wasm {
namespace {

enum : uint8_t {
  kRec = 0x4e,
  kSubFinal = 0x4f,
  kSub = 0x50,
  kArray = 0x5e,
  kStruct = 0x5f,
  kFunc = 0x60,
};

} // namespace

Result<void> ModuleParser::parseTypes(ByteReader &section) {
  uint32_t count = TRY(section.readCount("types"));
  for (uint32_t i = 0; i < count; ++i)
    TRY(parseRecGroup(section));
  return {};
}

Result<void> ModuleParser::parseRecGroup(ByteReader &section) {
  uint32_t begin = uint32_t(module.types.size());
  uint32_t count = 1;
  if (TRY(section.peekByte()) == kRec) {
    TRY(section.skip(1));
    count = TRY(section.readCount("types of a recursive group"));
  }
  TRY(limits::check(section.offset(), uint64_t(begin) + count, limits::kTypes, "types"));
  for (uint32_t i = 0; i < count; ++i) {
    SubType type = TRY(parseSubType(section));
    type.groupBegin = begin;
    type.groupEnd = begin + count;
    module.types.push(std::move(type));
  }
  return {};
}

Result<SubType> ModuleParser::parseSubType(ByteReader &section) {
  SubType type;
  type.offset = section.offset();
  uint8_t code = TRY(section.peekByte());
  if (code == kSub || code == kSubFinal) {
    TRY(section.skip(1));
    type.isFinal = code == kSubFinal;
    uint32_t count = TRY(section.readCount("supertypes"));
    for (uint32_t i = 0; i < count; ++i)
      type.supertypes.push_back(TypeIndex(TRY(section.readU32())));
  }
  type.composite = TRY(parseComposite(section));
  return type;
}

Result<CompositeType> ModuleParser::parseComposite(ByteReader &section) {
  uint64_t start = section.offset();
  CompositeType type;
  uint8_t code = TRY(section.readByte());
  switch (code) {
  case kFunc:
    type.kind = CompositeKind::Func;
    type.func.params = TRY(parseResultType(section, limits::kParams, "parameters"));
    type.func.results = TRY(parseResultType(section, limits::kResults, "results"));
    return type;
  case kStruct: {
    type.kind = CompositeKind::Struct;
    uint32_t count = TRY(section.readCount("fields", 2));
    TRY(limits::check(start, count, limits::kFields, "fields"));
    for (uint32_t i = 0; i < count; ++i)
      type.fields.push_back(TRY(parseField(section)));
    return type;
  }
  case kArray:
    type.kind = CompositeKind::Array;
    type.fields.push_back(TRY(parseField(section)));
    return type;
  }
  if (code == 0x5d)
    return Error::unsupported(start, "stack switching");
  if (code == 0x4d || code == 0x4c)
    return Error::unsupported(start, "custom descriptors");
  if (code == 0x65)
    return Error::unsupported(start, "shared-everything threads");
  return Error::malformed(start, fmt::format("malformed definition type: 0x{:02x}", code));
}

Result<ResultType> ModuleParser::parseResultType(ByteReader &section, uint64_t limit,
                                                 const char *what) {
  uint64_t start = section.offset();
  uint32_t count = TRY(section.readCount(what));
  TRY(limits::check(start, count, limit, what));
  ResultType types;
  types.reserve(count);
  for (uint32_t i = 0; i < count; ++i)
    types.push_back(TRY(readValType(section)));
  return types;
}

Result<FieldType> ModuleParser::parseField(ByteReader &section) {
  FieldType field;
  uint8_t code = TRY(section.peekByte());
  if (code == 0x78 || code == 0x77) {
    TRY(section.skip(1));
    field.packed = code == 0x78 ? PackedKind::I8 : PackedKind::I16;
  } else {
    field.type = TRY(readValType(section));
  }
  uint64_t start = section.offset();
  uint8_t mutability = TRY(section.readByte());
  if (mutability > 1)
    return Error::malformed(start, "malformed mutability");
  field.isMutable = mutability == 1;
  return field;
}

} // namespace aotc::wasm
