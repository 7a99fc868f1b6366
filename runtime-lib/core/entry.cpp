// Entries (entry.h): the registers at an entry are kept on the stack, and a trap
// restores them. The Context knows the innermost entry.
//
// C's setjmp is what does it on each of our architectures: nothing unwinds through
// guest code, which has no tables for that. Assembly of our own would be the third
// place that names each architecture's registers and no faster: an entry costs a
// few stores. It doesn't save the signal mask, which would be a system call for
// each entry; only a fault changes the mask, and its handler restores it.

#include "core/entry.h"

#include <setjmp.h>

#include "core/process.h"

namespace aotc::rt {

struct GuestEntry {
  jmp_buf registers;
  GuestEntry *outer;
  GuestTrap trap;
};

// Nothing that changes behind setjmp is kept in a local variable.
[[gnu::noinline]] std::optional<GuestTrap> callGuest(Context &context, GuestCall *call,
                                                     void *values) {
  GuestEntry entry;
  entry.outer = Process::entry(context);
  Process::entry(context) = &entry;
  bool trapped = setjmp(entry.registers) != 0;
  if (!trapped)
    call(values);
  Process::entry(context) = entry.outer;
  return trapped ? std::optional(entry.trap) : std::nullopt;
}

void leaveGuest(Context &context, GuestTrap trap) {
  GuestEntry *entry = Process::entry(context);
  entry->trap = trap;
  longjmp(entry->registers, 1);
}

} // namespace aotc::rt
