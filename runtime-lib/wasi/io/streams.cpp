// wasi:io/streams: the methods of input-stream and output-stream, over
// transfer.h.
//
// A read goes through host memory first: the list that the guest gets is
// allocated exactly, and only the system call knows how long it is. Large reads
// use a buffer of their own, so that a file takes few calls.
//
// Nothing of a file is buffered behind the guest's back, so there is nothing to
// flush: a flush only tells whether the stream has failed. Of pipes, terminals and
// sockets, what the kernel has no room for is kept (pending_output.h), so that a write
// never waits.
#include "wasi/io/streams_inline.h"

#include <algorithm>

#include "os/memory.h"
#include "wasi/io/transfer.h"

namespace aotc::rt::wasi::io::streams {

namespace {

template <class T> using StreamResult = Expected<T, StreamError>;

} // namespace

// Host memory for one large read.
class ReadBuffer {
public:
  static constexpr size_t size = 1 << 20;
  explicit ReadBuffer(Context &) {}

  // Of `wanted` bytes at most; smaller where there is no memory for a big one.
  static std::span<uint8_t> get(Context &context, uint64_t wanted) {
    if (wanted <= Context::scratchSize)
      return context.scratch().first(wanted);
    auto &buffer = context.state<ReadBuffer>();
    if (!buffer.memory)
      if (auto pages = os::allocatePages(size))
        buffer.memory = *pages;
    if (!buffer.memory)
      return context.scratch();
    return {buffer.memory, static_cast<size_t>(std::min<uint64_t>(wanted, size))};
  }

private:
  uint8_t *memory = nullptr;
};

namespace {

StreamResult<GuestList<uint8_t>> readList(Context &context, Writer &out, InputStream &stream,
                                          uint64_t len, Blocking blocking) {
  auto buffer = ReadBuffer::get(context, len);
  size_t size = RT_TRY(readSome(context, stream, buffer, blocking));
  return out.bytes(buffer.first(size));
}

StreamResult<uint64_t> skip(Context &context, InputStream &stream, uint64_t len,
                            Blocking blocking) {
  auto buffer = ReadBuffer::get(context, len);
  return RT_TRY(readSome(context, stream, buffer, blocking));
}

void checkBlockingWrite(Context &context, uint64_t size) {
  if (size > blockingWriteLimit) [[unlikely]]
    trap(context, TrapKind::CanonicalAbi, "blocking write of more than 4096 bytes");
}

using WritePart = StreamResult<void>(Context &, OutputStream &, std::span<const uint8_t>);

StreamResult<void> writeZeroes(Context &context, OutputStream &stream, uint64_t size,
                               WritePart writePart) {
  auto zeroes = context.scratch();
  zeroes = zeroes.first(std::min<uint64_t>(size, zeroes.size()));
  memset(zeroes.data(), 0, zeroes.size());
  while (size > 0) {
    auto part = zeroes.first(std::min<uint64_t>(size, zeroes.size()));
    RT_CHECK(writePart(context, stream, part));
    size -= part.size();
  }
  return {};
}

StreamResult<void> checkOpen(const OutputStream &stream) {
  if (stream.closed)
    return Unexpected(StreamError{StreamError::Closed{}});
  return {};
}

StreamResult<uint64_t> spliceSome(Context &context, OutputStream &target, InputStream &source,
                                  uint64_t len, Blocking blocking) {
  uint64_t permit = RT_TRY(writable(context, target));
  if (permit == 0)
    return 0;
  auto buffer = ReadBuffer::get(context, std::min(len, permit));
  size_t size = RT_TRY(readSome(context, source, buffer, blocking));
  RT_CHECK(writePermitted(context, target, buffer.first(size)));
  return size;
}

Own<Pollable> subscribe(Context &context, const OpenFileRef &file, StreamMode mode, bool write,
                        const StreamBackend *backend) {
  poll::Pollable pollable{file, !write, write};
  if (mode != StreamMode::Sequential || file->fd == os::invalidFd)
    pollable = {file, false, false, 0}; // always ready
  if (write && backend)
    pollable.of = poll::Pollable::Of::SocketOutput;
  return makeOwn<Pollable>(context, std::move(pollable));
}

} // namespace

void writeNotPermitted(Context &context) {
  trap(context, TrapKind::CanonicalAbi, "write of more than check-write permitted");
}

StreamResult<GuestList<uint8_t>> inputStreamRead(Context &context, Writer &out, InputStream &self,
                                                 uint64_t len) {
  return readList(context, out, self, len, Blocking::No);
}

StreamResult<GuestList<uint8_t>> inputStreamBlockingRead(Context &context, Writer &out,
                                                         InputStream &self, uint64_t len) {
  return readList(context, out, self, len, Blocking::Yes);
}

StreamResult<uint64_t> inputStreamSkip(Context &context, InputStream &self, uint64_t len) {
  return skip(context, self, len, Blocking::No);
}

StreamResult<uint64_t> inputStreamBlockingSkip(Context &context, InputStream &self, uint64_t len) {
  return skip(context, self, len, Blocking::Yes);
}

Own<Pollable> inputStreamSubscribe(Context &context, InputStream &self) {
  return subscribe(context, self.file, self.mode, false, self.backend);
}

StreamResult<uint64_t> checkWriteOfAny(Context &context, OutputStream &stream) {
  stream.permit = 0;
  stream.permit = RT_TRY(writable(context, stream));
  return stream.permit;
}

StreamResult<void> writeAndFlushAny(Context &context, OutputStream &stream,
                                    std::span<const uint8_t> contents) {
  checkBlockingWrite(context, contents.size());
  RT_CHECK(writeEverything(context, stream, contents));
  return waitUntilFlushed(context, stream);
}

StreamResult<void> outputStreamFlush(Context &, OutputStream &self) { return checkOpen(self); }

Own<Pollable> outputStreamSubscribe(Context &context, OutputStream &self) {
  StreamMode mode = self.closed ? StreamMode::Positioned : self.mode;
  return subscribe(context, self.file, mode, true, self.backend);
}

StreamResult<void> outputStreamWriteZeroes(Context &context, OutputStream &self, uint64_t len) {
  usePermit(context, self, len);
  return writeZeroes(context, self, len, writePermitted);
}

StreamResult<void> outputStreamBlockingWriteZeroesAndFlush(Context &context, OutputStream &self,
                                                           uint64_t len) {
  checkBlockingWrite(context, len);
  RT_CHECK(writeZeroes(context, self, len, writeEverything));
  return waitUntilFlushed(context, self);
}

StreamResult<uint64_t> outputStreamSplice(Context &context, OutputStream &self, InputStream &src,
                                          uint64_t len) {
  return spliceSome(context, self, src, len, Blocking::No);
}

StreamResult<uint64_t> outputStreamBlockingSplice(Context &context, OutputStream &self,
                                                  InputStream &src, uint64_t len) {
  while (RT_TRY(writable(context, self)) == 0) {
    poll::Pollable ready{self.file, false, true};
    poll::pollableBlock(context, ready);
  }
  return spliceSome(context, self, src, len, Blocking::Yes);
}

void dropInputStream(Context &context, InputStream *resource) {
  if (resource->backend)
    resource->backend->dropped(*resource->file.get(), false);
  destroy(context, resource);
}

void dropOutputStream(Context &context, OutputStream *resource) {
  if (resource->backend)
    resource->backend->dropped(*resource->file.get(), true);
  destroy(context, resource);
}

} // namespace aotc::rt::wasi::io::streams
