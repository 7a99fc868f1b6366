// Finds stack pointers that can be arguments. Entry point: findStackPointers().
//
// C, C++, Rust and what else comes from LLVM keep the pointer to their stack in memory in
// a mutable global, which a function with a frame lowers when it begins and raises before
// it returns. As a global each call waits for the stores of the one before, and each
// access to a frame behind a call needs a load. A value that callees leave alone need not
// be stored at all: codegen/kept_global says whether they do.
//
// That is decided for a whole module, as an indirect call may lead to any of its
// functions. Who else calls them goes through an entry. So no other module may come by a
// reference to them, nor they by a reference to another's function. And nobody may see
// the global while it isn't up to date: no other module has it, the program ends with a
// trap (an embedder goes on). Programs that throw are left out, since an exception leaves a
// function where it pleases, and those with tail calls, as an entry has something to do
// behind its call.
#include "codegen/stack_pointer.h"

#include <algorithm>
#include <set>

#include "codegen/kept_global.h"
#include "codegen/scan_bodies.h"
#include "wasm/instruction.h"

namespace aotc {

std::optional<wasm::GlobalIndex> StackPointerFacts::of(ModuleId module) const {
  return module.index < modules.size() ? modules[module.index].global : std::nullopt;
}

bool StackPointerFacts::isNeeded(const ModuleFunc &func) const {
  return modules[func.module.index].needed[func.func.index];
}

namespace {

using wasm::Opcode;

bool holdsReference(const wasm::ResultType &types) {
  return std::any_of(types.begin(), types.end(), [](const wasm::ValType &t) { return t.isRef(); });
}

bool passesReferences(const wasm::FuncType &type) {
  return holdsReference(type.params) || holdsReference(type.results);
}

// What a body does that asks for the stack pointer.
struct BodyUse {
  std::vector<uint32_t> calls; // of functions, imported ones too; each once
  bool namesGlobal = false;
  bool setsGlobal = false;
  bool callsReference = false;
};

Result<BodyUse> readBody(const wasm::Module &module, const wasm::Function &function,
                         wasm::GlobalIndex global) {
  BodyUse use;
  wasm::InstructionReader reader(module.file, function.code);
  wasm::Instruction instruction;
  while (!reader.atEnd()) {
    TRY(reader.next(instruction));
    Opcode opcode = instruction.opcode;
    if (opcode == Opcode::Call || opcode == Opcode::ReturnCall) {
      use.calls.push_back(instruction.index);
    } else if (opcode == Opcode::GlobalGet || opcode == Opcode::GlobalSet) {
      use.namesGlobal |= instruction.index == global.index;
      use.setsGlobal |= opcode == Opcode::GlobalSet && instruction.index == global.index;
    } else if (opcode == Opcode::CallIndirect || opcode == Opcode::CallRef ||
               opcode == Opcode::ReturnCallIndirect || opcode == Opcode::ReturnCallRef) {
      use.callsReference = true;
    }
  }
  std::sort(use.calls.begin(), use.calls.end());
  use.calls.erase(std::unique(use.calls.begin(), use.calls.end()), use.calls.end());
  return use;
}

} // namespace

class StackPointerAnalysis {
public:
  StackPointerAnalysis(const Program &program, const ProgramFacts &facts)
      : program(program), facts(facts) {}

  Result<StackPointerFacts> run() {
    if (program.isEmbedded() || facts.tailCalls || throws())
      return StackPointerFacts();
    for (uint32_t m = 0; m < program.modules.size(); ++m)
      references.push_back(
          TRY(referencedFunctions(*program.modules[ModuleId(m)].module, facts.uses[m])));
    findShared();
    StackPointerFacts result;
    result.modules.resize(program.modules.size());
    for (uint32_t m = 0; m < program.modules.size(); ++m)
      if (facts.instanceCount[m] == 1 && !facts.pointerMode[m])
        result.modules[m] = TRY(analyse(ModuleId(m), facts.soleInstance[m]));
    return result;
  }

private:
  using ModuleFacts = StackPointerFacts::ModuleFacts;

  bool throws() const {
    return std::any_of(facts.uses.begin(), facts.uses.end(),
                       [](const ModuleUse &use) { return use.throws; });
  }

