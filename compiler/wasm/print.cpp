// Prints a module in the text format's words, for --emit=module and for people.
// Entry points: printModule(), toString(Instruction).
//
// Indices stay numbers and each field carries its offset in the file, so that a
// message with an offset can be found by searching. The text is not meant to be
// parsed again: data is shown as its length only, and indentation stops growing
// at a depth, or nested blocks would print a quadratic number of blanks.
#include <fmt/format.h>

#include "support/diagnostics.h"
#include "wasm/instruction.h"

namespace aotc::wasm {
namespace {

constexpr size_t kMaxIndent = 40;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : escapeForTerminal(text)) {
    if (c == '"')
      out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string blockTypeSuffix(const BlockType &block) {
  switch (block.kind) {
  case BlockType::Kind::Empty:
    return "";
  case BlockType::Kind::Value:
    return " (result " + toString(block.value) + ")";
  case BlockType::Kind::Type:
    return fmt::format(" (type {})", block.type.index);
  }
  return "";
}

std::string memArgSuffix(const Instruction &instruction) {
  std::string out;
  const MemArg &mem = instruction.mem;
  if (mem.memory.index != 0)
    out += fmt::format(" {}", mem.memory.index);
  if (mem.offset != 0)
    out += fmt::format(" offset={}", mem.offset);
  if (mem.alignLog2 != info(instruction.opcode).naturalAlignLog2)
    out += fmt::format(" align={}", uint64_t(1) << mem.alignLog2);
  return out;
}

std::string bytesSuffix(const std::array<uint8_t, 16> &bytes) {
  std::string out;
  for (uint8_t byte : bytes)
    out += fmt::format(" {}", byte);
  return out;
}

std::string catchesSuffix(const std::vector<CatchClause> &catches) {
  static constexpr const char *kNames[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
  std::string out;
  for (const CatchClause &clause : catches) {
    out += fmt::format(" ({}", kNames[size_t(clause.kind)]);
    if (clause.tag.valid())
      out += fmt::format(" {}", clause.tag.index);
    out += fmt::format(" {})", clause.label);
  }
  return out;
}

// ref.test and ref.cast say by their opcode whether null passes.
std::string heapSuffix(const Instruction &instruction) {
  if (instruction.opcode == Opcode::RefNull)
    return " " + toString(instruction.heap);
  bool nullable =
      instruction.opcode == Opcode::RefTestNull || instruction.opcode == Opcode::RefCastNull;
  return " " + toString(RefType{nullable, instruction.heap});
}

std::string immediatesSuffix(const Instruction &in) {
  switch (info(in.opcode).immediates) {
  case Immediates::None:
  case Immediates::AtomicFence:
    return "";
  case Immediates::Block:
    return blockTypeSuffix(in.block);
  case Immediates::TryTable:
    return blockTypeSuffix(in.block) + catchesSuffix(in.catches);
  case Immediates::BrTable: {
    std::string out;
    for (uint32_t label : in.labels)
      out += fmt::format(" {}", label);
    return out;
  }
  case Immediates::Label:
  case Immediates::Func:
  case Immediates::Type:
  case Immediates::Local:
  case Immediates::Global:
  case Immediates::Table:
  case Immediates::Tag:
  case Immediates::Elem:
  case Immediates::Data:
    return fmt::format(" {}", in.index);
  case Immediates::Memory:
    return in.index == 0 ? "" : fmt::format(" {}", in.index);
  case Immediates::CallIndirect:
    return fmt::format(" {} (type {})", in.index2, in.index);
  case Immediates::DataMemory:
  case Immediates::ElemTable: // the text format names the memory or table first
    return fmt::format(" {} {}", in.index2, in.index);
  case Immediates::MemoryMemory:
  case Immediates::TableTable:
  case Immediates::Field:
  case Immediates::TypeLength:
  case Immediates::TypeData:
  case Immediates::TypeElem:
  case Immediates::TypeType:
    return fmt::format(" {} {}", in.index, in.index2);
  case Immediates::SelectT: {
    std::string out = " (result";
    for (const ValType &type : in.types)
      out += " " + toString(type);
    return out + ")";
  }
  case Immediates::MemArg:
    return memArgSuffix(in);
  case Immediates::MemArgLane:
    return memArgSuffix(in) + fmt::format(" {}", in.lane);
  case Immediates::Lane:
    return fmt::format(" {}", in.lane);
  case Immediates::Shuffle:
    return bytesSuffix(in.v128);
  case Immediates::V128:
    return " i8x16" + bytesSuffix(in.v128);
  case Immediates::I32:
  case Immediates::I64:
    return fmt::format(" {}", int64_t(in.bits));
  case Immediates::F32: // bits, so that NaNs are told apart
    return fmt::format(" (;{};) 0x{:08x}", std::bit_cast<float>(uint32_t(in.bits)), in.bits);
  case Immediates::F64:
    return fmt::format(" (;{};) 0x{:016x}", std::bit_cast<double>(in.bits), in.bits);
  case Immediates::Heap:
    return heapSuffix(in);
  case Immediates::BrOnCast:
    return fmt::format(" {} {} {}", in.index, toString(RefType{(in.castFlags & 1) != 0, in.heap}),
                       toString(RefType{(in.castFlags & 2) != 0, in.heap2}));
  }
  return "";
}

bool opensBlock(Opcode opcode) {
  Immediates immediates = info(opcode).immediates;
  return immediates == Immediates::Block || immediates == Immediates::TryTable;
}
bool closesBlock(Opcode opcode) { return opcode == Opcode::End || opcode == Opcode::Delegate; }
bool continuesBlock(Opcode opcode) {
  return opcode == Opcode::Else || opcode == Opcode::Catch || opcode == Opcode::CatchAll;
}

class Printer {
public:
  explicit Printer(const Module &module) : module(module) {}
  std::string print();

private:
  void printTypes();
  void printImports();
  void printFunctions();
  void printFunction(FuncIndex index, const Function &function);
  void printCode(Span code);
  void printDefinitions();
  void printExports();
  void printSegments();
  std::string constExpr(const ConstExpr &expr) const;
  template <typename... Args> void line(fmt::format_string<Args...> format, Args &&...args) {
    out += fmt::format(format, std::forward<Args>(args)...);
    out += '\n';
  }

  const Module &module;
  std::string out;
};

std::string Printer::print() {
  line("(module{}  ;; 0x{:x}", module.name.empty() ? "" : " $" + quoted(module.name),
       module.span.begin);
  printTypes();
  printImports();
  printFunctions();
  printDefinitions();
  printExports();
  if (module.start)
    line("  (start {})", module.start->index);
  printSegments();
  for (const CustomSection &custom : module.customs)
    line("  (@custom {} (;{} bytes;))  ;; 0x{:x}", quoted(custom.name), custom.contents.size(),
         custom.contents.begin);
  out += ")\n";
  return std::move(out);
}

void Printer::printTypes() {
  for (uint32_t i = 0; i < module.types.size(); ++i) {
    const SubType &type = module.types[TypeIndex(i)];
    bool grouped = type.groupEnd - type.groupBegin != 1;
    if (grouped && i == type.groupBegin)
      line("  (rec");
    line("{}(type (;{};) {})  ;; 0x{:x}", grouped ? "    " : "  ", i, toString(type), type.offset);
    if (grouped && i + 1 == type.groupEnd)
      line("  )");
  }
}

// The index spaces' counters run along the imports, for the comments.
void Printer::printImports() {
  uint32_t counts[5] = {};
  for (const Import &import : module.imports) {
    ExternKind kind = ExternKind(import.type.index());
    struct {
      std::string operator()(TypeIndex type) { return fmt::format("(type {})", type.index); }
      std::string operator()(const TableType &type) { return toString(type); }
      std::string operator()(const MemoryType &type) { return toString(type); }
      std::string operator()(const GlobalType &type) { return toString(type); }
      std::string operator()(const TagType &type) {
        return fmt::format("(type {})", type.type.index);
      }
    } describe;
    line("  (import {} {} ({} (;{};) {}))  ;; 0x{:x}", quoted(import.module), quoted(import.name),
         toString(kind), counts[size_t(kind)]++, std::visit(describe, import.type), import.offset);
  }
}

void Printer::printFunctions() {
  for (uint32_t i = 0; i < module.functions.size(); ++i)
    if (const Function &function = module.functions[FuncIndex(i)]; !function.import)
      printFunction(FuncIndex(i), function);
}

void Printer::printFunction(FuncIndex index, const Function &function) {
  out += fmt::format("  (func (;{};)", index.index);
  if (auto name = module.functionNames.find(index.index); name != module.functionNames.end())
    out += " $" + quoted(name->second);
  out += fmt::format(" (type {})", function.type.index);
  if (module.types.contains(function.type) &&
      module.types[function.type].composite.kind == CompositeKind::Func) {
    std::string signature = toString(module.funcType(function.type));
    out += signature.empty() ? "" : " " + signature;
  }
  line("  ;; 0x{:x}", function.body.begin);
  for (const auto &[count, type] : function.locals)
    line("    (local (;{} times;) {})", count, toString(type));
  printCode(function.code);
  line("  )");
}

void Printer::printCode(Span code) {
  InstructionReader reader(module.file, code);
  Instruction instruction;
  size_t depth = 0;
  while (!reader.atEnd()) {
    if (Result<void> read = reader.next(instruction); !read.ok()) {
      line("    ;; {}", escapeForTerminal(read.error().message));
      return;
    }
    if (closesBlock(instruction.opcode)) {
      if (depth == 0)
        return; // the function's own `end`
      --depth;
    }
    size_t indent = depth - (continuesBlock(instruction.opcode) && depth > 0 ? 1 : 0);
    line("{:{}}{}  ;; 0x{:x}", "", 4 + 2 * std::min(indent, kMaxIndent), toString(instruction),
         instruction.offset);
    if (opensBlock(instruction.opcode))
      ++depth;
  }
}

std::string Printer::constExpr(const ConstExpr &expr) const {
  InstructionReader reader(module.file, expr.span);
  Instruction instruction;
  std::string text;
  while (!reader.atEnd()) {
    if (!reader.next(instruction).ok())
      break;
    if (reader.atEnd())
      break; // the final `end`
    text += (text.empty() ? "" : " ") + toString(instruction);
  }
  return text;
}

void Printer::printDefinitions() {
  for (uint32_t i = 0; i < module.tables.size(); ++i) {
    const Table &table = module.tables[TableIndex(i)];
    if (!table.import)
      line("  (table (;{};) {}{})  ;; 0x{:x}", i, toString(table.type),
           table.init ? " (" + constExpr(*table.init) + ")" : "", table.offset);
  }
  for (uint32_t i = 0; i < module.memories.size(); ++i)
    if (const Memory &memory = module.memories[MemoryIndex(i)]; !memory.import)
      line("  (memory (;{};) {})  ;; 0x{:x}", i, toString(memory.type), memory.offset);
  for (uint32_t i = 0; i < module.tags.size(); ++i)
    if (const Tag &tag = module.tags[TagIndex(i)]; !tag.import)
      line("  (tag (;{};) (type {}))  ;; 0x{:x}", i, tag.type.type.index, tag.offset);
  for (uint32_t i = 0; i < module.globals.size(); ++i)
    if (const Global &global = module.globals[GlobalIndex(i)]; !global.import)
      line("  (global (;{};) {} ({}))  ;; 0x{:x}", i, toString(global.type), constExpr(global.init),
           global.offset);
}

void Printer::printExports() {
  for (const Export &entry : module.exports)
    line("  (export {} ({} {}))  ;; 0x{:x}", quoted(entry.name), toString(entry.kind), entry.index,
         entry.offset);
}

void Printer::printSegments() {
  for (uint32_t i = 0; i < module.elems.size(); ++i) {
    const ElemSegment &elem = module.elems[ElemIndex(i)];
    out += fmt::format("  (elem (;{};)", i);
    if (elem.mode == SegmentMode::Active)
      out += fmt::format(" (table {}) (offset {})", elem.table.index, constExpr(elem.tableOffset));
    else if (elem.mode == SegmentMode::Declarative)
      out += " declare";
    out += elem.expressions.empty() ? " func" : " " + toString(elem.type);
    for (FuncIndex function : elem.functions)
      out += fmt::format(" {}", function.index);
    for (const ConstExpr &expr : elem.expressions)
      out += " (" + constExpr(expr) + ")";
    line(")  ;; 0x{:x}", elem.offset);
  }
  for (uint32_t i = 0; i < module.datas.size(); ++i) {
    const DataSegment &data = module.datas[DataIndex(i)];
    out += fmt::format("  (data (;{};)", i);
    if (data.mode == SegmentMode::Active)
      out +=
          fmt::format(" (memory {}) (offset {})", data.memory.index, constExpr(data.memoryOffset));
    line(" (;{} bytes;))  ;; 0x{:x}", data.bytes.size(), data.offset);
  }
}

} // namespace

std::string toString(const Instruction &instruction) {
  return name(instruction.opcode) + immediatesSuffix(instruction);
}

std::string printModule(const Module &module) { return Printer(module).print(); }

} // namespace aotc::wasm
