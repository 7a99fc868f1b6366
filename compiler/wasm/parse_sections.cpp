// Imports, definitions without bodies, exports, start (core specification,
// "Binary Format / Modules"). Entry points: one method a section.
//
// Imported entities go into the index spaces first; a definition's place in its
// index space is where push() puts it.
#include <fmt/format.h>

#include "wasm/limits.h"
#include "wasm/module_parser.h"
#include "wasm/type_reader.h"

namespace aotc::wasm {

Result<void> ModuleParser::parseImports(ByteReader &section) {
  uint32_t count = TRY(section.readCount("imports", 4));
  TRY(limits::check(section.offset(), count, limits::kImports, "imports"));
  for (uint32_t i = 0; i < count; ++i)
    TRY(parseImport(section));
  importedFunctions = uint32_t(module.functions.size());
  return {};
}

Result<void> ModuleParser::parseImport(ByteReader &section) {
  uint32_t number = uint32_t(module.imports.size());
  uint64_t start = section.offset();
  Import import;
  import.offset = start;
  import.module = TRY(section.readName());
  import.name = TRY(section.readName());
  uint64_t kindOffset = section.offset();
  uint8_t kind = TRY(section.readByte());
  switch (kind) {
  case 0: {
    TypeIndex type(TRY(section.readU32()));
    import.type = type;
    module.functions.push({type, number, {}, {}, {}, start});
    break;
  }
  case 1: {
    TableType type = TRY(readTableType(section));
    import.type = type;
    module.tables.push({type, number, std::nullopt, start});
    break;
  }
  case 2: {
    MemoryType type = TRY(readMemoryType(section));
    import.type = type;
    module.memories.push({type, number, start});
    break;
  }
  case 3: {
    GlobalType type = TRY(readGlobalType(section));
    import.type = type;
    module.globals.push({type, number, {}, start});
    break;
  }
  case 4: {
    TagType type = TRY(readTagType(section));
    import.type = type;
    module.tags.push({type, number, start});
    break;
  }
  case 0x20:
    return Error::unsupported(kindOffset, "custom descriptors");
  default: // a byte of the file, no enum of ours
    return Error::malformed(kindOffset, fmt::format("malformed import kind {}", kind));
  }
  module.imports.push_back(import);
  return {};
}

Result<void> ModuleParser::parseFunctions(ByteReader &section) {
  uint32_t count = TRY(section.readCount("functions"));
  TRY(limits::check(section.offset(), uint64_t(count) + module.functions.size(), limits::kFunctions,
                    "functions"));
  module.functions.reserve(module.functions.size() + count);
  for (uint32_t i = 0; i < count; ++i) {
    Function function;
    function.offset = section.offset();
    function.type = TypeIndex(TRY(section.readU32()));
    module.functions.push(std::move(function));
  }
  return {};
}

Result<void> ModuleParser::parseTables(ByteReader &section) {
  uint32_t count = TRY(section.readCount("tables", 3));
  TRY(limits::check(section.offset(), uint64_t(count) + module.tables.size(), limits::kTables,
                    "tables"));
  for (uint32_t i = 0; i < count; ++i) {
    Table table;
    table.offset = section.offset();
    bool hasInit = TRY(section.peekByte()) == 0x40;
    if (hasInit) {
      TRY(section.skip(1));
      if (TRY(section.readByte()) != 0)
        return Error::malformed(table.offset, "malformed table");
    }
    table.type = TRY(readTableType(section));
    if (hasInit)
      table.init = TRY(parseConstExpr(section));
    module.tables.push(std::move(table));
  }
  return {};
}

Result<void> ModuleParser::parseMemories(ByteReader &section) {
  uint32_t count = TRY(section.readCount("memories", 2));
  TRY(limits::check(section.offset(), uint64_t(count) + module.memories.size(), limits::kMemories,
                    "memories"));
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t start = section.offset();
    module.memories.push({TRY(readMemoryType(section)), std::nullopt, start});
  }
  return {};
}

Result<void> ModuleParser::parseTags(ByteReader &section) {
  uint32_t count = TRY(section.readCount("tags", 2));
  TRY(limits::check(section.offset(), uint64_t(count) + module.tags.size(), limits::kTags, "tags"));
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t start = section.offset();
    module.tags.push({TRY(readTagType(section)), std::nullopt, start});
  }
  return {};
}

Result<void> ModuleParser::parseGlobals(ByteReader &section) {
  uint32_t count = TRY(section.readCount("globals", 3));
  TRY(limits::check(section.offset(), uint64_t(count) + module.globals.size(), limits::kGlobals,
                    "globals"));
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t start = section.offset();
    GlobalType type = TRY(readGlobalType(section));
    module.globals.push({type, std::nullopt, TRY(parseConstExpr(section)), start});
  }
  return {};
}

Result<void> ModuleParser::parseExports(ByteReader &section) {
  uint32_t count = TRY(section.readCount("exports", 3));
  TRY(limits::check(section.offset(), count, limits::kExports, "exports"));
  module.exports.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    Export entry;
    entry.offset = section.offset();
    entry.name = TRY(section.readName());
    uint64_t kindOffset = section.offset();
    uint8_t kind = TRY(section.readByte());
    if (kind > uint8_t(ExternKind::Tag))
      return Error::malformed(kindOffset, fmt::format("malformed export kind {}", kind));
    entry.kind = ExternKind(kind);
    entry.index = TRY(section.readU32());
    module.exports.push_back(entry);
  }
  return {};
}

Result<void> ModuleParser::parseStart(ByteReader &section) {
  module.start = FuncIndex(TRY(section.readU32()));
  return {};
}

// Only the instructions say where an expression ends. Blocks are not constant,
// but their `end` is not the expression's either.
Result<ConstExpr> ModuleParser::parseConstExpr(ByteReader &section) {
  uint64_t start = section.offset();
  InstructionReader instructions(module.file, {start, section.end()});
  for (uint64_t depth = 1; depth > 0;) {
    TRY(instructions.next(scratch));
    if (scratch.opcode == Opcode::End || scratch.opcode == Opcode::Delegate)
      --depth;
    else if (info(scratch.opcode).immediates == Immediates::Block ||
             info(scratch.opcode).immediates == Immediates::TryTable)
      ++depth;
  }
  TRY(section.skip(instructions.offset() - start));
  return ConstExpr{section.spanFrom(start)};
}

} // namespace aotc::wasm
