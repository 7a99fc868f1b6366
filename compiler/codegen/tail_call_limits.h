// What a tail call can pass. Part of the calling convention; by itself, so that
// programs can be refused before anything is translated.
#pragma once

#include "wasm/types.h"

namespace aotc {

// Whether the arguments of `type`, and what the convention adds, are all passed in
// registers. REQUIRED of both sides of a tail call: LLVM 22.1 drops the stack
// arguments of a `musttail` call on x86-64 (llvm-project issue 199224).
bool fitsRegisters(const wasm::FuncType &type);

} // namespace aotc
