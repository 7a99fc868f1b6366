// The system calls behind streams.
//
// Descriptors are left as the program got them: O_NONBLOCK would change the file
// description that we share with other processes (a shell's terminal). So what
// might block is asked for first, through Context::wait; regular files never
// block and aren't asked. A write goes straight from the guest's memory to the
// kernel and waits there if it must: that is one system call, as in a native
// program. Without blocking, what a pipe has no room for is kept (pending_output.h).
#include "wasi/io/transfer.h"

#include <algorithm>

#include "os/write_modes.h"
#include "wasi/io/pending_output.h"

namespace aotc::rt::wasi::io {

using streams::InputStream;
using streams::OutputStream;
using streams::StreamError;

namespace {

Unexpected<StreamError> closed() { return Unexpected(StreamError{StreamError::Closed{}}); }

Unexpected<StreamError> operationFailed(Context &context, os::Errno code) {
  return Unexpected(
      StreamError{StreamError::LastOperationFailed{makeOwn<error::Error>(context, code)}});
}

// A standard stream that the program was started without is an empty input and
// an output that takes everything: what a native program makes of it whose
// library opens /dev/null instead, or passes over EBADF there.
bool isMissingStandardStream(const OpenFile &file, os::Errno error) {
  return error == os::Errno::BadDescriptor && !file.owned && file.fd <= os::standardError;
}

bool neverBlocks(OpenFile &file) {
  os::FileType type = typeOf(file);
  return type == os::FileType::RegularFile || type == os::FileType::Directory ||
         type == os::FileType::BlockDevice;
}

bool mayBlock(OutputStream &stream) {
  return stream.mode == StreamMode::Sequential && !neverBlocks(*stream.file.get());
}

os::Result<bool> waitForFile(Context &context, OpenFile &file, bool write, Blocking blocking) {
  WaitEntry entry;
  entry.fd = file.fd;
  entry.read = !write;
  entry.write = write;
  WaitEntry entries[2] = {entry, {}};
  entries[1].deadline = 0;
  RT_CHECK(context.wait({entries, blocking == Blocking::Yes ? size_t(1) : size_t(2)}));
  return entries[0].ready;
}

os::Result<size_t> readOnce(InputStream &stream, std::span<uint8_t> buffer) {
  if (stream.backend)
    return stream.backend->read(*stream.file.get(), buffer);
  if (stream.mode == StreamMode::Positioned) {
    auto size = os::pread(stream.file->fd, buffer, stream.position);
    if (size || size.error() != os::Errno::IllegalSeek)
      return size;
    stream.mode = StreamMode::Sequential; // a FIFO or a device, opened by name
  }
  return os::read(stream.file->fd, buffer);
}

os::Result<size_t> writeOnce(OutputStream &stream, std::span<const uint8_t> data) {
  switch (stream.mode) {
  case StreamMode::Positioned: {
    auto size = os::pwrite(stream.file->fd, data, stream.position);
    if (size || size.error() != os::Errno::IllegalSeek)
      return size;
    stream.mode = StreamMode::Sequential;
    return os::write(stream.file->fd, data);
  }
  case StreamMode::Append: {
    auto size = os::append(stream.file->fd, data);
    if (size || size.error() != os::Errno::IllegalSeek)
      return size;
    stream.mode = StreamMode::Sequential;
    return os::write(stream.file->fd, data);
  }
  case StreamMode::Sequential:
    return os::write(stream.file->fd, data);
  }
  return Unexpected(os::Errno::Invalid);
}

} // namespace

Expected<size_t, StreamError> readSome(Context &context, InputStream &stream,
                                       std::span<uint8_t> buffer, Blocking blocking) {
  if (buffer.empty())
    return 0;
  for (;;) {
    bool mayBlock = !stream.backend && stream.mode == StreamMode::Sequential &&
                    !neverBlocks(*stream.file.get());
    if (mayBlock) {
      auto ready = waitForFile(context, *stream.file.get(), false, blocking);
      if (!ready)
        return operationFailed(context, ready.error());
      if (!*ready)
        return 0;
    }
    auto size = readOnce(stream, buffer);
    if (size) {
      if (*size == 0)
        return closed();
      stream.position += *size;
      return *size;
    }
    if (isMissingStandardStream(*stream.file.get(), size.error()))
      return closed();
    // A backend, or someone else was faster than us.
    if (size.error() != os::Errno::WouldBlock)
      return operationFailed(context, size.error());
    if (blocking == Blocking::No)
      return 0;
    if (stream.backend)
      if (auto ready = waitForFile(context, *stream.file.get(), false, blocking); !ready)
        return operationFailed(context, ready.error());
  }
}

namespace {

// After a failure the stream is closed.
Unexpected<StreamError> writeFailed(Context &context, OutputStream &stream, os::Errno error) {
  stream.closed = true;
  stream.promised = 0;
  // Nobody reads any more: that is what C libraries make EPIPE of.
  return error == os::Errno::BrokenPipe ? closed() : operationFailed(context, error);
}

// What is kept of earlier output goes out first, whichever stream it was written to.
Expected<void, StreamError> waitForEarlierOutput(Context &context, OutputStream &stream) {
  OpenFile &file = *stream.file.get();
  if (context.firstBackgroundOutput()) [[unlikely]]
    if (auto waited = waitForPendingOn(context, file); !waited)
      return writeFailed(context, stream, waited.error());
  if (file.pendingError != os::Errno{}) [[unlikely]]
    return writeFailed(context, stream, std::exchange(file.pendingError, os::Errno{}));
  return {};
}

// What a backend takes at a time, and then the next.
Expected<void, StreamError> writeToBackend(Context &context, OutputStream &stream,
                                           std::span<const uint8_t> data) {
  OpenFile &file = *stream.file.get();
  while (!data.empty()) {
    auto room = stream.backend->writable(context, file);
    if (!room)
      return writeFailed(context, stream, room.error());
    if (*room == 0) {
      if (auto ready = waitForFile(context, file, true, Blocking::Yes); !ready)
        return writeFailed(context, stream, ready.error());
      continue;
    }
    auto part = data.first(std::min<uint64_t>(*room, data.size()));
    if (auto written = stream.backend->write(context, file, part); !written)
      return writeFailed(context, stream, written.error());
    data = data.subspan(part.size());
  }
  return {};
}

os::Result<size_t> sendToPipe(OpenFile &file, std::span<const uint8_t> data) {
  return os::writeNow(file.fd, data);
}
constexpr PendingTarget pipe = {sendToPipe, WaitEntry::noDeadline, nullptr};

// More than the pipe is known to have room for. What this stream holds back already goes first as
// it is; what another one does is waited for.
Expected<void, StreamError> writeToPipe(Context &context, OutputStream &stream,
                                        std::span<const uint8_t> data) {
  OpenFile &file = *stream.file.get();
  if (!file.pending)
    RT_CHECK(waitForEarlierOutput(context, stream));
  stream.promised = 0;
  auto written = sendOrKeep(context, file, data, pipe);
  if (!written && !isMissingStandardStream(file, written.error()))
    return writeFailed(context, stream, written.error());
  return {};
}

} // namespace

Expected<void, StreamError> writePermitted(Context &context, OutputStream &stream,
                                           std::span<const uint8_t> data) {
  if (stream.closed)
    return closed();
  if (data.empty())
    return {};
  if (!stream.backend)
    return data.size() <= stream.promised || !mayBlock(stream)
               ? writeEverything(context, stream, data)
               : writeToPipe(context, stream, data);
  if (auto written = stream.backend->write(context, *stream.file.get(), data); !written)
    return writeFailed(context, stream, written.error());
  return {};
}

Expected<void, StreamError> waitUntilFlushed(Context &context, OutputStream &stream) {
  if (stream.closed)
    return closed();
  if (!stream.backend)
    return waitForEarlierOutput(context, stream);
  for (;;) {
    auto room = stream.backend->writable(context, *stream.file.get());
    if (!room)
      return writeFailed(context, stream, room.error());
    if (*room)
      return {};
    if (auto ready = waitForFile(context, *stream.file.get(), true, Blocking::Yes); !ready)
      return writeFailed(context, stream, ready.error());
  }
}

Expected<void, StreamError> writeEverything(Context &context, OutputStream &stream,
                                            std::span<const uint8_t> data) {
  if (stream.closed)
    return closed();
  if (stream.backend)
    return writeToBackend(context, stream, data);
  RT_CHECK(waitForEarlierOutput(context, stream));
  if (data.empty())
    return {};
  return completeWrite(context, stream, data, writeOnce(stream, data));
}

Expected<void, StreamError> completeWrite(Context &context, OutputStream &stream,
                                          std::span<const uint8_t> data, os::Result<size_t> size) {
  for (;; size = writeOnce(stream, data)) {
    if (size && *size == 0) // a device that takes nothing: never again and again
      size = Unexpected(os::Errno::Io);
    if (!size && size.error() == os::Errno::WouldBlock) {
      // The descriptor was inherited with O_NONBLOCK.
      if (auto ready = waitForFile(context, *stream.file.get(), true, Blocking::Yes))
        continue;
    }
    if (!size && isMissingStandardStream(*stream.file.get(), size.error()))
      return {};
    if (!size)
      return writeFailed(context, stream, size.error());
    stream.position += *size;
    stream.promised -= static_cast<uint32_t>(std::min<size_t>(stream.promised, *size));
    data = data.subspan(*size);
    if (data.empty())
      return {};
  }
}

Expected<uint64_t, StreamError> writable(Context &context, OutputStream &stream) {
  if (stream.closed)
    return closed();
  if (stream.backend) {
    auto room = stream.backend->writable(context, *stream.file.get());
    if (!room)
      return writeFailed(context, stream, room.error());
    return *room;
  }
  if (!mayBlock(stream)) {
    if (stream.mode == StreamMode::Sequential)
      stream.promised = permit;
    return permit;
  }
  OpenFile &file = *stream.file.get();
  if (!tryToSendPending(file))
    return 0;
  if (file.pendingError != os::Errno{})
    return writeFailed(context, stream, std::exchange(file.pendingError, os::Errno{}));
  if (stream.promised == 0) {
    auto ready = waitForFile(context, file, true, Blocking::No);
    if (!ready)
      return writeFailed(context, stream, ready.error());
    stream.promised = *ready ? os::pipeRoom : 0;
  }
  return stream.promised ? permit : 0;
}

} // namespace aotc::rt::wasi::io
