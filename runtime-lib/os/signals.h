// Faults of memory accesses, and the signals that a command must not die of.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace aotc::rt::os {

struct Fault {
  uintptr_t address;   // what was accessed
  uintptr_t pc;        // of the instruction
  uintptr_t stack;     // the stack pointer
  const void *machine; // for leaveHandler()
};

// Returns if the fault isn't one that it knows: it is then raised again, and the
// process dies of it as if nothing handled it.
using FaultHandler = void(const Fault &fault);

// `handler` runs on [stack, stack + size), for SIGSEGV and SIGBUS.
void handleFaults(FaultHandler *handler, void *stack, size_t size);
// For a handler that won't return but goes on somewhere else, on another stack:
// signals are let through again as before the fault.
void leaveHandler(const Fault &fault);
// Writing to a closed pipe, and beyond the limit of a file, is an error then, not a death.
void ignoreSignalsOfWriting();

} // namespace aotc::rt::os
