// futex(2). The absolute deadline is what FUTEX_WAIT_BITSET takes: an interrupted
// wait goes on without arithmetic. A wake may hit a word whose owner is gone, so
// that every wait must bear to be woken for nothing.
//
// Rejected: the C library's mutexes and condition variables (a word in a record
// that generated code lays out has no room for them, and they bring in more code).

#include "os/futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace aotc::rt::os {

bool futexWait(const uint32_t &word, uint32_t value, uint64_t deadline) {
  timespec until{};
  until.tv_sec = static_cast<time_t>(deadline / 1000000000);
  until.tv_nsec = static_cast<long>(deadline % 1000000000);
  return ::syscall(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, value,
                   deadline == noDeadline ? nullptr : &until, nullptr,
                   FUTEX_BITSET_MATCH_ANY) == 0 ||
         errno != ETIMEDOUT;
}

void futexWake(const uint32_t &word, int count) {
  ::syscall(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count);
}

FutexGuard::FutexGuard(uint32_t &word) : word(word) {
  uint32_t free = 0;
  if (__atomic_compare_exchange_n(&word, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    return;
  while (__atomic_exchange_n(&word, 2, __ATOMIC_ACQUIRE) != 0)
    futexWait(word, 2);
}

FutexGuard::~FutexGuard() {
  if (__atomic_exchange_n(&word, 0, __ATOMIC_RELEASE) == 2)
    futexWake(word, 1);
}

} // namespace aotc::rt::os
