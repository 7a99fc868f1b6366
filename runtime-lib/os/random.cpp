// Random bytes: getrandom in blocks; where a sandbox or an old kernel doesn't
// have it, /dev/urandom. Neither there: an error, never weaker bytes.
//
// getrandom returns at most 32 MiB at once, and fewer when a signal comes: both
// are the same loop here.

#include "os/random.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include "os/file.h"
#include "os/stat.h"
#include "os/syscall.h"

namespace aotc::rt::os {

static Result<void> fillFromDevice(std::span<uint8_t> buffer) {
  int fd = retry([] { return ::open("/dev/urandom", O_RDONLY | O_CLOEXEC); });
  OwnedFd device = RT_TRY(adopt(fd));
  while (!buffer.empty()) {
    size_t got = RT_TRY(read(device.get(), buffer));
    if (got == 0)
      return Unexpected(Errno::Io);
    buffer = buffer.subspan(got);
  }
  return {};
}

Result<void> fillRandom(std::span<uint8_t> buffer) {
  while (!buffer.empty()) {
    ssize_t got = retry([&] { return ::getrandom(buffer.data(), buffer.size(), 0); });
    if (got <= 0)
      return fillFromDevice(buffer);
    buffer = buffer.subspan(static_cast<size_t>(got));
  }
  return {};
}

} // namespace aotc::rt::os
