// Reads all function bodies of a module once for what they may change.
#pragma once

#include "codegen/program_facts.h"

namespace aotc {

Result<ModuleUse> scanBodies(const wasm::Module &module);

} // namespace aotc
