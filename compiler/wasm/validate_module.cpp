// Validates a module (core specification, "Validation / Modules").
// Entry point: validateModule().
//
// Order: types, index spaces, exports and start, constant expressions, segments,
// and the bodies last, so that a body meets a context that holds. What goes on
// inside a body or expression is validate_function.cpp's.
#include <fmt/format.h>

#include <unordered_set>

#include "wasm/validate_function.h"

namespace aotc::wasm {
namespace {

Error unknown(uint64_t offset, const char *what, uint32_t index) {
  return Error::invalid(offset, fmt::format("unknown {} {}", what, index));
}

class ModuleValidator {
public:
  explicit ModuleValidator(const Module &module)
      : module(module), context(module), expressions(context) {}
  Result<void> check();
  std::vector<bool> takeDeclared() { return std::move(context.declared); }

private:
  Result<void> checkFunctions();
  Result<void> checkTableTypes();
  Result<void> checkMemories();
  Result<void> checkTags();
  Result<void> checkGlobals();
  Result<void> checkTableInits();
  Result<void> checkExports();
  Result<void> checkStart();
  Result<void> checkElems();
  Result<void> checkElem(const ElemSegment &elem);
  Result<void> checkDatas();
  Result<void> checkBodies();
  Result<void> checkLimits(uint64_t offset, const Limits &limits, uint64_t max,
                           const std::string &message);

  void collectDeclared();
  void declare(uint32_t function);
  void declareIn(const ConstExpr &expr);

