// wasi:clocks/wall-clock. A host clock before 1970 is shown as 1970: a datetime
// can't be earlier.
#include "wasi/clocks/wall_clock.h"

#include "core/traps.h"
#include "os/clock.h"

namespace aotc::rt::wasi::clocks::wall_clock {

namespace {

Datetime datetime(Context &context, os::Result<os::Timestamp> time) {
  if (!time) [[unlikely]]
    fail(context, "can't read the wall clock", os::errnoText(time.error()));
  if (time->seconds < 0)
    return Datetime{0, 0};
  return Datetime{static_cast<uint64_t>(time->seconds), time->nanoseconds};
}

} // namespace

Datetime now(Context &context) { return datetime(context, os::clockTime(os::Clock::Wall)); }

Datetime resolution(Context &context) {
  return datetime(context, os::clockResolution(os::Clock::Wall));
}

} // namespace aotc::rt::wasi::clocks::wall_clock
