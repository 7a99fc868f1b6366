// What files' attributes look like to a preview-1 guest.
#pragma once

#include "wasi/preview1/descriptors.h"
#include "wasi/preview1/guest.h"

namespace aotc::rt::wasi::preview1 {

uint32_t storeFilestat(const CallSite *site, uint32_t address, const os::FileStat &stat);

struct FileTimes {
  os::SetTime accessed, modified;
};
// From fstflags: a time may be kept, set, or set to now, but not both.
Result<FileTimes> fileTimes(uint64_t accessed, uint64_t modified, uint32_t flags);

} // namespace aotc::rt::wasi::preview1
