// wasi:clocks/monotonic-clock: instants are nanoseconds of the kernel's monotonic
// clock, which deadlines of Context::wait are too.
#include "wasi/clocks/monotonic_clock.h"

#include <algorithm>

#include "os/clock.h"
#include "wasi/filesystem/operations.h"
#include "wasi/io/resources.h"

namespace aotc::rt::wasi::clocks::monotonic_clock {

namespace {

// The latest instant that is still one: in 584 years.
constexpr uint64_t latest = WaitEntry::noDeadline - 1;

Own<Pollable> pollableAt(Context &context, uint64_t instant) {
  return io::makeOwn<Pollable>(context, io::OpenFileRef(), false, false, std::min(instant, latest));
}

} // namespace

uint64_t now(Context &) { return os::monotonicNow(); }

uint64_t resolution(Context &) {
  auto resolution = os::clockResolution(os::Clock::Monotonic);
  return resolution ? filesystem::nanoseconds(*resolution) : 1;
}

Own<Pollable> subscribeInstant(Context &context, uint64_t when) {
  return pollableAt(context, when);
}

Own<Pollable> subscribeDuration(Context &context, uint64_t when) {
  uint64_t instant;
  if (__builtin_add_overflow(os::monotonicNow(), when, &instant))
    instant = latest;
  return pollableAt(context, instant);
}

} // namespace aotc::rt::wasi::clocks::monotonic_clock
