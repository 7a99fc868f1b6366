// What holds for a whole Program, computed once before it is cut into
// partitions and frozen from then on. Partitions share it read-only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "codegen/canonical_types.h"
#include "codegen/const_expr.h"
#include "codegen/stack_pointer.h"
#include "codegen/throw_facts.h"
#include "flatten/program.h"

namespace aotc {

struct CodegenOptions {
  bool boundsCheck = false;      // --bounds=check: no memory relies on a guard
  bool pointerInstances = false; // --instances=pointer: also for modules instantiated once
  // The specification's deterministic profile, in halves.
  bool strictRelaxedSimd = false; // relaxed instructions: the first choice of each
  bool canonicalNans = false;     // each NaN that arithmetic makes is the positive canonical one
};

// A function body: translated once, however often its module is instantiated.
struct ModuleFunc {
  ModuleId module;
  wasm::FuncIndex func;
  friend auto operator<=>(const ModuleFunc &, const ModuleFunc &) = default;
};

// The bytes that a memory starts with, by page; a page that isn't there is zero.
constexpr uint64_t kImagePage = 4096;
using MemoryPages = std::map<uint64_t, std::vector<uint8_t>>;

// What a table starts with. Null beyond `elements`.
struct TableContents {
  uint64_t size = 0;
  bool isStatic = true; // false: made by startup code, being too large for data
  // Never changes, and holds guest functions that need no instance pointer.
  bool isDirect = false;
  std::vector<std::optional<FuncDef>> elements;
};

// An active segment that the startup code must apply, because code that runs
// before may have grown its target or written to it.
struct StartupSegment {
  bool isData = true;
  uint32_t segment = 0; // index of the data or element segment
};

// One InstantiateStep: what is left of it to do in code. Everything else is
// initialised data. `trap`: instantiation fails for sure, before `start`.
struct StartupPlan {
  InstanceId instance;
  std::vector<StartupSegment> segments;
  std::optional<wasm::FuncIndex> start;
  struct Trap {
    bool isData;
    uint64_t offset; // in the input file
  };
  std::optional<Trap> trap;
};

// What may be stored where, over all code of the program.
struct DefinitionFacts {
  bool written = false; // tables: an element may change at run time; globals: global.set
  bool grows = false;   // table.grow or memory.grow
};

// What a module's code does to the entries of its index spaces.
struct ModuleUse {
  std::set<uint32_t> tablesWritten, tablesGrown, memoriesGrown;
  std::map<uint32_t, uint32_t> globalSets; // how many, by global
  std::set<uint32_t> datas, elems;         // named by memory.init, table.init, …
  std::set<uint32_t> funcRefs;             // named by ref.func in code
  std::set<uint32_t> tags;                 // thrown or caught
  bool tailCalls = false;                  // return_call and its kin
  bool throws = false;                     // throw
};

using DefKey = std::pair<uint32_t, uint32_t>; // instance, index
inline DefKey keyOf(TableDef def) { return {def.instance.index, def.table.index}; }
inline DefKey keyOf(MemoryDef def) { return {def.instance.index, def.memory.index}; }
inline DefKey keyOf(GlobalDef def) { return {def.instance.index, def.global.index}; }

class ProgramFacts {
public:
  CodegenOptions options;
  CanonicalTypes types;
  bool tailCalls = false; // some code of the program has them: all functions allow them

  ThrowFacts throwing;
  StackPointerFacts stackPointers;

  // Whether the module's code reaches its instance through a pointer.
  std::vector<bool> pointerMode;        // by ModuleId
  std::vector<uint32_t> instanceCount;  // by ModuleId
  std::vector<InstanceId> soleInstance; // by ModuleId; valid where instantiated once

  std::vector<ModuleUse> uses; // by ModuleId
  // By definition; those that nobody changes have no entry.
  std::map<DefKey, DefinitionFacts> tables, globals, memories;
  std::map<DefKey, TableContents> tableContents;
  std::map<DefKey, MemoryPages> memoryPages;
  std::map<DefKey, ConstValue> globalValues; // initial
  std::vector<StartupPlan> startup;

  DefinitionFacts of(TableDef def) const { return find(tables, keyOf(def)); }
  DefinitionFacts of(GlobalDef def) const { return find(globals, keyOf(def)); }
  DefinitionFacts of(MemoryDef def) const { return find(memories, keyOf(def)); }

  // A table that is made by startup code since it is too large for data.
  bool isStaticTable(TableDef def) const { return tableContents.at(keyOf(def)).isStatic; }
  // A table whose calls need nothing but code and type (ProgramState::directCalls).
  bool isDirectTable(TableDef def) const { return tableContents.at(keyOf(def)).isDirect; }
  // Whether accesses rely on a guard behind the index space.
  bool usesGuard(const wasm::MemoryType &type) const;

  bool usesPointer(ModuleId module) const { return pointerMode[module.index]; }
  bool usesPointer(const Program &program, InstanceId instance) const {
    return usesPointer(program.instances[instance].module);
  }

private:
  static DefinitionFacts find(const std::map<DefKey, DefinitionFacts> &facts, DefKey key) {
    auto found = facts.find(key);
    return found == facts.end() ? DefinitionFacts() : found->second;
  }
};

// Errors: Unsupported, or what reading a body gives.
Result<ProgramFacts> analyseProgram(const Program &program, const CodegenOptions &options);

// Behind the index space of a memory with the guard strategy. A constant offset
// that could reach beyond it is checked.
constexpr uint64_t kGuardBytes = 64 << 20;
// The bytes of a memory at `pages`; saturates.
uint64_t memoryBytes(const wasm::MemoryType &type, uint64_t pages);

// Tables with more elements than this aren't laid out as data but made at startup.
constexpr uint64_t kMaxStaticTable = 1 << 20;

} // namespace aotc
