// The custom section "name" (core specification, appendix "Custom Sections / Name
// Section"): the module's name and those of functions, for messages and symbols.
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

Result<void> readFunctionNames(ByteReader &reader, Module &module) {
  uint32_t count = TRY(reader.readCount("names", 2));
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t function = TRY(reader.readU32());
    std::string_view name = TRY(reader.readName());
    if (function < module.functions.size())
      module.functionNames.emplace(function, name);
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
      TRY(readFunctionNames(subsection, module));
  }
  return {};
}

} // namespace

void ModuleParser::parseNames(Span contents) {
  ByteReader reader(module.file, contents);
  (void)readNames(reader, module);
}

} // namespace aotc::wasm
