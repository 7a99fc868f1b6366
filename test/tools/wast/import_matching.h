// Whether what an instance exports may be what another module imports (core
// specification, "Matching").
#pragma once

#include <map>

#include "flatten/program.h"
#include "wasm/canonical_types.h"

namespace aotc::wast {

using Definition = std::variant<FuncDef, TableDef, MemoryDef, GlobalDef, TagDef>;

class ImportMatching {
public:
  explicit ImportMatching(const Program &program) : program(program) {}

  // Once for each module, in the order of ids.
  void addModule(ModuleId id);

  // The current size of a memory or table is known at run time only: without
  // `checkMinimum` it counts as large enough.
  bool matches(ModuleId importer, const wasm::Import &import, const Definition &definition,
               bool checkMinimum) const;

private:
  wasm::TypeSpace spaceOf(ModuleId id) const;
  bool sameFunction(ModuleId importer, wasm::TypeIndex type, const FuncDef &func) const;

  const Program &program;
  wasm::CanonicalTypes canonical;
  std::vector<std::vector<wasm::CanonicalTypeId>> ids; // by ModuleId
};

} // namespace aotc::wast
