// What holds for a whole Program, computed once before it is cut into
// partitions and frozen from then on. Partitions share it read-only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "codegen/canonical_types.h"
#include "codegen/const_expr.h"
#include "flatten/program.h"

namespace aotc {

struct CodegenOptions {
  bool boundsCheck = false;      // --bounds=check: no memory relies on a guard
  bool pointerInstances = false; // --instances=pointer: also for modules instantiated once
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

class ProgramFacts {
public:
  CodegenOptions options;
  CanonicalTypes types;

  // Whether the module's code reaches its instance through a pointer.
  std::vector<bool> pointerMode;        // by ModuleId
  std::vector<uint32_t> instanceCount;  // by ModuleId
  std::vector<InstanceId> soleInstance; // by ModuleId; valid where instantiated once

  std::map<std::pair<uint32_t, uint32_t>, DefinitionFacts> tables, globals, memories;
  std::map<std::pair<uint32_t, uint32_t>, TableContents> tableContents;
  std::map<std::pair<uint32_t, uint32_t>, MemoryPages> memoryPages;
  std::map<std::pair<uint32_t, uint32_t>, ConstValue> globalValues; // initial
  std::vector<StartupPlan> startup;
  // Passive data segments that code names, by module: they get a symbol.
  std::set<std::pair<uint32_t, uint32_t>> passiveData;
  bool startupFails() const { return !startup.empty() && startup.back().trap.has_value(); }

  bool usesPointer(ModuleId module) const { return pointerMode[module.index]; }
  bool usesPointer(const Program &program, InstanceId instance) const {
    return usesPointer(program.instances[instance].module);
  }
};

// Errors: Unsupported, or what reading a body gives.
Result<ProgramFacts> analyseProgram(const Program &program, const CodegenOptions &options);

// Tables with more elements than this aren't laid out as data but made at startup.
constexpr uint64_t kMaxStaticTable = 1 << 20;

} // namespace aotc
