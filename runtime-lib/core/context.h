// What a running program carries along: grants, arguments, waiting, ending; and what parts of the
// runtime library keep for it. A process has one of each, at an address that is known when the
// program is linked: host functions find them without reading anything.
#pragma once

#include <new>
#include <optional>
#include <span>
#include <stddef.h>
#include <stdint.h>
#include <string_view>
#include <utility>

#include "abi/abi.h"
#include "os/file.h"

namespace aotc::rt {

struct EnvironmentVariable {
  std::string_view name;
  std::string_view value;
};

// Something that becomes ready: a descriptor, a point of the monotonic clock, or
// either of them. Neither: never.
struct WaitEntry {
  static constexpr uint64_t noDeadline = UINT64_MAX;
  os::Fd fd = os::invalidFd;
  bool read = false;
  bool write = false;
  uint64_t deadline = noDeadline; // nanoseconds of os::monotonicNow()
  bool ready = false;             // result
  bool hangUp = false;            // result: the other end is gone
};

// Writes out what an object of the host buffers, before the program ends. Link
// one into the Context; it must live until then or be unlinked.
struct FlushHook {
  void (*flush)(FlushHook &self) = nullptr;
  FlushHook *next = nullptr;
  FlushHook **link = nullptr;
};

// Output that goes on by itself while the program waits: what a descriptor had no
// room for. Link one into the Context for as long as there is some.
struct BackgroundOutput {
  os::Fd fd = os::invalidFd;
  // Called when `fd` takes more; may unlink itself.
  void (*proceed)(BackgroundOutput &self) = nullptr;
  BackgroundOutput *next = nullptr;
  BackgroundOutput **link = nullptr;
};

struct GuestEntry; // core/entry.h

// Room for the process's T, which is made when the program runs, and never destroyed. A T in an
// unnamed namespace would keep what uses it from being inlined into programs.
template <class T> struct Storage {
  constexpr Storage() : none() {}
  constexpr ~Storage() {}
  template <class... Arguments> T &make(Arguments &&...arguments) {
    new (&value) T(std::forward<Arguments>(arguments)...);
    isMade = true;
    return value;
  }

  union {
    char none;
    T value;
  };
  bool isMade = false;
};
template <class T> inline constinit Storage<T> stateStorage; // for Context::state

class Context {
public:
  Context(const Config &config, int argc, char **argv, char **envp);
  Context(const Context &) = delete;
  Context &operator=(const Context &) = delete;

  const Config &config() const { return grants; }
  // The first one is the program's own name.
  std::span<char *const> arguments() const { return args; }

  // What was granted of the environment: visit(EnvironmentVariable), always in
  // the same order. --env wins over what is inherited.
  template <class Visit> void forEachEnvironmentVariable(Visit visit) const {
    for (size_t i = 0; i < grants.envCount; ++i)
      if (auto variable = grantedVariable(i))
        visit(*variable);
    if (grants.inheritEnv)
      for (char **entry = hostEnvironment; *entry; ++entry)
        if (auto variable = inheritedVariable(*entry))
          visit(*variable);
  }

  // The one place that blocks. Returns at once when an entry is ready already,
  // marks all that are ready and says how many. Nothing ever becoming ready is
  // Errno::Deadlock.
  os::Result<size_t> wait(std::span<WaitEntry> entries);
  // The same until background output went on; then none need be ready: 0.
  os::Result<size_t> waitOrProceed(std::span<WaitEntry> entries);
  // Waits until `deadline` of the monotonic clock.
  void sleepUntil(uint64_t deadline);

  // Flushes what the host buffers and ends the process.
  [[noreturn]] void exit(int code);
  void addFlushHook(FlushHook &hook);
  void removeFlushHook(FlushHook &hook);
  void flush();
  // When the first flush began, by the monotonic clock; 0 if none did.
  uint64_t endingSince() const { return flushedSince; }
  void addBackgroundOutput(BackgroundOutput &output);
  void removeBackgroundOutput(BackgroundOutput &output);
  BackgroundOutput *firstBackgroundOutput() const { return backgroundOutputs; }

  // Memory for the time of one host call; a host call that calls another must
  // know that it uses none.
  static constexpr size_t scratchSize = 65536;
  std::span<uint8_t> scratch() { return {scratchBase, scratchSize}; }

  // Memory for one of the small objects behind a guest's handles, of which some programs make
  // and drop millions (a stream and a pollable a seek): what is given back is used again. Out
  // of memory is a trap.
  static constexpr size_t objectSize = 64;
  void *takeObject() {
    if (!freeObjects) [[unlikely]]
      return operator new(objectSize);
    return std::exchange(freeObjects, freeObjects->next);
  }
  void giveObjectBack(void *memory) { freeObjects = new (memory) FreeObject{freeObjects}; }

  // Small memory that a program allocates first (a table of descriptors, one of handles): a
  // program that needs little has no heap, whose start is four system calls. Null: there is
  // none left. Given back, it isn't used again.
  void *takeEarlyMemory(size_t size) {
    size_t rounded = (size + earlyAlignment - 1) & ~(earlyAlignment - 1);
    if (size > earlySize || rounded > earlySize - earlyUsed)
      return nullptr;
    return earlyMemory + std::exchange(earlyUsed, earlyUsed + rounded);
  }
  bool isEarlyMemory(const void *memory) const {
    return reinterpret_cast<uintptr_t>(memory) - reinterpret_cast<uintptr_t>(earlyMemory) <
           earlySize;
  }

  // The process's T, made as T(Context &) at first use.
  template <class T> T &state() {
    Storage<T> &storage = stateStorage<T>;
    if (!storage.isMade) [[unlikely]]
      storage.make(*this);
    return storage.value;
  }
  // Null before the first use.
  template <class T> static T *existing() {
    return stateStorage<T>.isMade ? &stateStorage<T>.value : nullptr;
  }

  // Traps when the guest left too little of its stack for a host function. Where this becomes part
  // of the guest, what counts is the end of the guest's frame, which may be larger than the limit's
  // reserve.
  void checkHostStack() {
    if (reinterpret_cast<uintptr_t>(__builtin_stack_address()) < hostStackLimit) [[unlikely]]
      stackExhausted();
  }

private:
  struct FreeObject {
    FreeObject *next;
  };

  friend struct Process; // core/process.h: sets up stack and scratch memory

  std::optional<EnvironmentVariable> grantedVariable(size_t index) const;
  std::optional<EnvironmentVariable> inheritedVariable(const char *entry) const;
  bool proceedInBackground();
  [[noreturn]] void stackExhausted();

  const Config &grants;
  std::span<char *const> args;
  char **hostEnvironment;
  FlushHook *flushHooks = nullptr;
  uint64_t flushedSince = 0;
  BackgroundOutput *backgroundOutputs = nullptr;
  FreeObject *freeObjects = nullptr;
  uint8_t *scratchBase = nullptr;
  uintptr_t hostStackLimit = 0;
  GuestEntry *entry = nullptr; // the innermost

  static constexpr size_t earlyAlignment = alignof(max_align_t), earlySize = 3072;
  size_t earlyUsed = 0;
  alignas(earlyAlignment) uint8_t earlyMemory[earlySize];
};

// Made first of all by main(). Generated code and the kernel's signals, which pass none, find it
// here; everything else is passed its Context.
extern Storage<Context> contextStorage;

inline Context &processContext() { return contextStorage.value; }
// Of the host function's caller.
inline Context &contextOf(const CallSite *) { return processContext(); }

} // namespace aotc::rt
