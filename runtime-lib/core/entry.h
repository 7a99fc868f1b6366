// Entries: calls of guest code that a trap ends without ending the process. For
// whoever embeds a program: servers, libraries, the specification's tests.
#pragma once

#include <optional>

#include "abi/abi.h"

namespace aotc::rt {

struct GuestTrap {
  TrapKind kind = TrapKind::Unreachable;
  const char *rule = nullptr; // as in trap()
};

// Calls `call` with `values`. The trap that ended it, or nothing. May be nested;
// usable again after any trap. What host functions held between the entry and the
// trap is not destroyed, so that it must not need to be.
// REQUIRES: runs on the guest's stack.
std::optional<GuestTrap> callGuest(Context &context, GuestCall *call, void *values);

// Back to the innermost entry. REQUIRES: there is one.
[[noreturn, gnu::cold]] void leaveGuest(Context &context, GuestTrap trap);

} // namespace aotc::rt
