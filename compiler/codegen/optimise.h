// LLVM's passes over one partition, with ours among them.
#pragma once

#include "codegen/target.h"

namespace aotc {

// Optimises `module` in place; after it every mark of trap_effects.h is gone.
// Passes of ours run at O0 too where semantics need them. Errors: Internal
// where the verifier (on in debug builds, or `verify`) finds a fault.
Result<void> optimise(llvm::Module &module, llvm::TargetMachine &machine, OptLevel level,
                      bool verify);

} // namespace aotc
