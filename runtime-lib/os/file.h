// Files by descriptor. Every call retries EINTR. Reads and writes do what the
// kernel does: they may be short, and block only where the descriptor blocks.
#pragma once

#include <optional>
#include <span>
#include <stddef.h>
#include <stdint.h>
#include <utility>

#include "os/clock.h"
#include "os/direct_call.h"
#include "os/errno.h"

namespace aotc::rt::os {

using Fd = int;
inline constexpr Fd invalidFd = -1;
inline constexpr Fd standardInput = 0;
inline constexpr Fd standardOutput = 1;
inline constexpr Fd standardError = 2;

void close(Fd fd);

// Closes at the end of its life.
class OwnedFd {
public:
  OwnedFd() = default;
  explicit OwnedFd(Fd fd) : number(fd) {}
  OwnedFd(OwnedFd &&other) noexcept : number(other.release()) {}
  OwnedFd &operator=(OwnedFd &&other) noexcept {
    if (this != &other)
      reset(other.release());
    return *this;
  }
  ~OwnedFd() { reset(); }

  Fd get() const { return number; }
  explicit operator bool() const { return number >= 0; }
  Fd release() { return std::exchange(number, invalidFd); }
  void reset(Fd fd = invalidFd) {
    if (number >= 0)
      os::close(number);
    number = fd;
  }

private:
  Fd number = invalidFd;
};

// Same layout as the kernel's struct iovec.
struct IoSlice {
  void *data;
  size_t size;
};
// No call takes more slices than that; a longer list is a short transfer.
inline constexpr size_t maxSlices = 1024;

inline Result<size_t> read(Fd fd, std::span<uint8_t> buffer) {
  return retryDirect(DirectCall::Read, fd, buffer.data(), buffer.size());
}
inline Result<size_t> write(Fd fd, std::span<const uint8_t> data) {
  return retryDirect(DirectCall::Write, fd, data.data(), data.size());
}
inline Result<size_t> pread(Fd fd, std::span<uint8_t> buffer, uint64_t offset) {
  return retryDirect(DirectCall::ReadAt, fd, buffer.data(), buffer.size(), offset);
}
inline Result<size_t> pwrite(Fd fd, std::span<const uint8_t> data, uint64_t offset) {
  return retryDirect(DirectCall::WriteAt, fd, data.data(), data.size(), offset);
}
inline Result<size_t> readv(Fd fd, std::span<const IoSlice> slices) {
  size_t count = slices.size() < maxSlices ? slices.size() : maxSlices;
  return retryDirect(DirectCall::ReadVector, fd, slices.data(), count);
}
inline Result<size_t> writev(Fd fd, std::span<const IoSlice> slices) {
  size_t count = slices.size() < maxSlices ? slices.size() : maxSlices;
  return retryDirect(DirectCall::WriteVector, fd, slices.data(), count);
}
Result<size_t> preadv(Fd fd, std::span<const IoSlice> slices, uint64_t offset);
Result<size_t> pwritev(Fd fd, std::span<const IoSlice> slices, uint64_t offset);
// Repeats until everything is written; waits where the descriptor would block.
Result<void> writeAll(Fd fd, std::span<const uint8_t> data);

enum class Whence : uint8_t { Set, Current, End }; // as the kernel counts them
inline Result<uint64_t> seek(Fd fd, int64_t offset, Whence whence) {
  long position = directCall(DirectCall::Seek, fd, offset, static_cast<long>(whence));
  if (position < 0) [[unlikely]]
    return Unexpected(static_cast<Errno>(-position));
  return static_cast<uint64_t>(position);
}

Result<OwnedFd> duplicate(Fd fd);
Result<void> truncate(Fd fd, uint64_t size);
// Makes sure that offset + size lies in the file; grows it, never shrinks it.
Result<void> allocate(Fd fd, uint64_t offset, uint64_t size);
Result<void> sync(Fd fd);
Result<void> syncData(Fd fd);

enum class Advice : uint8_t { Normal, Sequential, Random, WillNeed, DontNeed, NoReuse };
Result<void> advise(Fd fd, uint64_t offset, uint64_t size, Advice advice);

enum class FileType : uint8_t {
  Unknown,
  BlockDevice,
  CharacterDevice,
  Directory,
  Fifo,
  RegularFile,
  Socket,
  SymbolicLink,
};

struct FileStat {
  uint64_t device;
  uint64_t inode;
  FileType type;
  uint32_t mode; // permission bits
  uint64_t linkCount;
  uint64_t size;
  uint64_t blockSize;
  Timestamp accessed;
  Timestamp modified;
  Timestamp changed;
};
Result<FileStat> stat(Fd fd);

// What to do with one of a file's times.
struct SetTime {
  enum class Kind : uint8_t { Keep, Now, To } kind = Kind::Keep;
  Timestamp time{};
  static SetTime keep() { return {}; }
  static SetTime now() { return {Kind::Now, {}}; }
  static SetTime to(Timestamp time) { return {Kind::To, time}; }
};
Result<void> setTimes(Fd fd, SetTime accessed, SetTime modified);

// How a descriptor was opened and behaves (F_GETFL).
struct StatusFlags {
  bool read = false;
  bool write = false;
  bool append = false;
  bool nonBlocking = false;
  bool sync = false;
  bool dataSync = false;
  bool readSync = false; // O_RSYNC, which Linux takes for O_SYNC
};
Result<StatusFlags> statusFlags(Fd fd);
// Only append and nonBlocking can be changed; the rest is ignored by the kernel.
Result<void> setStatusFlags(Fd fd, bool append, bool nonBlocking);

bool isOpen(Fd fd);
bool isTerminal(Fd fd);
// Bytes that a read gives at once (FIONREAD).
Result<size_t> bytesAvailable(Fd fd);

} // namespace aotc::rt::os