  const Module &module;
  ValidationContext context;
  FunctionValidator expressions;
  uint32_t importedGlobals = 0;
};

Result<void> ModuleValidator::check() {
  TRY(checkTypes(context));
  TRY(checkFunctions());
  TRY(checkTableTypes());
  TRY(checkMemories());
  TRY(checkTags());
  collectDeclared();
  TRY(checkGlobals());
  TRY(checkTableInits());
  TRY(checkExports());
  TRY(checkStart());
  TRY(checkElems());
  TRY(checkDatas());
  return checkBodies();
}

Result<void> ModuleValidator::checkFunctions() {
  for (const Function &function : module.functions)
    if (!module.types.contains(function.type))
      return unknown(function.offset, "type", function.type.index);
    else
      TRY(context.funcType(function.offset, function.type));
  return {};
}

Result<void> ModuleValidator::checkLimits(uint64_t offset, const Limits &limits, uint64_t max,
                                          const std::string &message) {
  if (limits.min > max || (limits.max && *limits.max > max))
    return Error::invalid(offset, message);
  if (limits.max && limits.min > *limits.max)
    return Error::invalid(offset, "size minimum must not be greater than maximum");
  return {};
}

Result<void> ModuleValidator::checkTableTypes() {
  for (const Table &table : module.tables) {
    uint64_t max = table.type.address == AddressType::I32 ? UINT32_MAX : UINT64_MAX;
    TRY(checkLimits(table.offset, table.type.limits, max, "table size must be at most 2^32-1"));
    TRY(context.checkHeapType(table.offset, table.type.element.heap));
  }
  return {};
}

Result<void> ModuleValidator::checkMemories() {
  for (const Memory &memory : module.memories) {
    const MemoryType &type = memory.type;
    bool is32 = type.address == AddressType::I32;
    // A memory of pages of one byte must not be as large as the address space.
    unsigned pageBits = (is32 ? 32 : 64) - type.pageSizeLog2;
    uint64_t max =
        type.pageSizeLog2 == 0 ? (is32 ? UINT32_MAX : UINT64_MAX) : uint64_t(1) << pageBits;
    TRY(checkLimits(memory.offset, type.limits, max,
                    is32 && type.pageSizeLog2 == 16
                        ? "memory size must be at most 65536 pages (4GiB)"
                        : fmt::format("memory size must be at most {} pages", max)));
    if (type.shared && !type.limits.max)
      return Error::invalid(memory.offset, "shared memory must have maximum");
  }
  return {};
}

Result<void> ModuleValidator::checkTags() {
  for (const Tag &tag : module.tags) {
    const FuncType *type = TRY(context.funcType(tag.offset, tag.type.type));
    if (!type->results.empty())
      return Error::invalid(tag.offset, "non-empty tag result type");
  }
  return {};
}

// A global's initial value sees the globals before it; a table's sees only
// imported ones.
Result<void> ModuleValidator::checkGlobals() {
  for (uint32_t i = 0; i < module.globals.size(); ++i) {
    const Global &global = module.globals[GlobalIndex(i)];
    TRY(context.checkValType(global.offset, global.type.type));
    if (global.import)
      ++importedGlobals;
    else
      TRY(expressions.checkConst(global.init, global.type.type, i));
  }
  return {};
}

Result<void> ModuleValidator::checkTableInits() {
  for (const Table &table : module.tables) {
    if (table.init)
      TRY(expressions.checkConst(*table.init, ValType::reference(table.type.element),
                                 importedGlobals));
    else if (!table.import && !table.type.element.nullable)
      return Error::invalid(table.offset,
                            "type mismatch: a table of non-nullable references needs an "
                            "initial value");
  }
  return {};
}

Result<void> ModuleValidator::checkExports() {
  std::unordered_set<std::string_view> names;
  for (const Export &entry : module.exports) {
    size_t size = 0;
    switch (entry.kind) {
    case ExternKind::Func:
      size = module.functions.size();
      break;
    case ExternKind::Table:
      size = module.tables.size();
      break;
    case ExternKind::Memory:
      size = module.memories.size();
      break;
    case ExternKind::Global:
      size = module.globals.size();
      break;
    case ExternKind::Tag:
      size = module.tags.size();
      break;
    }
    if (entry.index >= size)
      return unknown(entry.offset,
                     entry.kind == ExternKind::Func ? "function" : toString(entry.kind),
                     entry.index);
    if (!names.insert(entry.name).second)
      return Error::invalid(entry.offset, fmt::format("duplicate export name \"{}\"", entry.name));
  }
  return {};
}

Result<void> ModuleValidator::checkStart() {
  if (!module.start)
    return {};
  if (!module.functions.contains(*module.start))
    return unknown(module.span.begin, "function", module.start->index);
  const FuncType &type = module.funcType(*module.start);
  if (!type.params.empty() || !type.results.empty())
    return Error::invalid(module.functions[*module.start].offset,
                          "start function: it has parameters or results");
  return {};
}

Result<void> ModuleValidator::checkElems() {
  for (const ElemSegment &elem : module.elems)
    TRY(checkElem(elem));
  return {};
}

Result<void> ModuleValidator::checkElem(const ElemSegment &elem) {
  TRY(context.checkHeapType(elem.offset, elem.type.heap));
  for (FuncIndex function : elem.functions)
    if (!module.functions.contains(function))
      return unknown(elem.offset, "function", function.index);
  uint32_t globals = uint32_t(module.globals.size());
  for (const ConstExpr &expr : elem.expressions)
    TRY(expressions.checkConst(expr, ValType::reference(elem.type), globals));
  if (elem.mode != SegmentMode::Active)
    return {};
  if (!module.tables.contains(elem.table))
    return unknown(elem.offset, "table", elem.table.index);
  const TableType &table = module.tables[elem.table].type;
  if (!context.isSubtype(elem.type, table.element))
    return Error::invalid(elem.offset, fmt::format("type mismatch: a segment of {} for a table "
                                                   "of {}",
                                                   toString(elem.type), toString(table.element)));
  ValType address = table.address == AddressType::I32 ? ValType::i32() : ValType::i64();
  return expressions.checkConst(elem.tableOffset, address, globals);
}

Result<void> ModuleValidator::checkDatas() {
  uint32_t globals = uint32_t(module.globals.size());
  for (const DataSegment &data : module.datas) {
    if (data.mode != SegmentMode::Active)
      continue;
    if (!module.memories.contains(data.memory))
      return unknown(data.offset, "memory", data.memory.index);
    bool is32 = module.memories[data.memory].type.address == AddressType::I32;
    TRY(expressions.checkConst(data.memoryOffset, is32 ? ValType::i32() : ValType::i64(), globals));
  }
  return {};
}

Result<void> ModuleValidator::checkBodies() {
  FunctionValidator validator(context);
  for (const Function &function : module.functions)
    if (!function.import)
      TRY(validator.checkFunction(function));
  return {};
}

// Core specification, "Validation / Modules": refs is every function that occurs
// in the module outside of bodies and of the start section.
void ModuleValidator::collectDeclared() {
  context.declared.assign(module.functions.size(), false);
  for (const Export &entry : module.exports)
    if (entry.kind == ExternKind::Func)
      declare(entry.index);
  for (const Global &global : module.globals)
    declareIn(global.init);
  for (const Table &table : module.tables)
    if (table.init)
      declareIn(*table.init);
  for (const DataSegment &data : module.datas)
    declareIn(data.memoryOffset);
  for (const ElemSegment &elem : module.elems) {
    declareIn(elem.tableOffset);
    for (FuncIndex function : elem.functions)
      declare(function.index);
    for (const ConstExpr &expr : elem.expressions)
      declareIn(expr);
  }
}

void ModuleValidator::declare(uint32_t function) {
  if (function < context.declared.size())
    context.declared[function] = true;
}

void ModuleValidator::declareIn(const ConstExpr &expr) {
  InstructionReader reader(module.file, expr.span);
  Instruction instruction;
  while (!reader.atEnd() && reader.next(instruction).ok())
    if (instruction.opcode == Opcode::RefFunc)
      declare(instruction.index);
}

} // namespace

Result<ValidModule> validateModule(Module module) {
  auto shared = std::make_shared<const Module>(std::move(module));
  ModuleValidator validator(*shared);
  TRY(validator.check());
  ValidModule valid;
  valid.module = std::move(shared);
  valid.declared = validator.takeDeclared();
  return valid;
}

} // namespace aotc::wasm
