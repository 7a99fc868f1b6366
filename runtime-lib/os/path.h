// Files by name below a folder. Nothing here ever reaches outside of `root`:
// "..", absolute paths and links that would are Errno::NotPermitted, whatever
// other processes rename meanwhile (path_resolve.cpp says how).
//
// Paths are a guest's: any bytes, any length. A NUL in them is Errno::Invalid, an
// empty path Errno::NoEntry, 4096 bytes or more Errno::NameTooLong. A trailing
// slash demands a folder.
#pragma once

#include <string_view>

#include "os/file.h"

namespace aotc::rt::os {

// Never: not even where a trailing slash would make the kernel do so.
enum class FollowLast : uint8_t { No, Yes, Never };

struct OpenOptions {
  bool read = false;
  bool write = false;
  bool append = false;
  bool create = false;
  bool exclusive = false; // with create: it must not be there
  bool truncate = false;
  bool directory = false; // it must be a folder
  bool nonBlocking = false;
  bool sync = false;
  bool dataSync = false;
  bool readSync = false;
};

// Neither read nor write gives a descriptor that only names the file: stat, and
// for folders a root for further calls here.
Result<OwnedFd> openAt(Fd root, std::string_view path, FollowLast follow,
                       const OpenOptions &options);
Result<FileStat> statAt(Fd root, std::string_view path, FollowLast follow);
Result<void> setTimesAt(Fd root, std::string_view path, FollowLast follow, SetTime accessed,
                        SetTime modified);
// At most buffer.size() bytes of the link's target: how many there were.
Result<size_t> readLinkAt(Fd root, std::string_view path, std::span<char> buffer);

Result<void> createDirectoryAt(Fd root, std::string_view path);
Result<void> unlinkFileAt(Fd root, std::string_view path);
Result<void> removeDirectoryAt(Fd root, std::string_view path);
// An absolute or empty target is refused.
Result<void> symlinkAt(std::string_view target, Fd root, std::string_view path);
Result<void> linkAt(Fd oldRoot, std::string_view oldPath, FollowLast follow, Fd newRoot,
                    std::string_view newPath);
Result<void> renameAt(Fd oldRoot, std::string_view oldPath, Fd newRoot, std::string_view newPath);

// A folder of the host, unconfined: only for what the user granted.
Result<OwnedFd> openHostDirectory(const char *path);

} // namespace aotc::rt::os
