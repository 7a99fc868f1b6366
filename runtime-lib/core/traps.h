// Traps that host code raises.
#pragma once

#include <stdint.h>
#include <string_view>

#include "abi/abi.h"

namespace aotc::rt {

// Ends the guest: buffers are flushed, the message and the place of the guest's
// call go to stderr, the exit code is 134. `rule` says what was broken, as
// "list pointer isn't aligned"; null for nothing to add. A function that never returns
// itself gives its `returnAddress`: it keeps none on the stack, where the guest's call
// is looked for.
[[noreturn, gnu::cold]] void trap(Context &context, TrapKind kind, const char *rule = nullptr,
                                  const void *returnAddress = nullptr);

// A bug or a lack of ours or of the machine, not the guest's fault:
// "error: TEXT", exit 1.
[[noreturn, gnu::cold]] void fail(Context &context, const char *text, const char *detail = nullptr);

inline constexpr int trapExitCode = 134;

// Text of traps.def.
const char *trapText(TrapKind kind);

} // namespace aotc::rt
