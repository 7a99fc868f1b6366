// The kernel's clocks, as they are. No arithmetic here: what to do with times
// before 1970 or beyond what WASI can say is decided by the interfaces.

#include "os/clock.h"

#include <time.h>

#include "os/syscall.h"

namespace aotc::rt::os {

static clockid_t clockId(Clock clock) {
  switch (clock) {
  case Clock::Wall:
    return CLOCK_REALTIME;
  case Clock::Monotonic:
    return CLOCK_MONOTONIC;
  case Clock::ProcessCpu:
    return CLOCK_PROCESS_CPUTIME_ID;
  case Clock::ThreadCpu:
    return CLOCK_THREAD_CPUTIME_ID;
  }
  __builtin_unreachable();
}

Result<Timestamp> clockTime(Clock clock) {
  timespec time;
  if (::clock_gettime(clockId(clock), &time) < 0)
    return lastError();
  return Timestamp{time.tv_sec, static_cast<uint32_t>(time.tv_nsec)};
}

Result<Timestamp> clockResolution(Clock clock) {
  timespec time;
  if (::clock_getres(clockId(clock), &time) < 0)
    return lastError();
  return Timestamp{time.tv_sec, static_cast<uint32_t>(time.tv_nsec)};
}

uint64_t monotonicNow() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time); // can't fail on Linux
  return static_cast<uint64_t>(time.tv_sec) * 1000000000 + static_cast<uint64_t>(time.tv_nsec);
}

} // namespace aotc::rt::os
