// Writing at a file's end.
#pragma once

#include "os/file.h"

namespace aotc::rt::os {

// Like write to a file opened with O_APPEND, whichever way this one was opened:
// moving to the end and writing are one step (where the kernel is older than
// 4.16, two). The descriptor's own position may change.
Result<size_t> append(Fd fd, std::span<const uint8_t> data);

} // namespace aotc::rt::os
