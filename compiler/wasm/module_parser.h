// The state of parseModule(): one method a section, split over parse_*.cpp.
// Internal to wasm/.
#pragma once

#include "support/byte_reader.h"
#include "wasm/instruction.h"
#include "wasm/module.h"

namespace aotc::wasm {

// The sections' binary ids (core specification, "Binary Format / Modules").
enum class SectionId : uint8_t {
  Custom,
  Type,
  Import,
  Function,
  Table,
  Memory,
  Global,
  Export,
  Start,
  Elem,
  Code,
  Data,
  DataCount,
  Tag,
};

class ModuleParser {
public:
  ModuleParser(Bytes file, Span span) {
    module.file = file;
    module.span = span;
  }
  Result<Module> parse();

private:
  // parse_module.cpp
  Result<void> parseSection(SectionId id, ByteReader &section);
  Result<void> parseCustom(ByteReader &section);
  Result<void> checkCounts() const;

  // parse_types.cpp
  Result<void> parseTypes(ByteReader &section);
  Result<void> parseRecGroup(ByteReader &section);
  Result<SubType> parseSubType(ByteReader &section);
  Result<CompositeType> parseComposite(ByteReader &section);
  Result<ResultType> parseResultType(ByteReader &section, uint64_t limit, const char *what);
  Result<FieldType> parseField(ByteReader &section);

  // parse_sections.cpp
  Result<void> parseImports(ByteReader &section);
  Result<void> parseImport(ByteReader &section);
  Result<void> parseFunctions(ByteReader &section);
  Result<void> parseTables(ByteReader &section);
  Result<void> parseMemories(ByteReader &section);
  Result<void> parseTags(ByteReader &section);
  Result<void> parseGlobals(ByteReader &section);
  Result<void> parseExports(ByteReader &section);
  Result<void> parseStart(ByteReader &section);
  Result<ConstExpr> parseConstExpr(ByteReader &section);

  // parse_segments.cpp
  Result<void> parseElems(ByteReader &section);
  Result<ElemSegment> parseElem(ByteReader &section);
  Result<void> parseDataCount(ByteReader &section);
  Result<void> parseDatas(ByteReader &section);
  Result<void> parseCode(ByteReader &section);
  Result<void> parseLocals(ByteReader &body, Function &function);

  // parse_names.cpp: never fails, a bad name section is no error.
  void parseNames(Span contents);

  Module module;
  uint32_t importedFunctions = 0;
  bool sawCode = false;
  Instruction scratch; // of parseConstExpr
};

} // namespace aotc::wasm
