// The reader of the component binary format, shared by parse_*.cpp. One member
// function a production of Binary.md. Not for other folders.
#pragma once

#include "component/component.h"
#include "support/byte_reader.h"

namespace aotc::component {

class Parser {
public:
  explicit Parser(Bytes file) : file(file) {}
  // `depth` counts the scopes around this one.
  Result<Component> component(Span span, unsigned depth);

private:
  // parse_component.cpp
  Result<void> section(Component &into, uint8_t id, ByteReader &in, unsigned depth);
  template <typename Read>
  Result<void> items(Component &into, ByteReader &in, const char *what, Read read);

  // parse_definitions.cpp
  Result<CoreInstanceDef> coreInstance(ByteReader &in);
  Result<InstanceDef> instance(ByteReader &in);
  Result<AliasDef> alias(ByteReader &in);
  Result<CanonDef> canon(ByteReader &in);
  Result<std::vector<CanonOption>> options(ByteReader &in);
  Result<StartDef> start(ByteReader &in);
  Result<ImportDef> import(ByteReader &in);
  Result<ExportDef> exportDef(ByteReader &in);
  Result<ValueDef> value(ByteReader &in);
  Result<Sort> sort(ByteReader &in);
  Result<Sort> coreSort(ByteReader &in);
  Result<SortIndex> sortIndex(ByteReader &in);
  Result<ExternName> externName(ByteReader &in);
  Result<bool> flag(ByteReader &in);

  // parse_types.cpp
  Result<TypeDef> type(ByteReader &in, unsigned depth);
  Result<ValTypeRef> valType(ByteReader &in);
  Result<std::optional<ValTypeRef>> optionalValType(ByteReader &in);
  Result<std::optional<ValTypeRef>> resultList(ByteReader &in);
  Result<std::vector<LabeledType>> labeledTypes(ByteReader &in, const char *what);
  Result<std::vector<std::string_view>> labels(ByteReader &in, const char *what);
  Result<decl::Variant> variant(ByteReader &in);
  Result<std::vector<decl::Declarator>> declarators(ByteReader &in, bool imports, unsigned depth);
  Result<ExternDesc> externDesc(ByteReader &in);

  // parse_core_types.cpp
  Result<CoreTypeDef> coreType(ByteReader &in, bool insideModuleType);
  Result<CoreModuleType> coreModuleType(ByteReader &in);
  Result<CoreExternType> coreExternType(ByteReader &in);
  Result<wasm::ValType> coreValType(ByteReader &in);

  Bytes file;
};

// "invalid leading byte (0x2) for WHAT"
Error badByte(uint64_t offset, uint8_t byte, const char *what);

} // namespace aotc::component
