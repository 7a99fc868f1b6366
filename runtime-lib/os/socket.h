// Sockets that the program was given as descriptors.
#pragma once

#include <span>

#include "os/file.h"

namespace aotc::rt::os {

struct Received {
  size_t size;
  bool truncated; // a datagram was longer than the buffers
};

Result<OwnedFd> accept(Fd fd, bool nonBlocking);
Result<Received> receive(Fd fd, std::span<const IoSlice> slices, bool peek, bool waitAll);
Result<size_t> send(Fd fd, std::span<const IoSlice> slices);
Result<void> shutdown(Fd fd, bool read, bool write);

} // namespace aotc::rt::os
