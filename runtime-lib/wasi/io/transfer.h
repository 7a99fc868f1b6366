// Reading and writing of streams: what the methods of wasi:io/streams are made of.
#pragma once

#include "wasi/io/resources.h"

namespace aotc::rt::wasi::io {

enum class Blocking : bool { No, Yes };

// At least one byte, or 0: nothing there now (only with Blocking::No). The end of
// the stream is StreamError::Closed.
Expected<size_t, streams::StreamError> readSome(Context &context, streams::InputStream &stream,
                                                std::span<uint8_t> buffer, Blocking blocking);

// All of it, waiting where it must. An error closes the stream.
Expected<void, streams::StreamError>
writeEverything(Context &context, streams::OutputStream &stream, std::span<const uint8_t> data);

// The same, of no more than `writable` allowed: without waiting.
Expected<void, streams::StreamError> writePermitted(Context &context, streams::OutputStream &stream,
                                                    std::span<const uint8_t> data);
// What writeEverything does once a first system call has written `data`, or a part, or failed.
// (An error is told once: the kernel may have another one for a second write.)
Expected<void, streams::StreamError> completeWrite(Context &context, streams::OutputStream &stream,
                                                   std::span<const uint8_t> data,
                                                   os::Result<size_t> size);
// Until what is held back has gone out.
Expected<void, streams::StreamError> waitUntilFlushed(Context &context,
                                                      streams::OutputStream &stream);

// How much may be written now without waiting.
Expected<uint64_t, streams::StreamError> writable(Context &context, streams::OutputStream &stream);

// Guests write at once more than a pipe has room for, and some lose the rest when they may not
// (CPython in components, whose standard output isn't buffered).
inline constexpr uint64_t permit = 1 << 20;

// Whether a write of that much, of 1 at least, can be handed to the kernel as it is: the common
// case, which becomes part of the host function as os/direct_call.h has it.
inline bool isPromised(const Context &context, const streams::OutputStream &stream, size_t size) {
  return size != 0 && size <= stream.promised && !context.firstBackgroundOutput();
}

// Whether a write that may wait can be handed to the kernel as it is, of any size.
inline bool isDirect(const Context &context, const streams::OutputStream &stream) {
  return !stream.closed && !stream.backend && stream.mode == StreamMode::Sequential &&
         !context.firstBackgroundOutput() && stream.file->pendingError == os::Errno{};
}

} // namespace aotc::rt::wasi::io
