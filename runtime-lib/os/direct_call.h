// System calls without the C library, for those that a guest makes by the million: they
// become part of the host function that makes them. Returning from a system call leaves
// the processor without its predictions, so that each frame to return through costs as
// much as a dozen instructions; and the C library makes these calls points where a thread
// can be cancelled, which nobody does here.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "os/errno.h"

namespace aotc::rt::os {

// Their numbers; file.cpp checks them against the kernel's headers.
enum class DirectCall : long {
#if defined(__x86_64__)
  Read = 0,
  Write = 1,
  Seek = 8,
  ReadAt = 17,
  WriteAt = 18,
  ReadVector = 19,
  WriteVector = 20,
#else
  Seek = 62,
  Read = 63,
  Write = 64,
  ReadVector = 65,
  WriteVector = 66,
  ReadAt = 67,
  WriteAt = 68,
#endif
};

// What the kernel answers: a negative number is an error's, negated.
inline long directCall(DirectCall call, long a, long b, long c, long d = 0) {
#if defined(__x86_64__)
  register long fourth asm("r10") = d;
  long result = static_cast<long>(call);
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(fourth)
               : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long first asm("x0") = a;
  register long second asm("x1") = b;
  register long third asm("x2") = c;
  register long fourth asm("x3") = d;
  register long number asm("x8") = static_cast<long>(call);
  asm volatile("svc 0"
               : "+r"(first)
               : "r"(second), "r"(third), "r"(fourth), "r"(number)
               : "memory");
  return first;
#elif defined(__riscv)
  register long first asm("a0") = a;
  register long second asm("a1") = b;
  register long third asm("a2") = c;
  register long fourth asm("a3") = d;
  register long number asm("a7") = static_cast<long>(call);
  asm volatile("ecall"
               : "+r"(first)
               : "r"(second), "r"(third), "r"(fourth), "r"(number)
               : "memory");
  return first;
#else
#error "how does a system call look here?"
#endif
}

// Calls until it isn't interrupted.
inline Result<uint64_t> retryDirect(DirectCall call, int fd, const void *data, size_t size,
                                    uint64_t offset = 0) {
  long result;
  do
    result = directCall(call, fd, reinterpret_cast<long>(data), static_cast<long>(size),
                        static_cast<long>(offset));
  while (result == -static_cast<long>(Errno::Interrupted));
  if (result < 0) [[unlikely]]
    return Unexpected(static_cast<Errno>(-result));
  return static_cast<uint64_t>(result);
}

} // namespace aotc::rt::os
