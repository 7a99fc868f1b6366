// A parsed core module (core specification, "Binary Format / Modules").
// Function bodies and constant expressions stay spans of the input file;
// InstructionReader reads them. Produced by parseModule(), and only a
// ValidModule is accepted by what comes after validation.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "support/source.h"
#include "wasm/types.h"

namespace aotc::wasm {

// The bytes of a constant expression, its final `end` included.
struct ConstExpr {
  Span span;
};

struct Import {
  std::string_view module; // views into the file
  std::string_view name;
  // Func: a type index. The others: their type.
  std::variant<TypeIndex, TableType, MemoryType, GlobalType, TagType> type;
  uint64_t offset = 0;
};

enum class ExternKind : uint8_t { Func, Table, Memory, Global, Tag };
const char *toString(ExternKind kind);

struct Export {
  std::string_view name;
  ExternKind kind = ExternKind::Func;
  uint32_t index = 0; // in the index space that `kind` names
  uint64_t offset = 0;
};

// A member of a module's index space. Imports come first; `import` is the
// index in Module::imports of an imported one.
struct Function {
  TypeIndex type;
  std::optional<uint32_t> import;
  // Defined functions only:
  Span body;                                        // locals and instructions
  Span code;                                        // instructions, final `end` included
  std::vector<std::pair<uint32_t, ValType>> locals; // run lengths, as in the file
  uint64_t offset = 0;                              // of its entry: import or function section
};
struct Table {
  TableType type;
  std::optional<uint32_t> import;
  std::optional<ConstExpr> init; // absent: null
  uint64_t offset = 0;
};
struct Memory {
  MemoryType type;
  std::optional<uint32_t> import;
  uint64_t offset = 0;
};
struct Global {
  GlobalType type;
  std::optional<uint32_t> import;
  ConstExpr init; // defined globals only
  uint64_t offset = 0;
};
struct Tag {
  TagType type;
  std::optional<uint32_t> import;
  uint64_t offset = 0;
};

enum class SegmentMode : uint8_t { Active, Passive, Declarative };

struct ElemSegment {
  SegmentMode mode = SegmentMode::Passive;
  RefType type;
  TableIndex table;      // Active
  ConstExpr tableOffset; // Active
  // One of the two, as the file has it.
  std::vector<FuncIndex> functions;
  std::vector<ConstExpr> expressions;
  uint64_t offset = 0;
  size_t size() const { return functions.empty() ? expressions.size() : functions.size(); }
};

struct DataSegment {
  SegmentMode mode = SegmentMode::Passive;
  MemoryIndex memory;     // Active
  ConstExpr memoryOffset; // Active
  Span bytes;
  uint64_t offset = 0;
};

struct CustomSection {
  std::string_view name;
  Span contents;
};

struct Module {
  Bytes file; // the whole input file; spans are relative to it
  Span span;  // this module's bytes in it
  // A module that we made: the place in the input that messages are to name.
  std::optional<uint64_t> origin;
  uint64_t placeOf(uint64_t offset) const { return origin.value_or(offset); }

  IdVector<TypeIndex, SubType> types;
  std::vector<Import> imports;
  IdVector<FuncIndex, Function> functions;
  IdVector<TableIndex, Table> tables;
  IdVector<MemoryIndex, Memory> memories;
  IdVector<GlobalIndex, Global> globals;
  IdVector<TagIndex, Tag> tags;
  std::vector<Export> exports;
  std::optional<FuncIndex> start;
  IdVector<ElemIndex, ElemSegment> elems;
  std::optional<uint32_t> dataCount;
  IdVector<DataIndex, DataSegment> datas;
  std::vector<CustomSection> customs;

  // From the name section; absent entries have no name. Views into the file.
  std::string_view name;
  std::unordered_map<uint32_t, std::string_view> functionNames, tagNames;

  const FuncType &funcType(TypeIndex type) const { return types[type].composite.func; }
  const FuncType &funcType(FuncIndex func) const { return funcType(functions[func].type); }
  const Export *findExport(std::string_view exportName) const;
};

// A module that validateModule() accepted. Immutable and shared: components
// may instantiate it any number of times.
class ValidModule {
public:
  const Module &operator*() const { return *module; }
  const Module *operator->() const { return module.get(); }

  // Functions that `ref.func` may name (core specification, "C.refs"): those in
  // exports, globals and element segments. Sized like Module::functions.
  const std::vector<bool> &declaredFunctions() const { return declared; }

private:
  friend Result<ValidModule> validateModule(Module module);
  std::shared_ptr<const Module> module;
  std::vector<bool> declared;
};

// Reads the module that fills `span` of `file`. Keeps views into `file`, which
// must outlive the module. Errors: Malformed, or Unsupported with the name of a
// proposal.
Result<Module> parseModule(Bytes file, Span span);

// Core specification, "Validation / Modules". Errors: Invalid, or Unsupported.
Result<ValidModule> validateModule(Module module);

// The module in the text format's words, one field a line, function bodies
// included, offsets as comments: for --emit and for people. Not meant to be
// parsed again.
std::string printModule(const Module &module);

} // namespace aotc::wasm
