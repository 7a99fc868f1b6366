// poll(2). Not epoll: it has no state to keep in step with descriptors that the
// guest closes, works for regular files, and a command waits for few descriptors.
//
// The kernel refuses more entries than RLIMIT_NOFILE; Context::wait merges those
// of one descriptor before it comes here.

#include "os/poll.h"

#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "os/syscall.h"

namespace aotc::rt::os {

static void fill(pollfd &to, const PollEntry &from) {
  to.fd = from.fd;
  to.events = static_cast<short>((from.wantRead ? POLLIN : 0) | (from.wantWrite ? POLLOUT : 0));
  to.revents = 0;
}

static void readResult(PollEntry &to, const pollfd &from) {
  bool broken = from.revents & (POLLERR | POLLNVAL);
  to.hangUp = from.revents & POLLHUP;
  to.error = broken;
  to.readable = to.wantRead && (broken || from.revents & (POLLIN | POLLHUP));
  to.writable = to.wantWrite && (broken || from.revents & (POLLOUT | POLLHUP));
}

static Result<size_t> pollAll(pollfd *list, size_t count, std::optional<uint64_t> timeout) {
  uint64_t start = timeout ? monotonicNow() : 0;
  uint64_t left = timeout.value_or(0);
  for (;;) {
    timespec wait{};
    wait.tv_sec = static_cast<time_t>(left / 1000000000);
    wait.tv_nsec = static_cast<long>(left % 1000000000);
    int ready = ::ppoll(list, count, timeout ? &wait : nullptr, nullptr);
    if (ready >= 0)
      return static_cast<size_t>(ready);
    if (errno != EINTR)
      return lastError();
    if (timeout) {
      uint64_t passed = monotonicNow() - start;
      left = passed < *timeout ? *timeout - passed : 0;
    }
  }
}

Result<size_t> poll(std::span<PollEntry> entries, std::optional<uint64_t> timeout) {
  constexpr size_t few = 64;
  pollfd fewList[few];
  pollfd *list = fewList;
  if (entries.size() > few) {
    list = static_cast<pollfd *>(calloc(entries.size(), sizeof(pollfd)));
    if (!list)
      return Unexpected(Errno::OutOfMemory);
  }
  for (size_t i = 0; i < entries.size(); ++i)
    fill(list[i], entries[i]);
  Result<size_t> ready = pollAll(list, entries.size(), timeout);
  if (ready)
    for (size_t i = 0; i < entries.size(); ++i)
      readResult(entries[i], list[i]);
  if (list != fewList)
    free(list);
  return ready;
}

} // namespace aotc::rt::os
