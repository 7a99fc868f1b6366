// Descriptors: reading, writing, status. Thin on purpose: what a short read or a
// closed pipe means is decided by who calls (wasi/), in one place for all
// versions of WASI.
//
// Nothing here buffers. A guest's C library or Rust's std has buffers of its own,
// and a second one could only lose data when the program dies.

#include "os/file.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "os/stat.h"
#include "os/syscall.h"

namespace aotc::rt::os {

static_assert(sizeof(IoSlice) == sizeof(iovec) &&
              offsetof(IoSlice, data) == offsetof(iovec, iov_base) &&
              offsetof(IoSlice, size) == offsetof(iovec, iov_len));
static_assert(maxSlices <= IOV_MAX);
static_assert(static_cast<long>(DirectCall::Read) == SYS_read &&
              static_cast<long>(DirectCall::Write) == SYS_write &&
              static_cast<long>(DirectCall::Seek) == SYS_lseek &&
              static_cast<long>(DirectCall::ReadAt) == SYS_pread64 &&
              static_cast<long>(DirectCall::WriteAt) == SYS_pwrite64 &&
              static_cast<long>(DirectCall::ReadVector) == SYS_readv &&
              static_cast<long>(DirectCall::WriteVector) == SYS_writev);
static_assert(static_cast<int>(Whence::Set) == SEEK_SET &&
              static_cast<int>(Whence::Current) == SEEK_CUR &&
              static_cast<int>(Whence::End) == SEEK_END);

// Linux has closed the descriptor even when it answers EINTR.
void close(Fd fd) { ::close(fd); }

static const iovec *vectors(std::span<const IoSlice> slices) {
  return reinterpret_cast<const iovec *>(slices.data());
}
static int vectorCount(std::span<const IoSlice> slices) {
  return static_cast<int>(slices.size() < maxSlices ? slices.size() : maxSlices);
}

Result<size_t> preadv(Fd fd, std::span<const IoSlice> slices, uint64_t offset) {
  return retryCount([&] {
    return ::preadv(fd, vectors(slices), vectorCount(slices), static_cast<off_t>(offset));
  });
}
Result<size_t> pwritev(Fd fd, std::span<const IoSlice> slices, uint64_t offset) {
  return retryCount([&] {
    return ::pwritev(fd, vectors(slices), vectorCount(slices), static_cast<off_t>(offset));
  });
}

Result<void> writeAll(Fd fd, std::span<const uint8_t> data) {
  while (!data.empty()) {
    Result<size_t> written = write(fd, data);
    if (!written && written.error() == Errno::WouldBlock) {
      pollfd entry{fd, POLLOUT, 0};
      RT_CHECK(retryVoid([&] { return ::poll(&entry, 1, -1); }));
      continue;
    }
    if (!written)
      return Unexpected(written.error());
    if (*written == 0)
      return Unexpected(Errno::Io);
    data = data.subspan(*written);
  }
  return {};
}

Result<OwnedFd> duplicate(Fd fd) {
  int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (copy < 0)
    return lastError();
  return OwnedFd(copy);
}

// A size or offset that the kernel's signed type can't hold.
static bool tooLarge(uint64_t value) { return value > static_cast<uint64_t>(INT64_MAX); }

Result<void> truncate(Fd fd, uint64_t size) {
  if (tooLarge(size))
    return Unexpected(Errno::FileTooLarge);
  return retryVoid([&] { return ::ftruncate(fd, static_cast<off_t>(size)); });
}

Result<void> allocate(Fd fd, uint64_t offset, uint64_t size) {
  if (tooLarge(offset) || tooLarge(size))
    return Unexpected(Errno::FileTooLarge);
  int error;
  do
    error = ::posix_fallocate(fd, static_cast<off_t>(offset), static_cast<off_t>(size));
  while (error == EINTR);
  if (error)
    return Unexpected(static_cast<Errno>(error));
  return {};
}

Result<void> sync(Fd fd) {
  return retryVoid([&] { return ::fsync(fd); });
}
Result<void> syncData(Fd fd) {
  return retryVoid([&] { return ::fdatasync(fd); });
}

Result<void> advise(Fd fd, uint64_t offset, uint64_t size, Advice advice) {
  static constexpr int values[] = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL, POSIX_FADV_RANDOM,
                                   POSIX_FADV_WILLNEED, POSIX_FADV_DONTNEED,   POSIX_FADV_NOREUSE};
  if (tooLarge(offset) || tooLarge(size))
    return Unexpected(Errno::Invalid);
  int error = ::posix_fadvise(fd, static_cast<off_t>(offset), static_cast<off_t>(size),
                              values[static_cast<size_t>(advice)]);
  if (error)
    return Unexpected(static_cast<Errno>(error));
  return {};
}

