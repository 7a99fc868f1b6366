// One number for each type of a Program, the same for equivalent types of
// different modules: what call_indirect compares.
#pragma once

#include <set>
#include <vector>

#include "flatten/program.h"
#include "wasm/canonical_types.h"

namespace aotc {

class CanonicalTypes {
public:
  // In the order of the program's modules and host calls.
  void addModule(const wasm::CanonicalTypes::TypeList &types);
  void addHostCall(const wasm::FuncType &type);

  // Never 0, which is no type. Numbers follow from the program's content.
  uint32_t idOf(ModuleId module, wasm::TypeIndex type) const;
  uint32_t idOf(const Program &program, const FuncDef &func) const;
  // Those of the program's types that are `id` or a subtype of it; `id` first.
  std::vector<uint32_t> subtypesOf(uint32_t id) const;

private:
  wasm::CanonicalTypes types;
  std::vector<std::vector<wasm::CanonicalTypeId>> modules; // by ModuleId, TypeIndex
  std::vector<wasm::CanonicalTypeId> hostCalls;            // by HostCallId
  std::set<wasm::CanonicalTypeId> derived;                 // those with a supertype
};

} // namespace aotc
