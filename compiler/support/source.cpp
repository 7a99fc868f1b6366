// Reading input files. A file is read whole: mapping it would let another
// process change the bytes between validation and translation.
#include "support/source.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aotc {

namespace {

struct File {
  int fd;
  bool owned;
  ~File() {
    if (owned && fd >= 0)
      ::close(fd);
  }
};

Error failed(const std::string &path, const char *what) {
  return Error::io(std::string(what) + ": " + std::strerror(errno)).in(path);
}

Result<void> checkIsReadableFile(int fd, const std::string &path, bool isStdin) {
  struct stat info;
  if (::fstat(fd, &info) != 0)
    return failed(path, "cannot stat");
  if (S_ISDIR(info.st_mode))
    return Error::io("is a directory, expected a WebAssembly file").in(path);
  if (!S_ISREG(info.st_mode) && !isStdin)
    return Error::io("is not a regular file").in(path);
  if (S_ISREG(info.st_mode) && uint64_t(info.st_size) > Source::kMaxSize)
    return Error::io("is larger than 4 GiB").in(path);
  return {};
}

} // namespace

Result<Source> Source::read(const std::string &path) {
  bool isStdin = path == "-";
  // O_NONBLOCK: opening a FIFO that nobody writes must not hang.
  File file{isStdin ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), !isStdin};
  if (file.fd < 0)
    return failed(path, "cannot open");
  TRY(checkIsReadableFile(file.fd, path, isStdin));

  Source source;
  source.path = isStdin ? "<stdin>" : path;
  constexpr size_t kChunk = 1 << 20;
  size_t used = 0;
  for (;;) {
    if (used > kMaxSize)
      return Error::io("is larger than 4 GiB").in(source.path);
    source.bytes.resize(used + kChunk);
    ssize_t got = ::read(file.fd, source.bytes.data() + used, kChunk);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return failed(source.path, "cannot read");
    used += size_t(got);
    if (got == 0)
      break;
  }
  source.bytes.resize(used);
  source.bytes.shrink_to_fit();
  return source;
}

} // namespace aotc
