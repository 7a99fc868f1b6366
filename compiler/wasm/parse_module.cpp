// Reads a core module (core specification, "Binary Format / Modules").
// Entry point: parseModule(). This file knows the order of the sections and what
// must agree between them; the sections themselves are in parse_types.cpp,
// parse_sections.cpp, parse_segments.cpp and parse_names.cpp.
//
// Function bodies are not decoded here but by the validator, which must read
// each instruction anyway: what is malformed inside a body is found there.
#include <fmt/format.h>

#include "wasm/module_parser.h"

namespace aotc::wasm {
namespace {

// The place of a section in a module, or nothing for an unknown id. Custom
// sections have none: they may be anywhere.
std::optional<unsigned> sectionRank(uint8_t id) {
  static constexpr SectionId kOrder[] = {
      SectionId::Custom, SectionId::Type,   SectionId::Import, SectionId::Function,
      SectionId::Table,  SectionId::Memory, SectionId::Tag,    SectionId::Global,
      SectionId::Export, SectionId::Start,  SectionId::Elem,   SectionId::DataCount,
      SectionId::Code,   SectionId::Data};
  for (unsigned rank = 0; rank < std::size(kOrder); ++rank)
    if (kOrder[rank] == SectionId(id))
      return rank;
  return std::nullopt;
}

Result<void> readHeader(ByteReader &reader) {
  uint64_t start = reader.offset();
  if (TRY(reader.readFixedU32()) != 0x6d736100) // "\0asm"
    return Error::malformed(start, "magic header not detected");
  start = reader.offset();
  uint32_t version = TRY(reader.readFixedU32());
  if (version != 1)
    return Error::malformed(start, fmt::format("unknown binary version 0x{:08x}", version));
  return {};
}

} // namespace

Result<Module> ModuleParser::parse() {
  ByteReader reader(module.file, module.span);
  TRY(readHeader(reader));
  unsigned lastRank = 0;
  while (!reader.atEnd()) {
    uint64_t start = reader.offset();
    uint8_t id = TRY(reader.readByte());
    std::optional<unsigned> rank = sectionRank(id);
    if (!rank)
      return Error::malformed(start, fmt::format("malformed section id {}", id));
    if (SectionId(id) != SectionId::Custom) {
      if (*rank <= lastRank)
        return Error::malformed(start, "unexpected content after last section: section out of "
                                       "order or repeated");
      lastRank = *rank;
    }
    ByteReader section = TRY(reader.readSized("section"));
    TRY(parseSection(SectionId(id), section));
    TRY(section.expectEnd("section"));
  }
  TRY(checkCounts());
  for (const CustomSection &custom : module.customs)
    if (custom.name == "name")
      parseNames(custom.contents);
  return std::move(module);
}

Result<void> ModuleParser::parseSection(SectionId id, ByteReader &section) {
  switch (id) {
  case SectionId::Custom:
    return parseCustom(section);
  case SectionId::Type:
    return parseTypes(section);
  case SectionId::Import:
    return parseImports(section);
  case SectionId::Function:
    return parseFunctions(section);
  case SectionId::Table:
    return parseTables(section);
  case SectionId::Memory:
    return parseMemories(section);
  case SectionId::Global:
    return parseGlobals(section);
  case SectionId::Export:
    return parseExports(section);
  case SectionId::Start:
    return parseStart(section);
  case SectionId::Elem:
    return parseElems(section);
  case SectionId::Code:
    return parseCode(section);
  case SectionId::Data:
    return parseDatas(section);
  case SectionId::DataCount:
    return parseDataCount(section);
  case SectionId::Tag:
    return parseTags(section);
  }
  return {};
}

Result<void> ModuleParser::parseCustom(ByteReader &section) {
  std::string_view name = TRY(section.readName());
  module.customs.push_back({name, {section.offset(), section.end()}});
  return section.skip(section.remaining());
}

Result<void> ModuleParser::checkCounts() const {
  if (!sawCode && module.functions.size() != importedFunctions)
    return Error::malformed(module.span.end, "function and code section have inconsistent lengths");
  if (module.dataCount && *module.dataCount != module.datas.size())
    return Error::malformed(module.span.end,
                            "data count and data section have inconsistent lengths");
  return {};
}

Result<Module> parseModule(Bytes file, Span span) { return ModuleParser(file, span).parse(); }

const Export *Module::findExport(std::string_view exportName) const {
  for (const Export &candidate : exports)
    if (candidate.name == exportName)
      return &candidate;
  return nullptr;
}

const char *toString(ExternKind kind) {
  switch (kind) {
  case ExternKind::Func:
    return "func";
  case ExternKind::Table:
    return "table";
  case ExternKind::Memory:
    return "memory";
  case ExternKind::Global:
    return "global";
  case ExternKind::Tag:
    return "tag";
  }
  return "";
}

} // namespace aotc::wasm
