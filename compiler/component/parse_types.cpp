// Reads component types (Binary.md, "Type Definitions").
//
// Type codes are negative single-byte SLEB128 numbers, type indices the
// nonnegative ones, so that the first byte tells them apart. Component and
// instance types nest in themselves; that recursion is bounded by kMaxNesting.
#include "component/parser.h"

#include <fmt/format.h>

namespace aotc::component {

namespace {

std::optional<PrimType> primitiveOf(uint8_t code) {
  switch (code) {
  case 0x7f:
    return PrimType::Bool;
  case 0x7e:
    return PrimType::S8;
  case 0x7d:
    return PrimType::U8;
  case 0x7c:
    return PrimType::S16;
  case 0x7b:
    return PrimType::U16;
  case 0x7a:
    return PrimType::S32;
  case 0x79:
    return PrimType::U32;
  case 0x78:
    return PrimType::S64;
  case 0x77:
    return PrimType::U64;
  case 0x76:
    return PrimType::F32;
  case 0x75:
    return PrimType::F64;
  case 0x74:
    return PrimType::Char;
  case 0x73:
    return PrimType::String;
  case 0x64:
    return PrimType::ErrorContext;
  }
  return std::nullopt;
}

} // namespace

Result<ValTypeRef> Parser::valType(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.peekByte());
  if ((byte & 0xc0) == 0x40) { // one byte, negative
    auto primitive = primitiveOf(byte);
    if (!primitive)
      return badByte(offset, byte, "component value type");
    TRY(in.readByte());
    return ValTypeRef(*primitive);
  }
  int64_t index = TRY(in.readS33());
  if (index < 0)
    return badByte(offset, byte, "component value type");
  return ValTypeRef(uint32_t(index));
}

Result<std::optional<ValTypeRef>> Parser::optionalValType(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte > 1)
    return badByte(offset, byte, "optional component value type");
  if (byte == 0)
    return std::optional<ValTypeRef>();
  return std::optional<ValTypeRef>(TRY(valType(in)));
}

Result<std::optional<ValTypeRef>> Parser::resultList(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte == 0x00)
    return std::optional<ValTypeRef>(TRY(valType(in)));
  if (byte != 0x01)
    return badByte(offset, byte, "component function results");
  offset = in.offset();
  byte = TRY(in.readByte());
  if (byte != 0x00)
    return badByte(offset, byte, "number of results");
  return std::optional<ValTypeRef>();
}

Result<std::vector<LabeledType>> Parser::labeledTypes(ByteReader &in, const char *what) {
  std::vector<LabeledType> result;
  uint32_t count = TRY(in.readCount(what, 2));
  for (uint32_t i = 0; i < count; ++i) {
    std::string_view label = TRY(in.readName());
    result.push_back({label, TRY(valType(in))});
  }
  return result;
}

Result<std::vector<std::string_view>> Parser::labels(ByteReader &in, const char *what) {
  std::vector<std::string_view> result;
  uint32_t count = TRY(in.readCount(what));
  for (uint32_t i = 0; i < count; ++i)
    result.push_back(TRY(in.readName()));
  return result;
}

Result<decl::Variant> Parser::variant(ByteReader &in) {
  decl::Variant result;
  uint32_t count = TRY(in.readCount("cases", 3));
  for (uint32_t i = 0; i < count; ++i) {
    std::string_view label = TRY(in.readName());
    auto payload = TRY(optionalValType(in));
    uint64_t offset = in.offset();
    uint8_t zero = TRY(in.readByte());
    if (zero != 0)
      return badByte(offset, zero, "zero byte required");
    result.cases.push_back({label, payload});
  }
  return result;
}