  Result<ModuleFacts> analyse(ModuleId id, InstanceId instance) const {
    const wasm::Module &module = *program.modules[id].module;
    std::optional<wasm::GlobalIndex> global = mostSet(module, facts.uses[id.index]);
    if (!global || sharedGlobals.contains({instance.index, global->index}) ||
        referencesLeave.contains(instance) || takesReferences(id, instance))
      return ModuleFacts();
    std::vector<BodyUse> uses(module.functions.size());
    for (uint32_t f = 0; f < uses.size(); ++f) {
      const wasm::Function &function = module.functions[wasm::FuncIndex(f)];
      if (function.import)
        continue;
      uses[f] = TRY(readBody(module, function, *global));
      if (uses[f].setsGlobal && !TRY(keepsGlobal(module, function, *global)))
        return ModuleFacts();
    }
    return ModuleFacts{global, findNeeded(instance, uses)};
  }

  // The integer of the module's own that is set in most places: the others aren't tried.
  static std::optional<wasm::GlobalIndex> mostSet(const wasm::Module &module,
                                                  const ModuleUse &use) {
    std::optional<wasm::GlobalIndex> best;
    uint32_t most = 0;
    for (auto [index, count] : use.globalSets) {
      const wasm::Global &global = module.globals[wasm::GlobalIndex(index)];
      wasm::ValKind kind = global.type.type.kind;
      bool isInteger = kind == wasm::ValKind::I32 || kind == wasm::ValKind::I64;
      if (!global.import && isInteger && count > most) {
        most = count;
        best = wasm::GlobalIndex(index);
      }
    }
    return best;
  }

  // What instances come by of others.
  void findShared() {
    for (uint32_t i = 0; i < program.instances.size(); ++i) {
      InstanceId id(i);
      const Instance &importing = program.instances[id];
      for (const TableDef &def : importing.tables)
        referencesLeave.insert(def.instance);
      for (const TagDef &def : importing.tags)
        referencesLeave.insert(def.instance);
      for (const GlobalDef &def : importing.globals) {
        sharedGlobals.insert(keyOf(def));
        if (isReference(def))
          referencesLeave.insert(def.instance);
      }
      for (const FuncDef &def : importing.funcs)
        if (const auto *guest = std::get_if<InstanceFunc>(&def))
          if (passesReferences(program.typeOf(def)))
            referencesLeave.insert(guest->instance);
      for (uint32_t index : references[importing.module.index]) {
        FuncDef def = program.resolve(id, wasm::FuncIndex(index));
        const auto *guest = std::get_if<InstanceFunc>(&def);
        if (guest && guest->instance != id)
          referencesLeave.insert(guest->instance);
      }
    }
  }

  bool isReference(const GlobalDef &def) const {
    return program.moduleOf(def.instance).globals[def.global].type.type.isRef();
  }

  // Whether the instance may come by references to functions of others.
  bool takesReferences(ModuleId id, InstanceId instance) const {
    const wasm::Module &module = *program.modules[id].module;
    const Instance &imports = program.instances[instance];
    if (!imports.tables.empty() || !imports.tags.empty())
      return true;
    for (uint32_t index : references[id.index])
      if (index < imports.funcs.size())
        return true;
    for (const GlobalDef &def : imports.globals)
      if (isReference(def))
        return true;
    for (uint32_t i = 0; i < imports.funcs.size(); ++i)
      if (passesReferences(module.funcType(wasm::FuncIndex(i))))
        return true;
    return false;
  }

  std::vector<bool> findNeeded(InstanceId instance, const std::vector<BodyUse> &uses) const {
    std::vector<std::vector<uint32_t>> callers(uses.size());
    std::vector<bool> needed(uses.size());
    std::vector<uint32_t> changed;
    size_t importCount = program.instances[instance].funcs.size();
    for (uint32_t f = 0; f < uses.size(); ++f) {
      for (uint32_t callee : uses[f].calls)
        callers[callee].push_back(f);
      if (f < importCount)
        needed[f] = mayCallGuest(program, program.instances[instance].funcs[f]);
      else
        needed[f] = uses[f].callsReference || uses[f].namesGlobal;
      if (needed[f])
        changed.push_back(f);
    }
    while (!changed.empty()) {
      uint32_t callee = changed.back();
      changed.pop_back();
      for (uint32_t caller : callers[callee])
        if (!needed[caller]) {
          needed[caller] = true;
          changed.push_back(caller);
        }
    }
    return needed;
  }

  const Program &program;
  const ProgramFacts &facts;
  std::vector<std::set<uint32_t>> references; // by ModuleId
  std::set<DefKey> sharedGlobals;             // that other instances import
  std::set<InstanceId> referencesLeave;
};

Result<StackPointerFacts> findStackPointers(const Program &program, const ProgramFacts &facts) {
  return StackPointerAnalysis(program, facts).run();
}

} // namespace aotc
