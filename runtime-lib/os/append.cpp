// append(): pwritev2 with RWF_APPEND, by its number since musl 1.2.3 has no
// wrapper for it. Setting O_APPEND on the descriptor was rejected: positioned
// streams of the same file would append too then (pwrite does, on Linux).
#include "os/append.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace aotc::rt::os {

namespace {

constexpr int appendFlag = 0x10; // RWF_APPEND

Result<size_t> writeAtEnd(Fd fd, std::span<const uint8_t> data) {
  FileStat status = RT_TRY(stat(fd));
  return pwrite(fd, data, status.size);
}

} // namespace

Result<size_t> append(Fd fd, std::span<const uint8_t> data) {
  iovec slice = {const_cast<uint8_t *>(data.data()), data.size()};
  for (;;) {
    long written = syscall(SYS_pwritev2, fd, &slice, 1, 0L, 0L, appendFlag);
    if (written >= 0)
      return static_cast<size_t>(written);
    if (errno == EINTR)
      continue;
    if (errno == ENOSYS || errno == EOPNOTSUPP)
      return writeAtEnd(fd, data);
    return Unexpected(static_cast<Errno>(errno));
  }
}

} // namespace aotc::rt::os
