// Reads types of the binary format (core specification, "Binary Format / Types").
// Entry points: the functions of type_reader.h. Nothing here looks at the type
// section: whether an index exists is validation's question.
//
// Flags and codes of proposals that we know but do not have are told apart from
// noise, so that the message can name them.
#include "wasm/type_reader.h"

#include <fmt/format.h>

namespace aotc::wasm {
namespace {

std::optional<HeapKind> abstractHeap(uint8_t code) {
  switch (code) {
  case 0x74:
    return HeapKind::NoExn;
  case 0x73:
    return HeapKind::NoFunc;
  case 0x72:
    return HeapKind::NoExtern;
  case 0x71:
    return HeapKind::None;
  case 0x70:
    return HeapKind::Func;
  case 0x6f:
    return HeapKind::Extern;
  case 0x6e:
    return HeapKind::Any;
  case 0x6d:
    return HeapKind::Eq;
  case 0x6c:
    return HeapKind::I31;
  case 0x6b:
    return HeapKind::Struct;
  case 0x6a:
    return HeapKind::Array;
  case 0x69:
    return HeapKind::Exn;
  }
  return std::nullopt;
}

// Names the proposals that also define type codes.
Error badType(uint64_t offset, uint8_t code, const char *what) {
  if (code == 0x65)
    return Error::unsupported(offset, "shared-everything threads");
  if (code == 0x62)
    return Error::unsupported(offset, "custom descriptors");
  if (code == 0x68 || code == 0x75)
    return Error::unsupported(offset, "stack switching");
  return Error::malformed(offset, fmt::format("malformed {}: 0x{:02x}", what, code));
}

struct LimitsAndFlags {
  Limits limits;
  AddressType address = AddressType::I32;
  bool shared = false;
  bool customPageSize = false;
};

Result<LimitsAndFlags> readLimits(ByteReader &reader) {
  uint64_t start = reader.offset();
  uint8_t flags = TRY(reader.readByte());
  if (flags > 0x0f)
    return Error::malformed(start, fmt::format("malformed limits flags 0x{:02x}", flags));
  LimitsAndFlags out;
  out.shared = (flags & 2) != 0;
  out.address = (flags & 4) != 0 ? AddressType::I64 : AddressType::I32;
  out.customPageSize = (flags & 8) != 0;
  out.limits.min = TRY(reader.readU64());
  if ((flags & 1) != 0)
    out.limits.max = TRY(reader.readU64());
  return out;
}

} // namespace

Result<HeapType> readHeapType(ByteReader &reader) {
  uint64_t start = reader.offset();
  uint8_t code = TRY(reader.peekByte());
  if (isTypeCode(code)) {
    TRY(reader.skip(1));
    if (auto kind = abstractHeap(code))
      return HeapType{*kind, {}};
    return badType(start, code, "heap type");
  }
  int64_t index = TRY(reader.readS33());
  if (index < 0)
    return Error::malformed(start, "malformed heap type");
  return HeapType{HeapKind::Concrete, TypeIndex(uint32_t(index))};
}

Result<RefType> readRefType(ByteReader &reader) {
  uint64_t start = reader.offset();
  uint8_t code = TRY(reader.readByte());
  if (code == 0x63 || code == 0x64)
    return RefType{code == 0x63, TRY(readHeapType(reader))};
  if (auto kind = abstractHeap(code))
    return RefType{true, {*kind, {}}};
  return badType(start, code, "reference type");
}

Result<ValType> readValType(ByteReader &reader) {
  uint64_t start = reader.offset();
  uint8_t code = TRY(reader.peekByte());
  switch (code) {
  case 0x7f:
    TRY(reader.skip(1));
    return ValType::i32();
  case 0x7e:
    TRY(reader.skip(1));
    return ValType::i64();
  case 0x7d:
    TRY(reader.skip(1));
    return ValType::f32();
  case 0x7c:
    TRY(reader.skip(1));
    return ValType::f64();
  case 0x7b:
    TRY(reader.skip(1));
    return ValType::v128();
  }
  if (code != 0x63 && code != 0x64 && !abstractHeap(code))
    return badType(start, code, "value type");
  return ValType::reference(TRY(readRefType(reader)));
}

Result<TableType> readTableType(ByteReader &reader) {
  TableType type;
  type.element = TRY(readRefType(reader));
  uint64_t start = reader.offset();
  LimitsAndFlags read = TRY(readLimits(reader));
  if (read.customPageSize)
    return Error::malformed(start, "malformed limits flags");
  if (read.shared)
    return Error::unsupported(start, "shared-everything threads");
  type.limits = read.limits;
  type.address = read.address;
  return type;
}

Result<MemoryType> readMemoryType(ByteReader &reader) {
  LimitsAndFlags read = TRY(readLimits(reader));
  MemoryType type;
  type.limits = read.limits;
  type.address = read.address;
  type.shared = read.shared;
  if (read.customPageSize) {
    uint64_t start = reader.offset();
    uint32_t log2 = TRY(reader.readU32());
    if (log2 > 64)
      return Error::malformed(start, "malformed custom page size");
    if (log2 != 0 && log2 != 16)
      return Error::invalid(start, "invalid custom page size");
    type.pageSizeLog2 = uint8_t(log2);
  }
  return type;
}

Result<GlobalType> readGlobalType(ByteReader &reader) {
  GlobalType type;
  type.type = TRY(readValType(reader));
  uint64_t start = reader.offset();
  uint8_t mutability = TRY(reader.readByte());
  if (mutability > 1)
    return Error::malformed(start, "malformed mutability");
  type.isMutable = mutability == 1;
  return type;
}

Result<TagType> readTagType(ByteReader &reader) {
  uint64_t start = reader.offset();
  if (TRY(reader.readByte()) != 0)
    return Error::malformed(start, "malformed tag attribute");
  return TagType{TypeIndex(TRY(reader.readU32()))};
}

} // namespace aotc::wasm
