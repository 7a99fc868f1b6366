// The built-ins behind memory.atomic.wait32, wait64 and notify, called by several
// threads as generated code would.

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "abi/abi.h"
#include "check.h"

using namespace aotc::rt;
using namespace aotc::rt::kinds;

static Memory memory, other;
static uint64_t words[4];
static uint64_t finished; // waits that ended with 0

template <class Value> static Value load(const Value &word) {
  return __atomic_load_n(&word, __ATOMIC_SEQ_CST);
}

struct Thread {
  uint32_t (*body)(uint64_t);
  uint64_t argument;
  uint32_t result = ~0u;
  pthread_t id = {};

  Thread(uint32_t (*body)(uint64_t), uint64_t argument) : body(body), argument(argument) {
    CHECK(pthread_create(&id, nullptr, start, this) == 0);
  }
  uint32_t join() {
    CHECK(pthread_join(id, nullptr) == 0);
    return result;
  }
  static void *start(void *self) {
    auto &thread = *static_cast<Thread *>(self);
    thread.result = thread.body(thread.argument);
    return nullptr;
  }
};

static uint32_t waitLow(uint64_t word) {
  uint32_t result = aotc_memory_wait32(&memory, &words[word], 0, UINT64_MAX);
  __atomic_add_fetch(&finished, result == 0, __ATOMIC_SEQ_CST);
  return result;
}
static uint32_t waitWhole(uint64_t word) {
  return aotc_memory_wait64(&memory, &words[word], 0, uint64_t(1) << 62);
}
static uint32_t waitMoment(uint64_t word) {
  return aotc_memory_wait32(&memory, &words[word], 0, 2000000);
}

// Wakes until `count` threads were, as many at once as `each`; they may not wait yet.
static void wake(uint64_t word, uint32_t each, uint32_t count) {
  while (count) {
    uint32_t woken = aotc_memory_notify(&memory, &words[word], each);
    CHECK(woken <= each && woken <= count);
    count -= woken;
    sched_yield();
  }
}

static void wakesWhoWaitsThere() {
  Thread first(waitLow, 0), second(waitLow, 0), third(waitWhole, 0), elsewhere(waitLow, 1);
  CHECK(aotc_memory_notify(&memory, &words[2], UINT32_MAX) == 0);
  CHECK(aotc_memory_notify(&other, &words[0], UINT32_MAX) == 0);
  CHECK(aotc_memory_notify(&memory, &words[0], 0) == 0);
  wake(0, 1, 2); // no more than asked for
  wake(0, UINT32_MAX, 1);
  CHECK(first.join() == 0 && second.join() == 0 && third.join() == 0);
  CHECK(load(finished) == 2);
  CHECK(aotc_memory_notify(&memory, &words[0], UINT32_MAX) == 0); // each once
  wake(1, UINT32_MAX, 1);
  CHECK(elsewhere.join() == 0);
  CHECK(!memory.waiters && memory.waiterLock == 0);
}

// Not woken by a change of the word, only by notify.
static void sleepsOn() {
  Thread thread(waitWhole, 3);
  while (!__atomic_load_n(&memory.waiters, __ATOMIC_SEQ_CST))
    sched_yield();
  __atomic_store_n(&words[3], 9, __ATOMIC_SEQ_CST);
  usleep(5000);
  CHECK(__atomic_load_n(&memory.waiters, __ATOMIC_SEQ_CST) != nullptr);
  wake(3, 1, 1);
  CHECK(thread.join() == 0);
  words[3] = 0;
}

static void givesUp() {
  Thread stays(waitLow, 0), goes(waitMoment, 0);
  CHECK(goes.join() == 2); // taken out of the middle or the front of the list
  Thread last(waitLow, 0);
  wake(0, UINT32_MAX, 2);
  CHECK(stays.join() == 0 && last.join() == 0);
  timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  CHECK(waitMoment(0) == 2);
  clock_gettime(CLOCK_MONOTONIC, &after);
  int64_t spent = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
  CHECK(spent >= 2000000);
  CHECK(!memory.waiters);
}

// A ticket from hand to hand: a wake between the comparison and the sleep counts.
static uint32_t passOn(uint64_t parity) {
  constexpr uint32_t kTurns = 20000;
  auto *turn = reinterpret_cast<uint32_t *>(&words[2]);
  for (uint32_t now = load(*turn); now < kTurns; now = load(*turn)) {
    if (now % 2 == parity) {
      __atomic_store_n(turn, now + 1, __ATOMIC_SEQ_CST);
      aotc_memory_notify(&memory, turn, 1);
    } else if (aotc_memory_wait32(&memory, turn, now, UINT64_MAX) == 2) {
      return 2;
    }
  }
  return 0;
}

int main() {
  wakesWhoWaitsThere();
  sleepsOn();
  givesUp();
  Thread even(passOn, 0), odd(passOn, 1);
  CHECK(even.join() == 0 && odd.join() == 0);
  CHECK(!memory.waiters && memory.waiterLock == 0);
  return 0;
}
