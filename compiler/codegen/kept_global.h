// Whether a function leaves a global as it was.
#pragma once

#include "wasm/module.h"

namespace aotc {

// Whether each return from `function` finds in the integer `global` what was there when
// it was called, if that holds of all functions that it calls. False when in doubt, and
// where it catches exceptions. Errors: what reading a body gives.
Result<bool> keepsGlobal(const wasm::Module &module, const wasm::Function &function,
                         wasm::GlobalIndex global);

} // namespace aotc
