// What the code of a module does to tables, globals, memories and segments: what
// it doesn't change is constant data for LLVM. One pass over the instructions,
// reachable or not.
#include "codegen/scan_bodies.h"

#include "wasm/instruction.h"

namespace aotc {

namespace {

using wasm::Opcode;

void note(const wasm::Instruction &instruction, ModuleUse &use) {
  Opcode opcode = instruction.opcode;
  if (opcode == Opcode::GlobalSet)
    ++use.globalSets[instruction.index];
  else if (opcode == Opcode::TableSet || opcode == Opcode::TableFill || opcode == Opcode::TableCopy)
    use.tablesWritten.insert(instruction.index); // table.copy: the destination
  else if (opcode == Opcode::TableGrow)
    use.tablesGrown.insert(instruction.index);
  else if (opcode == Opcode::TableInit) {
    use.elems.insert(instruction.index);
    use.tablesWritten.insert(instruction.index2);
  } else if (opcode == Opcode::ElemDrop)
    use.elems.insert(instruction.index);
  else if (opcode == Opcode::MemoryInit || opcode == Opcode::DataDrop)
    use.datas.insert(instruction.index);
  else if (opcode == Opcode::MemoryGrow)
    use.memoriesGrown.insert(instruction.index);
  else if (opcode == Opcode::ReturnCall || opcode == Opcode::ReturnCallIndirect ||
           opcode == Opcode::ReturnCallRef)
    use.tailCalls = true;
  else if (opcode == Opcode::RefFunc)
    use.funcRefs.insert(instruction.index);
  else if (opcode == Opcode::Throw || opcode == Opcode::Catch) {
    use.tags.insert(instruction.index);
    use.throws |= opcode == Opcode::Throw;
  } else if (opcode == Opcode::TryTable) {
    for (const wasm::CatchClause &clause : instruction.catches)
      if (clause.tag.valid())
        use.tags.insert(clause.tag.index);
  }
}

} // namespace

Result<ModuleUse> scanBodies(const wasm::Module &module) {
  ModuleUse use;
  wasm::Instruction instruction;
  for (const wasm::Function &function : module.functions) {
    if (function.import)
      continue;
    wasm::InstructionReader reader(module.file, function.code);
    while (!reader.atEnd()) {
      TRY(reader.next(instruction));
      note(instruction, use);
    }
  }
  return use;
}

Result<std::set<uint32_t>> referencedFunctions(const wasm::Module &module, const ModuleUse &use) {
  std::set<uint32_t> found = use.funcRefs;
  auto read = [&](const wasm::ConstExpr &expr) -> Result<void> {
    wasm::InstructionReader reader(module.file, expr.span);
    wasm::Instruction instruction;
    while (!reader.atEnd()) {
      TRY(reader.next(instruction));
      if (instruction.opcode == Opcode::RefFunc)
        found.insert(instruction.index);
    }
    return {};
  };
  for (const wasm::ElemSegment &segment : module.elems) {
    for (wasm::FuncIndex func : segment.functions)
      found.insert(func.index);
    for (const wasm::ConstExpr &expr : segment.expressions)
      TRY(read(expr));
  }
  for (const wasm::Global &global : module.globals)
    if (!global.import)
      TRY(read(global.init));
  for (const wasm::Table &table : module.tables)
    if (table.init)
      TRY(read(*table.init));
  return found;
}

} // namespace aotc
