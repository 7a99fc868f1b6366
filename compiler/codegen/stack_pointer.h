// Which module keeps a stack pointer in a global that each of its functions leaves as
// it was: such a function gets the value as an argument, and nobody reads it back.
// Computed over the whole program once.
#pragma once

#include <optional>
#include <vector>

#include "flatten/program.h"

namespace aotc {

struct ModuleFunc;
class ProgramFacts;

class StackPointerFacts {
public:
  // The global whose value the module's functions get in the place of an instance
  // pointer. From outside they are called through a function that takes it from the
  // global and puts it back (ProgramState::outerFunction).
  std::optional<wasm::GlobalIndex> of(ModuleId module) const;
  // Whether the function looks at what it gets. REQUIRES: of(func.module).
  bool isNeeded(const ModuleFunc &func) const;

private:
  friend class StackPointerAnalysis;
  struct ModuleFacts {
    std::optional<wasm::GlobalIndex> global;
    std::vector<bool> needed; // by FuncIndex
  };
  std::vector<ModuleFacts> modules; // by ModuleId
};

// REQUIRES: the modes and uses of `facts`. Errors: what reading a body gives.
Result<StackPointerFacts> findStackPointers(const Program &program, const ProgramFacts &facts);

} // namespace aotc
