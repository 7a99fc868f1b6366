// Cookies are counted, and one in `interval` is kept with the kernel's position, so
// that a folder of a million entries takes 32 KB; and all of the last call. So whoever
// reads from start to end, as nearly everybody does, always goes on at the kernel's own
// position, and sees what a native program does when entries come and go meanwhile.
#include "wasi/preview1/folder_cookies.h"

#include <algorithm>

namespace aotc::rt::wasi::preview1 {

os::Result<void> FolderCookies::seek(os::DirectoryReader &reader, uint64_t cookie) {
  int64_t position = 0;
  uint64_t at = 0;
  if (cookie == 0) {
    kept.clear();
  } else if (cookie >= base && cookie - base < recent.size()) {
    position = recent[cookie - base];
    at = cookie;
  } else if (uint64_t known = std::min<uint64_t>(cookie / interval, kept.size())) {
    position = kept[known - 1];
    at = known * interval;
  }
  RT_TRY(reader.seekTo(position));
  while (at < cookie) {
    auto entry = RT_TRY(reader.next());
    if (!entry)
      break;
    position = entry->position;
    keep(++at, position);
  }
  base = at;
  recent.assign(1, position);
  return {};
}

void FolderCookies::passed(int64_t position) {
  keep(base + recent.size(), position);
  recent.push_back(position);
}

void FolderCookies::keep(uint64_t cookie, int64_t position) {
  if (cookie == (kept.size() + 1) * interval)
    kept.push_back(position);
}

} // namespace aotc::rt::wasi::preview1
