// Output that a descriptor had no room for. check-write must say how much a write takes
// without waiting, and the kernel doesn't tell that: so a write that doesn't fit is kept in
// the host's memory, and goes out while the program waits for whatever it is
// (Context::wait), before the next output to the same file, or at the program's end. As long
// as something is pending, a stream allows nothing: never more than two permits are kept.
#pragma once

#include "wasi/io/resources.h"

namespace aotc::rt::wasi::io {

// Where pending output goes.
struct PendingTarget {
  // As much as goes without waiting. Nothing: Errno::WouldBlock.
  os::Result<size_t> (*send)(OpenFile &file, std::span<const uint8_t> data);
  // For how long, at the program's end, nothing at all may go out before it is given up;
  // nanoseconds. WaitEntry::noDeadline: for ever.
  uint64_t patience;
  // All of it is out, or lost (OpenFile::pendingError). Null: nothing to do.
  void (*drained)(OpenFile &file);
};

// Sends what goes without waiting and keeps the rest. OutOfMemory: some of it may be out.
os::Result<void> sendOrKeep(Context &context, OpenFile &file, std::span<const uint8_t> data,
                            const PendingTarget &target);

// Whether nothing is pending any more, after sending what goes now.
bool tryToSendPending(OpenFile &file);

// Waits until nothing is pending that goes where `file` goes, by this descriptor or another
// one (a standard error that is the standard output).
os::Result<void> waitForPendingOn(Context &context, OpenFile &file);

} // namespace aotc::rt::wasi::io
