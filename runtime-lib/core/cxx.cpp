// What libc++'s headers expect of a library that we don't link: allocation,
// instantiations, and the end of a program whose host code made a mistake. Out of memory is a trap;
// nothing here returns null from `new`, and code that can live without the memory
// uses malloc and asks.

#include <new>
#include <stdlib.h>
#include <string>

#include "core/context.h"
#include "core/message.h"
#include "core/traps.h"

using aotc::rt::contextStorage;
using aotc::rt::processContext;

// Defined by the tests in which allocations fail: all of them are the C library's then.
extern "C" [[gnu::weak]] const char aotc_test_no_early_memory;

static void *allocate(size_t size) {
  if (size == 0)
    size = 1;
  if (contextStorage.isMade && !&aotc_test_no_early_memory)
    if (void *memory = processContext().takeEarlyMemory(size))
      return memory;
  void *memory = malloc(size);
  if (!memory)
    aotc::rt::trap(processContext(), aotc::rt::TrapKind::OutOfMemory,
                   "no memory left for the host");
  return memory;
}

static void release(void *memory) {
  if (!contextStorage.isMade || !processContext().isEarlyMemory(memory))
    free(memory);
}

void *operator new(size_t size) { return allocate(size); }
void *operator new[](size_t size) { return allocate(size); }
void operator delete(void *memory) noexcept { release(memory); }
void operator delete[](void *memory) noexcept { release(memory); }
void operator delete(void *memory, size_t) noexcept { release(memory); }
void operator delete[](void *memory, size_t) noexcept { release(memory); }

// The templates whose instantiations libc++'s headers leave to its library. What
// isn't used is collected by the linker.
template class std::basic_string<char>;

extern "C" void __cxa_pure_virtual() { __builtin_trap(); }

namespace std {
inline namespace __1 {
[[noreturn]] __attribute__((visibility("default"))) void __libcpp_verbose_abort(const char *,
                                                                                ...) noexcept {
  aotc::rt::Message message;
  message << "internal error: the runtime library broke a rule of its own\n";
  message.print();
  __builtin_trap();
}
} // namespace __1
} // namespace std
