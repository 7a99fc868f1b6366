// wasi:clocks/timezone, which 0.2 gates as unstable. The time zone is the host's
// business and not granted: the guest is told UTC, as a native program is that
// finds no time zone.
#include "wasi/clocks/timezone.h"

namespace aotc::rt::wasi::clocks::timezone {

TimezoneDisplay display(Context &, Writer &out, Datetime) {
  return TimezoneDisplay{0, out.string("UTC"), false};
}

int32_t utcOffset(Context &, Datetime) { return 0; }

} // namespace aotc::rt::wasi::clocks::timezone