static FileType fileType(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFBLK:
    return FileType::BlockDevice;
  case S_IFCHR:
    return FileType::CharacterDevice;
  case S_IFDIR:
    return FileType::Directory;
  case S_IFIFO:
    return FileType::Fifo;
  case S_IFREG:
    return FileType::RegularFile;
  case S_IFSOCK:
    return FileType::Socket;
  case S_IFLNK:
    return FileType::SymbolicLink;
  }
  return FileType::Unknown;
}

static Timestamp timestamp(const timespec &time) {
  return {time.tv_sec, static_cast<uint32_t>(time.tv_nsec)};
}

FileStat convertStat(const struct ::stat &from) {
  FileStat to{};
  to.device = from.st_dev;
  to.inode = from.st_ino;
  to.type = fileType(from.st_mode);
  to.mode = from.st_mode & 07777;
  to.linkCount = from.st_nlink;
  to.size = static_cast<uint64_t>(from.st_size);
  to.blockSize = static_cast<uint64_t>(from.st_blksize);
  to.accessed = timestamp(from.st_atim);
  to.modified = timestamp(from.st_mtim);
  to.changed = timestamp(from.st_ctim);
  return to;
}

Result<FileStat> stat(Fd fd) {
  struct ::stat result;
  RT_CHECK(retryVoid([&] { return ::fstat(fd, &result); }));
  return convertStat(result);
}

timespec convertTime(SetTime time) {
  switch (time.kind) {
  case SetTime::Kind::Keep:
    return {0, UTIME_OMIT};
  case SetTime::Kind::Now:
    return {0, UTIME_NOW};
  case SetTime::Kind::To:
    break;
  }
  // UTIME_OMIT and UTIME_NOW are numbers of nanoseconds beyond the second.
  timespec result{};
  result.tv_sec = time.time.seconds;
  result.tv_nsec = time.time.nanoseconds < 1000000000 ? time.time.nanoseconds : 999999999;
  return result;
}

Result<void> setTimes(Fd fd, SetTime accessed, SetTime modified) {
  timespec times[2] = {convertTime(accessed), convertTime(modified)};
  return retryVoid([&] { return ::futimens(fd, times); });
}

Result<StatusFlags> statusFlags(Fd fd) {
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0)
    return lastError();
  StatusFlags result;
  bool named = flags & O_PATH;
  int access = flags & O_ACCMODE;
  result.read = !named && access != O_WRONLY;
  result.write = !named && access != O_RDONLY;
  result.append = flags & O_APPEND;
  result.nonBlocking = flags & O_NONBLOCK;
  result.sync = (flags & O_SYNC) == O_SYNC;
  result.dataSync = flags & O_DSYNC;
  result.readSync = result.sync;
  return result;
}

Result<void> setStatusFlags(Fd fd, bool append, bool nonBlocking) {
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0)
    return lastError();
  flags =
      (flags & ~(O_APPEND | O_NONBLOCK)) | (append ? O_APPEND : 0) | (nonBlocking ? O_NONBLOCK : 0);
  return retryVoid([&] { return ::fcntl(fd, F_SETFL, flags); });
}

bool isOpen(Fd fd) { return ::fcntl(fd, F_GETFD) >= 0; }

bool isTerminal(Fd fd) {
  winsize size;
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0;
}

Result<size_t> bytesAvailable(Fd fd) {
  int count = 0;
  RT_CHECK(retryVoid([&] { return ::ioctl(fd, FIONREAD, &count); }));
  return static_cast<size_t>(count < 0 ? 0 : count);
}

} // namespace aotc::rt::os
