// For the files of os/ only: from a guest's path to a folder and a name in it.
#pragma once

#include <string_view>

#include "os/path.h"

namespace aotc::rt::os {

inline constexpr size_t pathLimit = 4096;

// A path for the kernel, ended with NUL.
struct PathBuffer {
  char text[pathLimit];
  // Refuses what no path below a folder can be (path.h).
  Result<void> set(std::string_view path);
};

struct ResolvedPath {
  OwnedFd folder; // none: the root itself
  char name[258]; // without a slash, "." for the folder itself
  bool trailingSlash = false;

  Fd directory(Fd root) const { return folder ? folder.get() : root; }
  void appendSlash();
};

// All but the last component is resolved, below `root`; the last one too if it is
// a link and is to be followed, which includes FollowLast::No with a trailing
// slash. The name needn't exist.
Result<void> resolvePath(Fd root, std::string_view path, FollowLast follow, ResolvedPath &resolved);

// openat2 with RESOLVE_BENEATH; Errno::NoSystemCall where it can't answer.
Result<OwnedFd> openBeneath(Fd root, const char *path, int flags, unsigned mode);

// A folder below `root`, step by step, without openat2.
Result<OwnedFd> walkToDirectory(Fd root, std::string_view path);

} // namespace aotc::rt::os
