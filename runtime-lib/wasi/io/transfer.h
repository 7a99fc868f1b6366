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

// The same, of no more than `writable` allowed: without waiting where the stream
// has a backend.
Expected<void, streams::StreamError> writePermitted(Context &context, streams::OutputStream &stream,
                                                    std::span<const uint8_t> data);
// Until what a backend holds back has gone out.
Expected<void, streams::StreamError> waitUntilFlushed(Context &context,
                                                      streams::OutputStream &stream);

// How much may be written now without waiting.
Expected<uint64_t, streams::StreamError> writable(Context &context, streams::OutputStream &stream);

} // namespace aotc::rt::wasi::io
