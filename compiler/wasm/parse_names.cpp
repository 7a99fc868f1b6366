// The custom section "name" (core specification, appendix "Custom Sections / Name
// Section"): the module's name and those of functions and tags, for messages and symbols.
// Entry point: ModuleParser::parseNames().
//
// Errors in a custom section are no errors of the module: reading stops at the
// first one and keeps what it has. Other subsections (locals, labels, types, …)
// are skipped: nobody asks for them.
#include "wasm/module_parser.h"

namespace aotc::wasm {
namespace {

constexpr uint8_t kModuleName = 0;
constexpr uint8_t kFunctionNames = 1;
constexpr uint8_t kTagNames = 11;

Result<void> readNameMap(ByteReader &reader, size_t indices,
                         std::unordered_map<uint32_t, std::string_view> &names) {
  uint32_t count = TRY(reader.readCount("names", 2));
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t index = TRY(reader.readU32());
    std::string_view name = TRY(reader.readName());
    if (index < indices)
      names.emplace(index, name);
  }
  return {};
}

Result<void> readNames(ByteReader &reader, Module &module) {
  while (!reader.atEnd()) {
    uint8_t id = TRY(reader.readByte());
    ByteReader subsection = TRY(reader.readSized("name subsection"));
    if (id == kModuleName)
      module.name = TRY(subsection.readName());
    else if (id == kFunctionNames)
      TRY(readNameMap(subsection, module.functions.size(), module.functionNames));
    else if (id == kTagNames)
      TRY(readNameMap(subsection, module.tags.size(), module.tagNames));
  }
  return {};
}

} // namespace

void ModuleParser::parseNames(Span contents) {
  ByteReader reader(module.file, contents);
  (void)readNames(reader, module);
}

} // namespace aotc::wasm
