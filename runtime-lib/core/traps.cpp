// Traps: every one, explicit or by a fault, ends in raiseTrap, which returns to the
// innermost entry (entry.h) or, where there is none, ends the process.
//
// The place: faults bring a program counter, which the table of functions (section
// aotc_funcs, abi.h) translates into a function. Explicit traps of guest code have
// the offset in the input file besides. The function named is the one whose code
// it is after inlining: one that was inlined everywhere isn't in the table any
// more, so the offset alone would find a wrong neighbour. It only serves where the
// code is in no function of the table. A trap of the host brings nothing: the innermost
// return address into guest code that the stack holds tells which call it was.
// There are no frame pointers to follow and no unwind tables in an executable, so
// the stack is searched word by word; a leftover of an earlier call may fool it,
// which a diagnostic can bear.

#include "core/traps.h"

#include <initializer_list>

#include "core/entry.h"
#include "core/message.h"
#include "core/process.h"
#include "os/process.h"
#include "os/signals.h"

namespace aotc::rt {

constinit Storage<Context> contextStorage;

const char *trapText(TrapKind kind) {
  switch (kind) {
#define AOTC_TRAP(ENUM, TEXT)                                                                      \
  case TrapKind::ENUM:                                                                             \
    return TEXT;
#include "abi/traps.def"
#undef AOTC_TRAP
  }
  return "unknown";
}

static std::span<const FuncPlace> functions() {
  return {__start_aotc_funcs, static_cast<size_t>(__stop_aotc_funcs - __start_aotc_funcs)};
}

static uintptr_t startOf(const FuncPlace &function) {
  return reinterpret_cast<uintptr_t>(&function.start) + static_cast<intptr_t>(function.start);
}

static const char *nameOf(const FuncPlace &function) {
  return reinterpret_cast<const char *>(function.nameLow | uintptr_t(function.nameHigh) << 32);
}

static const FuncPlace *functionAt(uintptr_t pc) {
  for (const FuncPlace &function : functions())
    if (pc - startOf(function) < function.size)
      return &function;
  return nullptr;
}

static const FuncPlace *functionOf(uint32_t fileOffset) {
  const FuncPlace *best = nullptr;
  for (const FuncPlace &function : functions())
    if (function.fileOffset <= fileOffset && (!best || function.fileOffset > best->fileOffset))
      best = &function;
  return best;
}

// The call in guest code that led here: the first of `returnAddresses` that is in
// guest code, else the innermost one at or above `stack`.
static uintptr_t findGuestCaller(std::initializer_list<const void *> returnAddresses,
                                 const void *stack) {
  for (const void *address : returnAddresses)
    if (functionAt(reinterpret_cast<uintptr_t>(address) - 1))
      return reinterpret_cast<uintptr_t>(address) - 1;
  constexpr size_t searched = 4096; // words
  uintptr_t low = UINTPTR_MAX;
  uintptr_t high = 0;
  for (const FuncPlace &function : functions()) {
    uintptr_t start = startOf(function);
    low = start < low ? start : low;
    high = start + function.size > high ? start + function.size : high;
  }
  Context &context = processContext();
  auto *word = static_cast<const uintptr_t *>(stack);
  auto *top = reinterpret_cast<const uintptr_t *>(context.scratch().data());
  for (size_t i = 0; i < searched && word + i < top; ++i)
    if (word[i] > low && word[i] <= high && functionAt(word[i] - 1))
      return word[i] - 1;
  return 0;
}

static void printPlace(Message &message, TrapPlace place) {
  const FuncPlace *function = place.pc ? functionAt(place.pc) : nullptr;
  if (!function && place.fileOffset != UINT32_MAX)
    function = functionOf(place.fileOffset);
  uint32_t offset = place.fileOffset;
  if (function && offset == UINT32_MAX)
    offset = function->fileOffset;
  if (offset == UINT32_MAX)
    return;
  message << "  at ";
  if (function && (function->nameLow | function->nameHigh))
    message.escaped(nameOf(*function));
  else
    message << "?";
  message << "+";
  message.hex(offset) << "\n";
}

void raiseTrap(Context &context, TrapKind kind, const char *rule, TrapPlace place) {
  if (Process::entry(context))
    leaveGuest(context, {kind, rule});
  context.flush();
  Message message;
  message << "error: wasm trap: " << trapText(kind);
  if (rule)
    message << ": " << rule;
  message << "\n";
  printPlace(message, place);
  message.print();
  context.exit(trapExitCode);
}

[[gnu::noinline]] void trap(Context &context, TrapKind kind, const char *rule,
                            const void *returnAddress) {
  TrapPlace place;
  place.pc =
      findGuestCaller({returnAddress, __builtin_return_address(0)}, __builtin_frame_address(0));
  raiseTrap(context, kind, rule, place);
}

// An import that nothing provides was called (--stub-missing): no rule of a
// specification is broken, so that there is no kind of trap for it; for an embedder it is
// something that isn't there.
static void unlinked(Context &context, const char *name, const void *returnAddress) {
  if (Process::entry(context))
    leaveGuest(context, {TrapKind::Unsupported, "an import that nothing provides"});
  TrapPlace place;
  place.pc = findGuestCaller({returnAddress}, __builtin_frame_address(0));
  context.flush();
  Message message;
  message << "error: wasm trap: unlinked: ";
  message.escaped(name) << " was called\n";
  printPlace(message, place);
  message.print();
  context.exit(trapExitCode);
}

void fail(Context &context, const char *text, const char *detail) {
  context.flush();
  Message message;
  message << "error: " << text;
  if (detail)
    message << ": " << detail;
  message << "\n";
  message.print();
  context.exit(1);
}

// Whose fault? The address decides, never the program counter: after inlining
// both guest and host code are in one function.
static void onFault(const os::Fault &fault) {
  Context &context = processContext();
  TrapPlace place;
  place.pc = fault.pc;
  auto raise = [&](TrapKind kind) {
    if (Process::entry(context))
      os::leaveHandler(fault);
    raiseTrap(context, kind, nullptr, place);
  };
  for (size_t i = 0; i < aotc_program.memoryCount; ++i)
    if (isOutOfBounds(*aotc_program.memories[i].memory, fault.address))
      raise(TrapKind::MemoryOutOfBounds);
  if (Process::inStackGuard(context, fault.address))
    raise(TrapKind::StackExhausted);
}

void installFaultHandler(const GuestStack &stack) {
  os::handleFaults(onFault, stack.signalStack(), GuestStack::signalStackSize);
}

namespace kinds {

[[gnu::noinline]] void aotc_trap(uint32_t kind, uint32_t place) {
  raiseTrap(processContext(), static_cast<TrapKind>(kind), nullptr, TrapPlace{0, place});
}

// What generated code calls in the place of such an import.
extern "C" void aotc_unlinked(const CallSite *site, const void *returnAddress) {
  unlinked(contextOf(site), site->name, returnAddress);
}

} // namespace kinds
} // namespace aotc::rt
