// What preview 1 and wasi:filesystem have in common: one implementation of each
// rule. Paths themselves are resolved by os/path.h, which no path escapes.
//
// identity() is a hash of device and inode only. WIT would allow modification
// time and size in it, but C libraries and Rust's make st_ino of it, and an inode
// number that changes with each write breaks programs that look for loops and
// hard links.
#include "wasi/filesystem/operations.h"

namespace aotc::rt::wasi::filesystem {

namespace {

constexpr uint64_t nanosecondsPerSecond = 1'000'000'000;

// The error that a read-only file system gives instead of opening: a file that
// isn't there is still just not there.
os::Errno readOnlyError(os::Fd root, std::string_view path, os::FollowLast follow,
                        const os::OpenOptions &options) {
  auto found = os::statAt(root, path, follow);
  if (!found && !(options.create && found.error() == os::Errno::NoEntry))
    return found.error();
  if (found && options.create && options.exclusive)
    return os::Errno::Exists;
  if (found && found->type == os::FileType::Directory && options.write)
    return os::Errno::IsDirectory;
  return os::Errno::ReadOnly;
}

// Finaliser of MurmurHash3: every bit of the input reaches every bit.
uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccd;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53;
  return x ^ (x >> 33);
}

} // namespace

os::Result<os::OwnedFd> open(os::Fd root, bool mayMutate, std::string_view path,
                             os::FollowLast follow, os::OpenOptions options) {
  if (options.directory)
    options.write = false;
  if (!options.write)
    options.read = true;
  if (!mayMutate && (options.write || options.create || options.truncate))
    return Unexpected(readOnlyError(root, path, follow, options));
  return os::openAt(root, path, follow, options);
}

os::Result<std::string_view> readLink(os::Fd root, std::string_view path, std::span<char> buffer) {
  size_t size = RT_TRY(os::readLinkAt(root, path, buffer));
  if (size > 0 && buffer[0] == '/')
    return Unexpected(os::Errno::NotPermitted);
  return std::string_view(buffer.data(), size);
}

uint64_t nanoseconds(os::Timestamp time) {
  if (time.seconds < 0)
    return 0;
  uint64_t result;
  if (__builtin_mul_overflow(static_cast<uint64_t>(time.seconds), nanosecondsPerSecond, &result) ||
      __builtin_add_overflow(result, uint64_t(time.nanoseconds), &result))
    return UINT64_MAX;
  return result;
}

os::Timestamp timestamp(uint64_t nanoseconds) {
  return {static_cast<int64_t>(nanoseconds / nanosecondsPerSecond),
          static_cast<uint32_t>(nanoseconds % nanosecondsPerSecond)};
}

Identity identity(const os::FileStat &stat) {
  uint64_t lower = mix(stat.inode ^ mix(stat.device + 0x9e3779b97f4a7c15));
  return {lower, mix(lower ^ mix(stat.inode + 0xd1b54a32d192ed03))};
}

} // namespace aotc::rt::wasi::filesystem