Result<TypeDef> Parser::type(ByteReader &in, unsigned depth) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (auto primitive = primitiveOf(byte))
    return TypeDef{*primitive};
  switch (byte) {
  case 0x72:
    return TypeDef{decl::Record{TRY(labeledTypes(in, "fields"))}};
  case 0x71:
    return TypeDef{TRY(variant(in))};
  case 0x70:
    return TypeDef{decl::List{TRY(valType(in)), std::nullopt}};
  case 0x67: {
    ValTypeRef element = TRY(valType(in));
    return TypeDef{decl::List{element, TRY(in.readU32())}};
  }
  case 0x6f: {
    decl::Tuple tuple;
    uint32_t count = TRY(in.readCount("types"));
    for (uint32_t i = 0; i < count; ++i)
      tuple.types.push_back(TRY(valType(in)));
    return TypeDef{std::move(tuple)};
  }
  case 0x6e:
    return TypeDef{decl::Flags{TRY(labels(in, "flags"))}};
  case 0x6d:
    return TypeDef{decl::Enum{TRY(labels(in, "enum cases"))}};
  case 0x6b:
    return TypeDef{decl::Option{TRY(valType(in))}};
  case 0x6a: {
    auto ok = TRY(optionalValType(in));
    return TypeDef{decl::Result{ok, TRY(optionalValType(in))}};
  }
  case 0x69:
    return TypeDef{decl::Own{TRY(in.readU32())}};
  case 0x68:
    return TypeDef{decl::Borrow{TRY(in.readU32())}};
  case 0x66:
    return TypeDef{decl::Stream{TRY(optionalValType(in))}};
  case 0x65:
    return TypeDef{decl::Future{TRY(optionalValType(in))}};
  case 0x63: {
    ValTypeRef key = TRY(valType(in));
    return TypeDef{decl::Map{key, TRY(valType(in))}};
  }
  case 0x3f: {
    decl::Resource resource;
    resource.rep = TRY(coreValType(in));
    uint64_t at = in.offset();
    uint8_t present = TRY(in.readByte());
    if (present > 1)
      return badByte(at, present, "optional destructor");
    if (present == 1)
      resource.destructor = TRY(in.readU32());
    return TypeDef{resource};
  }
  case 0x40:
  case 0x43: {
    decl::Func func;
    func.isAsync = byte == 0x43;
    func.params = TRY(labeledTypes(in, "parameters"));
    func.result = TRY(resultList(in));
    return TypeDef{std::move(func)};
  }
  case 0x41:
    return TypeDef{decl::ComponentType{TRY(declarators(in, true, depth + 1))}};
  case 0x42:
    return TypeDef{decl::InstanceType{TRY(declarators(in, false, depth + 1))}};
  }
  return badByte(offset, byte, "component defined type");
}

Result<std::vector<decl::Declarator>> Parser::declarators(ByteReader &in, bool imports,
                                                          unsigned depth) {
  if (depth > kMaxNesting)
    return Error::malformed(in.offset(),
                            fmt::format("types nest deeper than the limit of {}", kMaxNesting));
  std::vector<decl::Declarator> result;
  uint32_t count = TRY(in.readCount("declarators", 2));
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t offset = in.offset();
    uint8_t byte = TRY(in.readByte());
    uint64_t at = in.offset();
    if (byte == 0x00) {
      result.push_back({TRY(coreType(in, false)), at});
    } else if (byte == 0x01) {
      result.push_back({TRY(type(in, depth)), at});
    } else if (byte == 0x02) {
      result.push_back({TRY(alias(in)), at});
    } else if (byte == 0x03 && imports) {
      ExternName name = TRY(externName(in));
      result.push_back({decl::Declarator::Import{name, TRY(externDesc(in))}, at});
    } else if (byte == 0x04) {
      ExternName name = TRY(externName(in));
      result.push_back({decl::Declarator::Export{name, TRY(externDesc(in))}, at});
    } else {
      return badByte(offset, byte, "component or instance type declaration");
    }
  }
  return result;
}

Result<ExternDesc> Parser::externDesc(ByteReader &in) {
  using Kind = ExternDesc::Kind;
  ExternDesc result;
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  uint64_t at = in.offset();
  switch (byte) {
  case 0x00: {
    uint8_t sort = TRY(in.readByte());
    if (sort != 0x11)
      return badByte(at, sort, "component external kind");
    result.kind = Kind::CoreModule;
    break;
  }
  case 0x01:
    result.kind = Kind::Func;
    break;
  case 0x02: {
    uint8_t bound = TRY(in.readByte());
    if (bound > 0x01)
      return badByte(at, bound, "value bound");
    if (bound == 0x01) {
      result.kind = Kind::ValueType;
      result.valueType = TRY(valType(in));
      return result;
    }
    result.kind = Kind::ValueEq;
    break;
  }
  case 0x03: {
    uint8_t bound = TRY(in.readByte());
    if (bound > 0x01)
      return badByte(at, bound, "type bound");
    if (bound == 0x01) {
      result.kind = Kind::TypeResource;
      return result;
    }
    result.kind = Kind::TypeEq;
    break;
  }
  case 0x04:
    result.kind = Kind::Component;
    break;
  case 0x05:
    result.kind = Kind::Instance;
    break;
  default:
    return badByte(offset, byte, "component external kind");
  }
  result.index = TRY(in.readU32());
  return result;
}

} // namespace aotc::component
