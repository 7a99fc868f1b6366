// For the files of core/ only: setting a process up.
#pragma once

#include <span>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"
#include "core/context.h"

namespace aotc::rt {

// The stack that guest code and the host functions it calls run on, from low to
// high addresses: guard, stack, scratch memory, stack of the signal handler.
struct GuestStack {
  uint8_t *base = nullptr;
  size_t guardSize = 0;
  size_t stackSize = 0;

  size_t totalSize() const {
    return guardSize + stackSize + Context::scratchSize + signalStackSize;
  }
  uint8_t *bottom() const { return base + guardSize; }
  uint8_t *top() const { return bottom() + stackSize; }
  uint8_t *scratch() const { return top(); }
  uint8_t *signalStack() const { return scratch() + Context::scratchSize; }
  static constexpr size_t signalStackSize = 65536;
};

// A guard as large as the largest frame: no prologue steps over it unseen
// (functions with larger frames probe each page).
inline constexpr size_t stackGuardSize = size_t(1) << 20;
// Where Config.guestStackBytes is 0. Only what is touched costs memory.
inline constexpr size_t defaultStackSize = size_t(8) << 20;
// What a host function may need of the guest's stack.
inline constexpr size_t hostStackReserve = size_t(128) << 10;

struct Process {
  // The sizes of a stack of so many bytes; 0: the default.
  static GuestStack planStack(Context &context, size_t stackBytes);
  // Puts it at `base`, which is reserved.
  static void placeStack(Context &context, GuestStack &stack, uint8_t *base);
  // Whether a fault at `address` means that the guest's stack is full.
  static bool inStackGuard(const Context &context, uintptr_t address) {
    uintptr_t bottom = context.hostStackLimit - hostStackReserve;
    return context.hostStackLimit && address < bottom && bottom - address <= stackGuardSize;
  }
  // Where a trap returns to; null: it ends the process.
  static GuestEntry *&entry(Context &context) { return context.entry; }
};

// Runs `run` on the stack and returns what it returned.
int32_t runOnStack(const GuestStack &stack, GuestRun *run, Context &context);

// One reservation for all that the process is sure to need: the memories whose accesses are
// guarded, and behind them `more` bytes. An error ends the process.
struct AddressSpace {
  uint8_t *memories = nullptr;
  uint8_t *more = nullptr;
};
AddressSpace reserveAddressSpace(Context &context, std::span<const MemoryInit> memories,
                                 size_t more);
// Fills the program's memories; an error ends the process.
void setUpMemories(Context &context, std::span<const MemoryInit> memories, AddressSpace space);
// Whether a fault at `address` is an access out of this memory's bounds.
bool isOutOfBounds(const Memory &memory, uintptr_t address);

void installFaultHandler(const GuestStack &stack);

// The trap behind all the others. `pc` is an address in the code of the guest's
// function, `place` an offset in the input file; one of them, both or
// none are known.
struct TrapPlace {
  uintptr_t pc = 0;
  uint32_t fileOffset = UINT32_MAX;
};
[[noreturn, gnu::cold]] void raiseTrap(Context &context, TrapKind kind, const char *rule,
                                       TrapPlace place);

} // namespace aotc::rt
