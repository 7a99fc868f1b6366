// clock_res_get, clock_time_get. The precision that a guest asks for isn't
// needed: the clocks are as precise as they are.
#include <optional>

#include "os/clock.h"
#include "wasi/filesystem/operations.h"
#include "wasi/preview1/errno.h"
#include "wasi/preview1/guest.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

namespace {

Expected<os::Clock, ErrorCode> clockOf(uint32_t id) {
  constexpr os::Clock clocks[] = {os::Clock::Wall, os::Clock::Monotonic, os::Clock::ProcessCpu,
                                  os::Clock::ThreadCpu};
  if (id >= std::size(clocks))
    return Unexpected(ErrorCode::Inval);
  return clocks[id];
}

uint32_t storeTime(const CallSite *site, uint32_t address, os::Timestamp time) {
  bool stored = Guest(site).store(address, wasi::filesystem::nanoseconds(time));
  return stored ? success : code(ErrorCode::Fault);
}

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_clock_res_get(const CallSite *site, I32 id, I32 resultAddress) {
  os::Clock clock = P1_TRY(clockOf(id));
  return storeTime(site, resultAddress, P1_TRY(os::clockResolution(clock)));
}

I32 aotc_p1_clock_time_get(const CallSite *site, I32 id, I64, I32 resultAddress) {
  os::Clock clock = P1_TRY(clockOf(id));
  return storeTime(site, resultAddress, P1_TRY(os::clockTime(clock)));
}

} // extern "C"

} // namespace aotc::rt::kinds
