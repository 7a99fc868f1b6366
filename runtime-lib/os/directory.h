// Reading a folder. Not POSIX's DIR: that allocates, and its positions can't be
// handed to a guest.
#pragma once

#include <span>
#include <string_view>

#include "os/file.h"

namespace aotc::rt::os {

struct DirectoryEntry {
  std::string_view name; // in the reader's buffer; "." and ".." included
  uint64_t inode;
  FileType type; // Unknown where the file system doesn't say
  // Continue behind this entry with seekTo(position): the kernel's cookie.
  int64_t position;
};

// Reads a folder's entries through a buffer that the caller owns (at least 1 KiB;
// it must outlive the reader). The descriptor's own position is used.
class DirectoryReader {
public:
  DirectoryReader(Fd fd, std::span<uint8_t> buffer) : fd(fd), buffer(buffer) {}
  // No entry at the end of the folder.
  Result<std::optional<DirectoryEntry>> next();
  // 0 is the start.
  Result<void> seekTo(int64_t position);

private:
  Fd fd;
  std::span<uint8_t> buffer;
  size_t used = 0;
  size_t offset = 0;
};

} // namespace aotc::rt::os
