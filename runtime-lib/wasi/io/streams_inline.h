// The methods of output-stream that guests call by the million: they become part of their
// shims, which include this file, and these part of the guest, where what they load of the
// call site and of the instance is constant. What isn't the common case is a call of
// streams.cpp.
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

inline void usePermit(Context &context, OutputStream &stream, uint64_t size) {
  if (size > stream.permit) [[unlikely]]
    writeNotPermitted(context);
  stream.permit -= size;
}

// Of what may be handed to the kernel as it is (isPromised, isDirect).
[[gnu::always_inline]] inline Expected<void, StreamError>
writeDirectly(Context &context, OutputStream &stream, std::span<const uint8_t> contents) {
  auto size = os::write(stream.file->fd, contents);
  if (!size || *size != contents.size()) [[unlikely]]
    return completeWrite(context, stream, contents, size);
  stream.promised -= static_cast<uint32_t>(std::min<size_t>(stream.promised, *size));
  return {};
}

[[gnu::always_inline]] inline Expected<uint64_t, StreamError>
outputStreamCheckWrite(Context &context, OutputStream &self) {
  if (!isPromised(context, self, 1)) [[unlikely]]
    return checkWriteOfAny(context, self);
  self.permit = permit;
  return permit;
}

[[gnu::always_inline]] inline Expected<void, StreamError>
outputStreamWrite(Context &context, OutputStream &self, std::span<const uint8_t> contents) {
  usePermit(context, self, contents.size());
  if (isPromised(context, self, contents.size())) [[likely]]
    return writeDirectly(context, self, contents);
  return writePermitted(context, self, contents);
}

[[gnu::always_inline]] inline Expected<void, StreamError>
outputStreamBlockingWriteAndFlush(Context &context, OutputStream &self,
                                  std::span<const uint8_t> contents) {
  if (!contents.empty() && contents.size() <= blockingWriteLimit && isDirect(context, self))
      [[likely]]
    return writeDirectly(context, self, contents);
  return writeAndFlushAny(context, self, contents);
}

[[gnu::always_inline]] inline Expected<void, StreamError>
outputStreamBlockingFlush(Context &context, OutputStream &self) {
  if (isPromised(context, self, 1)) [[likely]]
    return {};
  return waitUntilFlushed(context, self);
}

} // namespace aotc::rt::wasi::io::streams

namespace aotc::rt {

// The shims, as bindgen defines them; LLVM's inliner finds them too large by itself.
#define AOTC_PART_OF_GUEST extern "C" [[gnu::always_inline]] void
AOTC_PART_OF_GUEST
aotc_wit_wasi_io_streams_0_2__method_output_stream_check_write(const CallSite *site, uint32_t self,
                                                               uint32_t result);
AOTC_PART_OF_GUEST aotc_wit_wasi_io_streams_0_2__method_output_stream_write(
    const CallSite *site, uint32_t self, uint32_t contents, uint32_t count, uint32_t result);
AOTC_PART_OF_GUEST
aotc_wit_wasi_io_streams_0_2__method_output_stream_blocking_write_and_flush(
    const CallSite *site, uint32_t self, uint32_t contents, uint32_t count, uint32_t result);
AOTC_PART_OF_GUEST
aotc_wit_wasi_io_streams_0_2__method_output_stream_blocking_flush(const CallSite *site,
                                                                  uint32_t self, uint32_t result);
#undef AOTC_PART_OF_GUEST

} // namespace aotc::rt
