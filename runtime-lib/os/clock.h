// Time.
#pragma once

#include <stdint.h>

#include "os/errno.h"

namespace aotc::rt::os {

// Nanoseconds are below 10^9 also before 1970: the time is seconds + nanoseconds.
struct Timestamp {
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;
  friend bool operator==(const Timestamp &, const Timestamp &) = default;
};

enum class Clock : uint8_t { Wall, Monotonic, ProcessCpu, ThreadCpu };

Result<Timestamp> clockTime(Clock clock);
Result<Timestamp> clockResolution(Clock clock);

// Nanoseconds of the monotonic clock; the clock that deadlines refer to.
uint64_t monotonicNow();

} // namespace aotc::rt::os
