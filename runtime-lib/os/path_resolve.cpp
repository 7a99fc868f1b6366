// Confined path resolution. openat2(RESOLVE_BENEATH) does all of it in the
// kernel, races with renames included. Where it is missing (before Linux 5.6, or
// a sandbox that doesn't know it), the path is walked component by component:
//
// - every step opens one name with O_NOFOLLOW in a folder that is held open, so
//   nothing is followed that wasn't looked at;
// - a link's target is put before the rest of the path and walked like it;
//   absolute targets are refused, and there may be 40 links;
// - ".." never asks the kernel, whose answer may lie outside when somebody moves
//   the folder meanwhile: the names that led here are walked again from the root,
//   but for the last. That is quadratic for "a/../a/../…", within 4096 bytes.
//   Holding every folder of the way open would be linear, and fail for deep paths
//   where few descriptors are allowed.

#include "os/path_resolve.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/stat.h"
#include "os/syscall.h"

namespace aotc::rt::os {

static_assert(pathLimit == PATH_MAX);
static constexpr int linkLimit = 40;
static constexpr int folderFlags = O_PATH | O_DIRECTORY | O_CLOEXEC;

Result<void> PathBuffer::set(std::string_view path) {
  if (path.empty())
    return Unexpected(Errno::NoEntry);
  if (path.size() >= sizeof(text))
    return Unexpected(Errno::NameTooLong);
  if (memchr(path.data(), 0, path.size()))
    return Unexpected(Errno::Invalid);
  if (path.front() == '/')
    return Unexpected(Errno::NotPermitted);
  memcpy(text, path.data(), path.size());
  text[path.size()] = 0;
  return {};
}

void ResolvedPath::appendSlash() {
  size_t length = strlen(name);
  if (!trailingSlash || length + 1 >= sizeof(name))
    return;
  name[length] = '/';
  name[length + 1] = 0;
}

// The kernel's struct open_how and two of its resolve flags (linux/openat2.h).
struct OpenHow {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
};
static constexpr uint64_t resolveNoMagicLinks = 0x02;
static constexpr uint64_t resolveBeneath = 0x08;

Result<OwnedFd> openBeneath(Fd root, const char *path, int flags, unsigned mode) {
#ifndef SYS_openat2
  constexpr long SYS_openat2 = 437;
#endif
  OpenHow how{};
  how.flags = static_cast<uint64_t>(static_cast<unsigned>(flags)) | O_LARGEFILE;
  how.mode = mode;
  how.resolve = resolveBeneath | resolveNoMagicLinks;
  if (flags & O_PATH)
    how.flags &= ~static_cast<uint64_t>(O_LARGEFILE);
  // EAGAIN: a rename somewhere made ".." unsafe. Walking answers in the end.
  for (int attempt = 0; attempt < 8; ++attempt) {
    long fd = retry([&] { return ::syscall(SYS_openat2, root, path, &how, sizeof(how)); });
    if (fd >= 0)
      return adopt(static_cast<Fd>(fd));
    switch (errno) {
    case EAGAIN:
      continue;
    case EXDEV:
      return Unexpected(Errno::NotPermitted);
    // Some sandboxes answer EPERM for what they don't know.
    case EPERM:
    case ENOSYS:
      return Unexpected(Errno::NoSystemCall);
    }
    return lastError();
  }
  return Unexpected(Errno::NoSystemCall);
}

namespace {

// The walk's state: the folder that is open, the names that lead to it from the
// root, and what is left to walk.
class Walk {
public:
  explicit Walk(Fd root) : root(root) {}

  Result<OwnedFd> run(std::string_view path) {
    RT_CHECK(prepend(path, {}));
    std::string_view name;
    while (next(name)) {
      if (name == "..")
        RT_CHECK(goUp());
      else if (name != ".")
        RT_CHECK(goDown(name));
    }
    if (folder)
      return std::move(folder);
    return adopt(retry([&] { return ::openat(root, ".", folderFlags); }));
  }

private:
  Fd current() const { return folder ? folder.get() : root; }

  // Takes the next name off what is left, into `component`.
  bool next(std::string_view &name) {
    while (start < end && rest[start] == '/')
      ++start;
    size_t from = start;
    while (start < end && rest[start] != '/')
      ++start;
    name = {rest + from, start - from};
    return !name.empty();
  }

  // What is left becomes `text`, a slash, and `tail`.
  Result<void> prepend(std::string_view text, std::string_view tail) {
    if (text.size() + tail.size() + 1 >= sizeof(rest))
      return Unexpected(Errno::NameTooLong);
    memmove(rest + text.size() + 1, tail.data(), tail.size());
    memcpy(rest, text.data(), text.size());
    rest[text.size()] = '/';
    start = 0;
    end = text.size() + 1 + tail.size();
    return {};
  }

  static Result<OwnedFd> openFolder(Fd at, std::string_view name) {
    char text[NAME_MAX + 1];
    if (name.size() > NAME_MAX)
      return Unexpected(Errno::NameTooLong);
    memcpy(text, name.data(), name.size());
    text[name.size()] = 0;
    return adopt(retry([&] { return ::openat(at, text, folderFlags | O_NOFOLLOW); }));
  }

