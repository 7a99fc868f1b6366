// The methods of output-stream that guests call by the million: they become part of their
// shims, which include this file. What isn't the common case is a call of streams.cpp.
#pragma once

#include <algorithm>

#include "os/file.h"
#include "wasi/io/streams.h"
#include "wasi/io/transfer.h"

namespace aotc::rt::wasi::io::streams {

inline constexpr size_t blockingWriteLimit = 4096; // WIT: "up to 4096 bytes"

// streams.cpp: the same methods for any stream.
Expected<uint64_t, StreamError> checkWriteOfAny(Context &context, OutputStream &stream);
Expected<void, StreamError> writeAndFlushAny(Context &context, OutputStream &stream,
                                             std::span<const uint8_t> contents);
[[noreturn, gnu::cold]] void writeNotPermitted(Context &context);

[[gnu::always_inline]] inline Expected<uint64_t, StreamError>
outputStreamCheckWrite(Context &context, OutputStream &self) {
  if (!isPromised(context, self, 1)) [[unlikely]]
    return checkWriteOfAny(context, self);
  self.permit = permit;
  return permit;
}

[[gnu::always_inline]] inline Expected<void, StreamError>
outputStreamWrite(Context &context, OutputStream &self, std::span<const uint8_t> contents) {
  if (contents.size() > self.permit) [[unlikely]]
    writeNotPermitted(context);
  self.permit -= contents.size();
  if (isPromised(context, self, contents.size())) {
    auto size = os::write(self.file->fd, contents);
    if (size && *size == contents.size()) [[likely]] {
      self.promised -= static_cast<uint32_t>(*size);
      return {};
    }
    return completeWrite(context, self, contents, size);
  }
  return writePermitted(context, self, contents);
}

[[gnu::always_inline]] inline Expected<void, StreamError>
outputStreamBlockingWriteAndFlush(Context &context, OutputStream &self,
                                  std::span<const uint8_t> contents) {
  if (!contents.empty() && contents.size() <= blockingWriteLimit && isDirect(context, self)) {
    auto size = os::write(self.file->fd, contents);
    if (size && *size == contents.size()) [[likely]] {
      self.promised -= std::min(self.promised, static_cast<uint32_t>(*size));
      return {};
    }
    return completeWrite(context, self, contents, size);
  }
  return writeAndFlushAny(context, self, contents);
}

[[gnu::always_inline]] inline Expected<void, StreamError>
outputStreamBlockingFlush(Context &context, OutputStream &self) {
  if (isPromised(context, self, 1)) [[likely]]
    return {};
  return waitUntilFlushed(context, self);
}

} // namespace aotc::rt::wasi::io::streams
