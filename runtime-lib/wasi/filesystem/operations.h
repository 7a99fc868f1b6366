// Rules of the file system that preview 1 and wasi:filesystem share, over os/.
#pragma once

#include "core/context.h"
#include "os/path.h"

namespace aotc::rt::wasi::filesystem {

// Opens below `root`. Where the folder may not be changed (`mayMutate` false),
// what would write, create or truncate is Errno::ReadOnly if it would otherwise
// succeed, as on a file system that is mounted read-only.
//
// Guests ask for all rights where they don't know better: a folder that is asked
// for as such isn't opened for writing, which can't be, and what is neither to be
// read nor written is opened for reading.
os::Result<os::OwnedFd> open(os::Fd root, bool mayMutate, std::string_view path,
                             os::FollowLast follow, os::OpenOptions options);

// The link's target as a part of `buffer`. An absolute target is
// Errno::NotPermitted: it would tell about the host, and can't be followed.
os::Result<std::string_view> readLink(os::Fd root, std::string_view path, std::span<char> buffer);

// Times as unsigned nanoseconds since 1970, which is all that preview 1 has:
// clamped.
uint64_t nanoseconds(os::Timestamp time);
os::Timestamp timestamp(uint64_t nanoseconds);

// 128 bits that identify the file and stay the same as long as it exists.
struct Identity {
  uint64_t lower, upper;
};
Identity identity(const os::FileStat &stat);

} // namespace aotc::rt::wasi::filesystem
