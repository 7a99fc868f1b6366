// Where a guest is in a folder that it reads by fd_readdir.
#pragma once

#include <vector>

#include "os/directory.h"

namespace aotc::rt::wasi::preview1 {

// A cookie is the number of entries before it; 0 is the start, which also forgets all
// others. The kernel's own positions won't do: they are hashes of up to 63 bits, and
// wasi-libc's `telldir` keeps 32 of them.
class FolderCookies {
public:
  // Lets `reader` go on at `cookie`; behind the last entry it stays at the end.
  os::Result<void> seek(os::DirectoryReader &reader, uint64_t cookie);
  // The next entry was read, and `position` is behind it.
  void passed(int64_t position);

private:
  void keep(uint64_t cookie, int64_t position);

  // For a cookie that isn't of the last call, up to this many entries are read again.
  static constexpr uint64_t interval = 256;

  std::vector<int64_t> kept;   // behind `interval` entries, twice as many, …
  uint64_t base = 0;           // the last call's cookie
  std::vector<int64_t> recent; // where `base` goes on, and each cookie behind it
};

} // namespace aotc::rt::wasi::preview1