  Result<void> goDown(std::string_view name) {
    Result<OwnedFd> opened = openFolder(current(), name);
    if (opened)
      return push(name, std::move(*opened));
    if (opened.error() != Errno::NotDirectory && opened.error() != Errno::Loop)
      return Unexpected(opened.error());
    return follow(name);
  }

  Result<void> push(std::string_view name, OwnedFd &&opened) {
    if (trailLength + name.size() + 1 > sizeof(trail))
      return Unexpected(Errno::NameTooLong);
    memcpy(trail + trailLength, name.data(), name.size());
    trailLength += name.size();
    trail[trailLength++] = '/';
    folder = std::move(opened);
    return {};
  }

  // `name` isn't a folder: a link to walk, or the end.
  Result<void> follow(std::string_view name) {
    char text[NAME_MAX + 1];
    memcpy(text, name.data(), name.size());
    text[name.size()] = 0;
    char target[pathLimit];
    ssize_t size = retry([&] { return ::readlinkat(current(), text, target, sizeof(target)); });
    if (size < 0)
      return Unexpected(errno == EINVAL ? Errno::NotDirectory : static_cast<Errno>(errno));
    if (++links > linkLimit)
      return Unexpected(Errno::Loop);
    if (static_cast<size_t>(size) >= sizeof(target))
      return Unexpected(Errno::NameTooLong);
    if (size == 0)
      return Unexpected(Errno::NoEntry);
    if (target[0] == '/')
      return Unexpected(Errno::NotPermitted);
    return prepend({target, static_cast<size_t>(size)}, {rest + start, end - start});
  }

  Result<void> goUp() {
    if (trailLength == 0)
      return Unexpected(Errno::NotPermitted);
    --trailLength;
    while (trailLength > 0 && trail[trailLength - 1] != '/')
      --trailLength;
    folder.reset();
    size_t from = 0;
    for (size_t i = 0; i < trailLength; ++i) {
      if (trail[i] != '/')
        continue;
      folder = RT_TRY(openFolder(current(), {trail + from, i - from}));
      from = i + 1;
    }
    return {};
  }

  Fd root;
  OwnedFd folder;
  char trail[pathLimit]; // names of folders, a slash behind each
  size_t trailLength = 0;
  char rest[pathLimit];
  size_t start = 0;
  size_t end = 0;
  int links = 0;
};

} // namespace

Result<OwnedFd> walkToDirectory(Fd root, std::string_view path) { return Walk(root).run(path); }

static Result<OwnedFd> openDirectory(Fd root, const char *path) {
  Result<OwnedFd> opened = openBeneath(root, path, folderFlags, 0);
  if (opened || opened.error() != Errno::NoSystemCall)
    return opened;
  return walkToDirectory(root, path);
}

// Cuts `path` into folder and name. Returns where the name begins; a path that
// ends in "." or ".." is a folder as a whole.
static size_t splitLast(char *path, ResolvedPath &resolved) {
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/') {
    path[--length] = 0;
    resolved.trailingSlash = true;
  }
  char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  if (!strcmp(name, ".") || !strcmp(name, ".."))
    return length;
  return static_cast<size_t>(name - path);
}

// Replaces the name in `path`, from `nameAt` on, by the target of the link that
// it is. False if it is none.
static Result<bool> expandLink(Fd directory, const char *name, char *path, size_t nameAt,
                               bool trailingSlash) {
  char target[pathLimit];
  ssize_t size = retry([&] { return ::readlinkat(directory, name, target, sizeof(target)); });
  if (size < 0)
    return false; // no link, or not there: the caller's own call will say
  if (size == 0)
    return Unexpected(Errno::NoEntry);
  if (target[0] == '/')
    return Unexpected(Errno::NotPermitted);
  if (nameAt + static_cast<size_t>(size) + 2 > pathLimit)
    return Unexpected(Errno::NameTooLong);
  memcpy(path + nameAt, target, static_cast<size_t>(size));
  size_t length = nameAt + static_cast<size_t>(size);
  if (trailingSlash)
    path[length++] = '/';
  path[length] = 0;
  return true;
}

Result<void> resolvePath(Fd root, std::string_view path, FollowLast follow,
                         ResolvedPath &resolved) {
  PathBuffer buffer;
  RT_CHECK(buffer.set(path));
  for (int links = 0; links <= linkLimit; ++links) {
    size_t nameAt = splitLast(buffer.text, resolved);
    const char *name = buffer.text + nameAt;
    size_t length = strlen(name);
    if (length > NAME_MAX)
      return Unexpected(Errno::NameTooLong);
    memcpy(resolved.name, length ? name : ".", length ? length + 1 : 2);
    resolved.folder.reset();
    if (nameAt > 0) {
      char first = buffer.text[nameAt];
      buffer.text[nameAt] = 0;
      resolved.folder = RT_TRY(openDirectory(root, buffer.text));
      buffer.text[nameAt] = first;
    }
    bool follows =
        follow == FollowLast::Yes || (follow == FollowLast::No && resolved.trailingSlash);
    if (!length || !follows)
      return {};
    if (!RT_TRY(expandLink(resolved.directory(root), resolved.name, buffer.text, nameAt,
                           resolved.trailingSlash)))
      return {};
  }
  return Unexpected(Errno::Loop);
}

} // namespace aotc::rt::os
