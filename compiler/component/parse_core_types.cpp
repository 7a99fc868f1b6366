// Reads core types as components contain them (Binary.md, "Type Definitions",
// core:type). Value types and the types of tables, memories, globals and tags
// are read by wasm/type_reader.
//
// Of core type definitions only functions are read here: composite types of
// garbage collection, recursive groups and declared supertypes are told apart
// and named as unsupported.
#include "component/parser.h"

#include "wasm/type_reader.h"

namespace aotc::component {

Result<wasm::ValType> Parser::coreValType(ByteReader &in) { return wasm::readValType(in); }

namespace {

Result<wasm::ResultType> resultType(ByteReader &in, const char *what) {
  wasm::ResultType types;
  uint32_t count = TRY(in.readCount(what));
  for (uint32_t i = 0; i < count; ++i)
    types.push_back(TRY(wasm::readValType(in)));
  return types;
}

Error gcType(uint64_t offset) { return Error::unsupported(offset, "gc: core types of components"); }

} // namespace

// 0x50 alone is a module type here; a non-final `sub` needs 0x00 before it.
Result<CoreTypeDef> Parser::coreType(ByteReader &in, bool insideModuleType) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  if (byte == 0x50 && !insideModuleType)
    return CoreTypeDef{TRY(coreModuleType(in))};

  wasm::SubType sub;
  sub.groupEnd = 1;
  if (byte == 0x00 || byte == 0x4f) {
    uint64_t at = in.offset();
    if (byte == 0x00 && TRY(in.readByte()) != 0x50)
      return badByte(at, 0x00, "core type");
    sub.isFinal = byte == 0x4f;
    if (TRY(in.readCount("supertypes")) != 0)
      return gcType(offset);
    at = in.offset();
    byte = TRY(in.readByte());
  }
  if (byte == 0x4e || byte == 0x5e || byte == 0x5f)
    return gcType(offset);
  if (byte != 0x60)
    return badByte(offset, byte, "core type");
  sub.composite.func.params = TRY(resultType(in, "parameters"));
  sub.composite.func.results = TRY(resultType(in, "results"));
  CoreTypeGroup group;
  group.types.push_back(std::move(sub));
  return CoreTypeDef{std::move(group)};
}

Result<CoreExternType> Parser::coreExternType(ByteReader &in) {
  uint64_t offset = in.offset();
  uint8_t byte = TRY(in.readByte());
  switch (byte) {
  case 0x00:
    return CoreExternType(wasm::TypeIndex(TRY(in.readU32())));
  case 0x01:
    return CoreExternType(TRY(wasm::readTableType(in)));
  case 0x02:
    return CoreExternType(TRY(wasm::readMemoryType(in)));
  case 0x03:
    return CoreExternType(TRY(wasm::readGlobalType(in)));
  case 0x04:
    return CoreExternType(TRY(wasm::readTagType(in)));
  }
  return badByte(offset, byte, "external kind");
}

Result<CoreModuleType> Parser::coreModuleType(ByteReader &in) {
  CoreModuleType result;
  uint32_t count = TRY(in.readCount("module declarators", 2));
  for (uint32_t i = 0; i < count; ++i) {
    CoreModuleTypeDecl decl;
    decl.offset = in.offset();
    uint8_t byte = TRY(in.readByte());
    uint64_t at = in.offset();
    if (byte == 0x00) {
      std::string_view module = TRY(in.readName());
      std::string_view name = TRY(in.readName());
      decl.decl = CoreModuleTypeDecl::Import{module, name, TRY(coreExternType(in))};
    } else if (byte == 0x01) {
      decl.decl = TRY(coreType(in, true));
    } else if (byte == 0x02) {
      uint8_t kind = TRY(in.readByte());
      if (kind != 0x10)
        return badByte(at, kind, "outer alias kind");
      at = in.offset();
      uint8_t target = TRY(in.readByte());
      if (target != 0x01)
        return badByte(at, target, "outer alias target");
      uint32_t outer = TRY(in.readU32());
      decl.decl = CoreModuleTypeDecl::OuterAlias{outer, TRY(in.readU32())};
    } else if (byte == 0x03) {
      std::string_view name = TRY(in.readName());
      decl.decl = CoreModuleTypeDecl::Export{name, TRY(coreExternType(in))};
    } else {
      return badByte(decl.offset, byte, "type definition");
    }
    result.declarators.push_back(std::move(decl));
  }
  return result;
}

} // namespace aotc::component
