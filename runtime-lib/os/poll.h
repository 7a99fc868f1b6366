// Waiting for descriptors. Only Context::wait blocks here (core/context.h).
#pragma once

#include <optional>
#include <span>
#include <stdint.h>

#include "os/file.h"

namespace aotc::rt::os {

struct PollEntry {
  Fd fd = invalidFd;
  bool wantRead = false;
  bool wantWrite = false;
  // Results. An error or a hang-up counts as readable and writable too: the
  // next read or write says what is the matter.
  bool readable = false;
  bool writable = false;
  bool hangUp = false;
  bool error = false;
};

// How many entries are ready: 0 when the timeout (nanoseconds; none: for ever)
// has passed. EINTR is retried with what is left of it.
Result<size_t> poll(std::span<PollEntry> entries, std::optional<uint64_t> timeout);

} // namespace aotc::rt::os
