// Sockets that were inherited as descriptors. Making sockets needs grants that
// don't exist yet (--inherit-network), so nothing here opens or names one.
//
// Sending never raises SIGPIPE (MSG_NOSIGNAL), whatever the process's handling.

#include "os/socket.h"

#include <sys/socket.h>

#include "os/stat.h"
#include "os/syscall.h"

namespace aotc::rt::os {

static msghdr message(std::span<const IoSlice> slices) {
  msghdr result{};
  result.msg_iov = reinterpret_cast<iovec *>(const_cast<IoSlice *>(slices.data()));
  result.msg_iovlen = static_cast<decltype(result.msg_iovlen)>(
      slices.size() < maxSlices ? slices.size() : maxSlices);
  return result;
}

Result<OwnedFd> accept(Fd fd, bool nonBlocking) {
  int flags = SOCK_CLOEXEC | (nonBlocking ? SOCK_NONBLOCK : 0);
  return adopt(retry([&] { return ::accept4(fd, nullptr, nullptr, flags); }));
}

Result<Received> receive(Fd fd, std::span<const IoSlice> slices, bool peek, bool waitAll) {
  msghdr header = message(slices);
  int flags = (peek ? MSG_PEEK : 0) | (waitAll ? MSG_WAITALL : 0);
  size_t size = RT_TRY(retryCount([&] { return ::recvmsg(fd, &header, flags); }));
  return Received{size, (header.msg_flags & MSG_TRUNC) != 0};
}

Result<size_t> send(Fd fd, std::span<const IoSlice> slices) {
  msghdr header = message(slices);
  return retryCount([&] { return ::sendmsg(fd, &header, MSG_NOSIGNAL); });
}

Result<void> shutdown(Fd fd, bool read, bool write) {
  if (!read && !write)
    return {};
  int how = read && write ? SHUT_RDWR : read ? SHUT_RD : SHUT_WR;
  return retryVoid([&] { return ::shutdown(fd, how); });
}

} // namespace aotc::rt::os
