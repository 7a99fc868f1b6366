// memory.atomic.wait32, wait64 and notify (threads proposal). A memory's record
// holds the list of the threads that wait on it, oldest first, under a lock of one
// word; each sleeps on a word of its own. The guest's word itself is no futex: the
// kernel's have 32 bits, and its wakes count threads that nobody asked to wait.
//
// Only the thread blocks, as the instruction says; so it doesn't go through
// Context::wait, which waits for what the guest's host calls ask for. A thread that
// waits without a deadline in a program that has no other waits for ever.
//
// REQUIRES of all: generated code has checked the address and touched it.

#include "abi/abi.h"
#include "os/clock.h"
#include "os/futex.h"

namespace aotc::rt {

// On the waiting thread's stack.
struct Waiter {
  const void *address;
  Waiter *next = nullptr;
  uint32_t woken = 0; // written under the lock
};

namespace {

enum : uint32_t { Woken, NotEqual, TimedOut };

void append(Memory &memory, Waiter &waiter) {
  Waiter **end = &memory.waiters;
  while (*end)
    end = &(*end)->next;
  *end = &waiter;
}

void remove(Memory &memory, const Waiter &waiter) {
  Waiter **link = &memory.waiters;
  while (*link != &waiter)
    link = &(*link)->next;
  *link = waiter.next;
}

// `timeout` in nanoseconds; negative: none.
template <class Value>
uint32_t waitWhile(Memory &memory, const Value *address, Value expected, int64_t timeout) {
  uint64_t deadline =
      timeout < 0 ? os::noDeadline : os::monotonicNow() + static_cast<uint64_t>(timeout);
  Waiter self{address};
  {
    os::FutexGuard guard(memory.waiterLock);
    if (__atomic_load_n(address, __ATOMIC_SEQ_CST) != expected)
      return NotEqual;
    append(memory, self);
  }
  for (bool inTime = true;;) {
    {
      os::FutexGuard guard(memory.waiterLock);
      if (self.woken)
        return Woken;
      if (!inTime) {
        remove(memory, self);
        return TimedOut;
      }
    }
    inTime = os::futexWait(self.woken, 0, deadline);
  }
}

uint32_t notifyWaiters(Memory &memory, const void *address, uint32_t count) {
  os::FutexGuard guard(memory.waiterLock);
  uint32_t notified = 0;
  for (Waiter **link = &memory.waiters; *link && notified < count;) {
    Waiter &waiter = **link;
    if (waiter.address != address) {
      link = &waiter.next;
      continue;
    }
    *link = waiter.next;
    __atomic_store_n(&waiter.woken, 1, __ATOMIC_RELEASE);
    os::futexWake(waiter.woken, 1); // it can't leave before we let go of the lock
    ++notified;
  }
  return notified;
}

} // namespace

namespace kinds {

uint32_t aotc_memory_wait32(void *memory, void *address, uint32_t expected, uint64_t timeout) {
  return waitWhile(*static_cast<Memory *>(memory), static_cast<const uint32_t *>(address), expected,
                   static_cast<int64_t>(timeout));
}

uint32_t aotc_memory_wait64(void *memory, void *address, uint64_t expected, uint64_t timeout) {
  return waitWhile(*static_cast<Memory *>(memory), static_cast<const uint64_t *>(address), expected,
                   static_cast<int64_t>(timeout));
}

uint32_t aotc_memory_notify(void *memory, void *address, uint32_t count) {
  return notifyWaiters(*static_cast<Memory *>(memory), address, count);
}

} // namespace kinds
} // namespace aotc::rt
