// Writes that write(2) can't do.
#pragma once

#include "os/file.h"

namespace aotc::rt::os {

// Like write to a file opened with O_APPEND, whichever way this one was opened:
// moving to the end and writing are one step (where the kernel is older than
// 4.16, two). The descriptor's own position may change.
Result<size_t> append(Fd fd, std::span<const uint8_t> data);

// As much as goes without waiting, also to a descriptor without O_NONBLOCK: a pipe, a terminal.
// Nothing: Errno::WouldBlock.
Result<size_t> writeNow(Fd fd, std::span<const uint8_t> data);

// Who may write that much to a pipe without waiting once it is ready (PIPE_BUF).
inline constexpr size_t pipeRoom = 4096;

} // namespace aotc::rt::os
