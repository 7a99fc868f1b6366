// What runs before and around the guest's own code.
#pragma once

#include "codegen/program_state.h"

namespace aotc {

// Defines aotc_program and the function that its `run` names, in the partition
// that owns the state. Errors: Unsupported.
Result<void> defineStartup(ProgramState &state);

} // namespace aotc
