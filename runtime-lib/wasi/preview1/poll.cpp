// poll_oneoff: waits for descriptors and clocks, through Context::wait like
// everything that waits.
//
// A clock becomes a deadline of the monotonic clock when the call starts (so a
// wall clock that is set meanwhile doesn't matter). A subscription that is wrong
// (a closed descriptor, a clock that can't be waited for) is an event with an
// error, and the call doesn't wait. Subscriptions are read before events are
// written: the guest's two areas may overlap.
#include <algorithm>
#include <memory>

#include "wasi/filesystem/operations.h"
#include "wasi/preview1/descriptors.h"
#include "wasi/preview1/guest.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

namespace {

struct Waiting {
  uint64_t userdata;
  EventType type;
  ErrorCode error; // not Success: known before waiting
};

constexpr uint32_t clockRealtime = 0, clockMonotonic = 1;
constexpr uint16_t absoluteTime = 1;
// Each costs host memory, a little more than it takes of the guest's.
constexpr uint32_t maxSubscriptions = 1u << 20;

uint64_t saturatingAdd(uint64_t a, uint64_t b) {
  uint64_t sum;
  return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX - 1 : std::min(sum, UINT64_MAX - 1);
}

Result<uint64_t> deadlineOf(const Subscription &subscription) {
  if (subscription.flags & ~absoluteTime)
    return Unexpected(ErrorCode::Inval);
  if (subscription.clockOrFd != clockRealtime && subscription.clockOrFd != clockMonotonic)
    return Unexpected(subscription.clockOrFd < 4 ? ErrorCode::NotSup : ErrorCode::Inval);
  if (!(subscription.flags & absoluteTime))
    return saturatingAdd(os::monotonicNow(), subscription.timeout);
  if (subscription.clockOrFd == clockMonotonic)
    return std::min(subscription.timeout, UINT64_MAX - 1);
  auto now = os::clockTime(os::Clock::Wall);
  if (!now)
    return Unexpected(errorCode(now.error()));
  uint64_t wall = filesystem::nanoseconds(*now);
  uint64_t left = subscription.timeout > wall ? subscription.timeout - wall : 0;
  return saturatingAdd(os::monotonicNow(), left);
}

// Fills in what to wait for; the result is what was wrong.
ErrorCode prepare(Descriptors &descriptors, const Subscription &subscription, EventType type,
                  WaitEntry &entry) {
  if (type == EventType::Clock) {
    auto deadline = deadlineOf(subscription);
    if (!deadline)
      return deadline.error();
    entry.deadline = *deadline;
    return ErrorCode::Success;
  }
  auto descriptor = descriptors.find(subscription.clockOrFd, right::PollFdReadWrite);
  if (!descriptor)
    return descriptor.error();
  entry.fd = (*descriptor)->fd;
  entry.read = type == EventType::FdRead;
  entry.write = type == EventType::FdWrite;
  return ErrorCode::Success;
}

Event eventOf(const Waiting &waiting, const WaitEntry &entry) {
  Event event{};
  event.userdata = waiting.userdata;
  event.error = static_cast<uint16_t>(waiting.error);
  event.type = waiting.type;
  if (waiting.error != ErrorCode::Success || waiting.type == EventType::Clock)
    return event;
  event.flags = entry.hangUp ? 1 : 0;
  event.byteCount = 1;
  if (waiting.type == EventType::FdRead)
    if (auto available = os::bytesAvailable(entry.fd))
      event.byteCount = *available;
  return event;
}

// The subscriptions of one call, in host memory.
struct Subscriptions {
  std::unique_ptr<Waiting[]> waiting;
  std::unique_ptr<WaitEntry[]> entries;
  bool anyError = false;
};

Result<Subscriptions> readSubscriptions(const CallSite *site, const Guest &guest, uint32_t in,
                                        uint32_t count) {
  Subscriptions result;
  result.waiting.reset(new Waiting[count]);
  result.entries.reset(new WaitEntry[count]);
  auto &descriptors = contextOf(site).state<Descriptors>();
  for (uint32_t i = 0; i < count; ++i) {
    Subscription subscription;
    guest.load(in + i * uint32_t(sizeof(Subscription)), subscription);
    if (subscription.tag > static_cast<uint8_t>(EventType::FdWrite))
      return Unexpected(ErrorCode::Inval);
    auto type = static_cast<EventType>(subscription.tag);
    ErrorCode error = prepare(descriptors, subscription, type, result.entries[i]);
    result.waiting[i] = {subscription.userdata, type, error};
    if (error != ErrorCode::Success) {
      result.anyError = true;
      result.entries[i] = WaitEntry();
    }
  }
  return result;
}

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_poll_oneoff(const CallSite *site, I32 in, I32 out, I32 count, I32 resultAddress) {
  Guest guest(site);
  if (count == 0)
    return code(ErrorCode::Inval);
  if (!guest.bytes(in, uint64_t(count) * sizeof(Subscription)) ||
      !guest.bytes(out, uint64_t(count) * sizeof(Event)) || !guest.bytes(resultAddress, 4))
    return code(ErrorCode::Fault);
  if (count > maxSubscriptions)
    return code(ErrorCode::NoMem);
  Subscriptions subscriptions = P1_TRY(readSubscriptions(site, guest, in, count));
  std::span entries(subscriptions.entries.get(), count);

  // With an error to report the call looks what is ready and doesn't wait.
  WaitEntry *erroneous = nullptr;
  for (uint32_t i = 0; i < count && subscriptions.anyError && !erroneous; ++i)
    if (subscriptions.waiting[i].error != ErrorCode::Success)
      erroneous = &entries[i];
  if (erroneous)
    erroneous->deadline = 0;
  P1_CHECK(contextOf(site).wait(entries));

  uint32_t written = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (!entries[i].ready && subscriptions.waiting[i].error == ErrorCode::Success)
      continue;
    guest.store(out + written * uint32_t(sizeof(Event)),
                eventOf(subscriptions.waiting[i], entries[i]));
    ++written;
  }
  guest.store(resultAddress, written);
  return success;
}

} // extern "C"

} // namespace aotc::rt::kinds
