// The operations on paths: each resolves all of the path but its last component
// (path_resolve.cpp), and lets the kernel do the rest in the folder found, with
// a name that has no slash inside and is never followed. Where the last
// component is to be followed, the resolver has done so.
//
// Opening is one system call where the kernel has openat2; the rest costs two or
// three for a path with folders in it, and one without.

#include "os/path.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "os/path_resolve.h"
#include "os/stat.h"
#include "os/syscall.h"

namespace aotc::rt::os {

Result<OwnedFd> adopt(Fd fd) {
  if (fd < 0)
    return lastError();
  if (fd > standardError)
    return OwnedFd(fd);
  OwnedFd low(fd);
  return duplicate(fd);
}

static bool onlyNames(const OpenOptions &options) {
  return !options.read && !options.write && !options.append && !options.create && !options.truncate;
}

static int openFlags(const OpenOptions &options) {
  int flags = O_CLOEXEC | O_NOCTTY;
  if (onlyNames(options))
    flags = O_CLOEXEC | O_PATH;
  else if (options.write || options.append)
    flags |= options.read ? O_RDWR : O_WRONLY;
  else
    flags |= O_RDONLY;
  if (flags & O_PATH)
    return flags | (options.directory ? O_DIRECTORY : 0);
  return flags | (options.append ? O_APPEND : 0) | (options.create ? O_CREAT : 0) |
         (options.exclusive ? O_EXCL : 0) | (options.truncate ? O_TRUNC : 0) |
         (options.directory ? O_DIRECTORY : 0) | (options.nonBlocking ? O_NONBLOCK : 0) |
         (options.sync || options.readSync ? O_SYNC : 0) | (options.dataSync ? O_DSYNC : 0);
}

static Result<OwnedFd> openResolved(Fd root, std::string_view path, FollowLast follow, int flags) {
  ResolvedPath resolved;
  bool exclusive = (flags & O_CREAT) && (flags & O_EXCL);
  RT_CHECK(resolvePath(root, path, exclusive ? FollowLast::No : follow, resolved));
  if (resolved.trailingSlash) {
    if (flags & O_CREAT)
      return Unexpected(Errno::IsDirectory);
    flags |= O_DIRECTORY;
  }
  return adopt(retry(
      [&] { return ::openat(resolved.directory(root), resolved.name, flags | O_NOFOLLOW, 0666); }));
}

Result<OwnedFd> openAt(Fd root, std::string_view path, FollowLast follow,
                       const OpenOptions &options) {
  if (options.directory && options.create)
    return Unexpected(Errno::Invalid);
  int flags = openFlags(options);
  PathBuffer buffer;
  RT_CHECK(buffer.set(path));
  int direct = flags | (follow == FollowLast::No ? O_NOFOLLOW : 0);
  Result<OwnedFd> opened = openBeneath(root, buffer.text, direct, (flags & O_CREAT) ? 0666 : 0);
  if (opened || opened.error() != Errno::NoSystemCall)
    return opened;
  return openResolved(root, path, follow, flags);
}

static Result<FileStat> statName(Fd directory, const char *name) {
  struct ::stat result;
  RT_CHECK(retryVoid([&] { return ::fstatat(directory, name, &result, AT_SYMLINK_NOFOLLOW); }));
  return convertStat(result);
}

Result<FileStat> statAt(Fd root, std::string_view path, FollowLast follow) {
  ResolvedPath resolved;
  RT_CHECK(resolvePath(root, path, FollowLast::No, resolved));
  FileStat result = RT_TRY(statName(resolved.directory(root), resolved.name));
  if (result.type == FileType::SymbolicLink && follow == FollowLast::Yes) {
    ResolvedPath followed;
    RT_CHECK(resolvePath(root, path, FollowLast::Yes, followed));
    result = RT_TRY(statName(followed.directory(root), followed.name));
  }
  if (resolved.trailingSlash && result.type != FileType::Directory)
    return Unexpected(Errno::NotDirectory);
  return result;
}

// A trailing slash on what is followed demands a folder.
static Result<void> checkTrailingSlash(Fd root, const ResolvedPath &resolved) {
  if (!resolved.trailingSlash)
    return {};
  FileStat found = RT_TRY(statName(resolved.directory(root), resolved.name));
  if (found.type != FileType::Directory)
    return Unexpected(Errno::NotDirectory);
  return {};
}

Result<void> setTimesAt(Fd root, std::string_view path, FollowLast follow, SetTime accessed,
                        SetTime modified) {
  ResolvedPath resolved;
  RT_CHECK(resolvePath(root, path, follow, resolved));
  RT_CHECK(checkTrailingSlash(root, resolved));
  timespec times[2] = {convertTime(accessed), convertTime(modified)};
  return retryVoid([&] {
    return ::utimensat(resolved.directory(root), resolved.name, times, AT_SYMLINK_NOFOLLOW);
  });
}

Result<size_t> readLinkAt(Fd root, std::string_view path, std::span<char> buffer) {
  ResolvedPath resolved;
  RT_CHECK(resolvePath(root, path, FollowLast::No, resolved));
  RT_CHECK(checkTrailingSlash(root, resolved));
  // The kernel refuses a buffer without room.
  char none[1];
  bool empty = buffer.empty();
  size_t size = RT_TRY(retryCount([&] {
    return ::readlinkat(resolved.directory(root), resolved.name, empty ? none : buffer.data(),
                        empty ? sizeof(none) : buffer.size());
  }));
  return empty ? 0 : size;
}

// For calls that never follow the last component, whatever stands behind it: the
// kernel sees the slash and answers as it does natively.
static Result<void> resolveForChange(Fd root, std::string_view path, ResolvedPath &resolved) {
  RT_CHECK(resolvePath(root, path, FollowLast::Never, resolved));
  resolved.appendSlash();
  return {};
}

Result<void> createDirectoryAt(Fd root, std::string_view path) {
  ResolvedPath resolved;
  RT_CHECK(resolveForChange(root, path, resolved));
  return retryVoid([&] { return ::mkdirat(resolved.directory(root), resolved.name, 0777); });
}

Result<void> unlinkFileAt(Fd root, std::string_view path) {
  ResolvedPath resolved;
  RT_CHECK(resolveForChange(root, path, resolved));
  return retryVoid([&] { return ::unlinkat(resolved.directory(root), resolved.name, 0); });
}

Result<void> removeDirectoryAt(Fd root, std::string_view path) {
  ResolvedPath resolved;
  RT_CHECK(resolveForChange(root, path, resolved));
  return retryVoid(
      [&] { return ::unlinkat(resolved.directory(root), resolved.name, AT_REMOVEDIR); });
}

Result<void> symlinkAt(std::string_view target, Fd root, std::string_view path) {
  PathBuffer targetText;
  RT_CHECK(targetText.set(target)); // refuses empty and absolute ones
  ResolvedPath resolved;
  RT_CHECK(resolveForChange(root, path, resolved));
  return retryVoid(
      [&] { return ::symlinkat(targetText.text, resolved.directory(root), resolved.name); });
}

Result<void> linkAt(Fd oldRoot, std::string_view oldPath, FollowLast follow, Fd newRoot,
                    std::string_view newPath) {
  ResolvedPath from;
  RT_CHECK(resolvePath(oldRoot, oldPath, follow, from));
  RT_CHECK(checkTrailingSlash(oldRoot, from));
  ResolvedPath to;
  RT_CHECK(resolveForChange(newRoot, newPath, to));
  return retryVoid([&] {
    return ::linkat(from.directory(oldRoot), from.name, to.directory(newRoot), to.name, 0);
  });
}

Result<void> renameAt(Fd oldRoot, std::string_view oldPath, Fd newRoot, std::string_view newPath) {
  ResolvedPath from;
  RT_CHECK(resolveForChange(oldRoot, oldPath, from));
  ResolvedPath to;
  RT_CHECK(resolveForChange(newRoot, newPath, to));
  return retryVoid([&] {
    return ::renameat(from.directory(oldRoot), from.name, to.directory(newRoot), to.name);
  });
}

Result<OwnedFd> openHostDirectory(const char *path) {
  return adopt(retry([&] { return ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
}

} // namespace aotc::rt::os
