// What a module's code may change, and what it refers to.
#pragma once

#include "codegen/program_facts.h"

namespace aotc {

// Reads all function bodies. Errors: what reading gives.
Result<ModuleUse> scanBodies(const wasm::Module &module);

// Functions of the module, imported ones too, that it makes references to: by code, segments,
// globals or tables.
Result<std::set<uint32_t>> referencedFunctions(const wasm::Module &module, const ModuleUse &use);

} // namespace aotc
