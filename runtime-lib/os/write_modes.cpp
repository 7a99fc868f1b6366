// append(), writeNow(): pwritev2 with a flag, by its number since musl 1.2.3 has no
// wrapper for it; and what there is where the kernel doesn't know the flag.
//
// Rejected: setting O_APPEND on the descriptor (positioned streams of the same file
// would append too then: pwrite does, on Linux), and O_NONBLOCK (it belongs to the file
// description, which we share with other processes).
#include "os/write_modes.h"

#include <algorithm>
#include <errno.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "os/poll.h"
#include "os/syscall.h"

namespace aotc::rt::os {

namespace {

constexpr int appendFlag = 0x10; // RWF_APPEND
constexpr int noWaitFlag = 0x8;  // RWF_NOWAIT

Result<size_t> writeWithFlag(Fd fd, std::span<const uint8_t> data, long offset, int flag) {
  iovec slice = {const_cast<uint8_t *>(data.data()), data.size()};
  return retryCount([&] { return ::syscall(SYS_pwritev2, fd, &slice, 1, offset, offset, flag); });
}

bool isUnknownFlag(Errno error) {
  return error == Errno::NoSystemCall || error == Errno::NotSupported;
}

Result<size_t> writeAtEnd(Fd fd, std::span<const uint8_t> data) {
  FileStat status = RT_TRY(stat(fd));
  return pwrite(fd, data, status.size);
}

// A part at a time, each of which the descriptor is ready for. What was written counts, whatever
// comes after it: an error comes again.
Result<size_t> writeInParts(Fd fd, std::span<const uint8_t> data) {
  size_t written = 0;
  while (written < data.size()) {
    PollEntry entry;
    entry.fd = fd;
    entry.wantWrite = true;
    auto ready = poll({&entry, 1}, 0);
    auto part = data.subspan(written, std::min(pipeRoom, data.size() - written));
    Result<size_t> size = !ready   ? Result<size_t>(Unexpected(ready.error()))
                          : *ready ? write(fd, part)
                                   : Result<size_t>(Unexpected(Errno::WouldBlock));
    if (!size && written == 0)
      return size;
    if (!size || *size == 0)
      break;
    written += *size;
  }
  return written;
}

} // namespace

Result<size_t> append(Fd fd, std::span<const uint8_t> data) {
  auto written = writeWithFlag(fd, data, 0, appendFlag);
  return !written && isUnknownFlag(written.error()) ? writeAtEnd(fd, data) : written;
}

Result<size_t> writeNow(Fd fd, std::span<const uint8_t> data) {
  constexpr long ownPosition = -1;
  auto written = writeWithFlag(fd, data, ownPosition, noWaitFlag);
  return !written && isUnknownFlag(written.error()) ? writeInParts(fd, data) : written;
}

} // namespace aotc::rt::os
