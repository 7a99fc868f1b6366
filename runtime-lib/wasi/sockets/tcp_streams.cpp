// Reading and writing a TCP connection as wasi:io's streams.
//
// check-write must say how much a write takes without waiting, and the kernel
// doesn't tell that. So a write that the socket's buffer has no room for is kept
// here (PendingOutput), and goes out while the program waits for whatever it is
// (Context::wait), or at its end. As long as something is pending, check-write
// allows nothing: never more than two permits are kept. The common write is one
// system call straight from the guest's memory, with no poll before it.
//
// Asking the kernel for its room first (SO_SNDBUF less SIOCOUTQ) was rejected: it
// counts buffers, not bytes, and is two more calls a write.
#include "wasi/sockets/tcp_streams.h"

#include <algorithm>
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"
#include "os/socket.h"

namespace aotc::rt::wasi::io {

// Owns itself: made when a write is short, gone when all of it is out.
struct PendingOutput : FlushHook, BackgroundOutput {
  Context &context;
  OpenFileRef file;
  uint8_t *data = nullptr;
  size_t begin = 0, end = 0;
  uint64_t lastSent = 0;                              // by the monotonic clock
  static constexpr uint64_t patience = 5'000'000'000; // nanoseconds

  PendingOutput(Context &context, OpenFile &owner) : context(context), file(&owner) {
    flush = [](FlushHook &self) { static_cast<PendingOutput &>(self).finish(); };
    fd = owner.fd;
    proceed = [](BackgroundOutput &self) { static_cast<PendingOutput &>(self).sendSome(); };
    context.addFlushHook(*this);
    context.addBackgroundOutput(*this);
    owner.pending = this;
  }
  ~PendingOutput() {
    context.removeFlushHook(*this);
    context.removeBackgroundOutput(*this);
    free(data);
  }

  bool append(std::span<const uint8_t> more) {
    memmove(data, data + begin, end - begin);
    end -= begin;
    begin = 0;
    auto *grown = static_cast<uint8_t *>(realloc(data, end + more.size()));
    if (!grown)
      return false;
    data = grown;
    memcpy(data + end, more.data(), more.size());
    end += more.size();
    return true;
  }

  // What the socket takes now; `this` may be gone afterwards.
  void sendSome() {
    while (begin < end) {
      os::IoSlice slice{data + begin, end - begin};
      auto sent = os::send(fd, {&slice, 1});
      if (!sent && sent.error() == os::Errno::WouldBlock)
        return;
      if (!sent) {
        file->pendingError = sent.error();
        break;
      }
      begin += *sent;
      lastSent = os::monotonicNow();
    }
    finished();
  }

  void finished() {
    if (file->writeEnded)
      (void)os::shutdown(fd, false, true).ok();
    file->pending = nullptr;
    delete this;
  }

  // At the program's end, as the kernel goes on sending what a program that ended has
  // written; and as the kernel does, it gives up a peer that takes nothing for long.
  void finish() {
    OpenFileRef keep = file;
    lastSent = std::max(lastSent, context.endingSince());
    while (keep->pending) {
      WaitEntry entry;
      entry.fd = keep->fd;
      entry.write = true;
      entry.deadline = lastSent + patience;
      if (!context.wait({&entry, 1}))
        return;
      if (keep->pending && os::monotonicNow() >= lastSent + patience)
        return;
    }
  }
};

} // namespace aotc::rt::wasi::io

namespace aotc::rt::wasi::sockets {

using io::OpenFile;
using io::OpenFileRef;

namespace {

constexpr uint64_t permit = 65536;

os::Result<size_t> readSocket(OpenFile &file, std::span<uint8_t> buffer) {
  if (file.readEnded)
    return 0;
  return os::read(file.fd, buffer);
}

os::Result<uint64_t> writableSocket(Context &, OpenFile &file) {
  if (file.pendingError != os::Errno{})
    return Unexpected(std::exchange(file.pendingError, os::Errno::BrokenPipe));
  if (file.writeEnded)
    return Unexpected(os::Errno::BrokenPipe);
  return file.pending ? 0 : permit;
}

os::Result<void> keep(Context &context, OpenFile &file, std::span<const uint8_t> data) {
  if (!file.pending)
    new io::PendingOutput(context, file);
  if (!file.pending->append(data))
    return Unexpected(os::Errno::OutOfMemory);
  return {};
}

os::Result<void> writeSocket(Context &context, OpenFile &file, std::span<const uint8_t> data) {
  RT_CHECK(writableSocket(context, file));
  while (!data.empty()) {
    if (file.pending)
      return keep(context, file, data);
    os::IoSlice slice{const_cast<uint8_t *>(data.data()), data.size()};
    auto sent = os::send(file.fd, {&slice, 1});
    if (!sent && sent.error() == os::Errno::WouldBlock)
      return keep(context, file, data);
    if (!sent)
      return Unexpected(sent.error());
    data = data.subspan(*sent);
  }
  return {};
}

// Nobody can write any more: the peer is told, as by shutdown. Not where closing
// follows: the kernel resets a connection with data that nobody has read.
void droppedStream(OpenFile &file, bool output) {
  if (output && file.references > 1)
    (void)endWriting(file).ok();
}

constexpr io::StreamBackend backend = {readSocket, writeSocket, writableSocket, droppedStream};

} // namespace

ConnectionStreams makeStreams(Context &context, const OpenFileRef &file) {
  auto input = io::makeOwn<io::streams::InputStream>(context, file);
  auto output = io::makeOwn<io::streams::OutputStream>(context, file);
  input->backend = &backend;
  output->backend = &backend;
  return {std::move(input), std::move(output)};
}

os::Result<void> endReading(OpenFile &file) {
  if (std::exchange(file.readEnded, true))
    return {};
  return os::shutdown(file.fd, true, false);
}

os::Result<void> endWriting(OpenFile &file) {
  if (std::exchange(file.writeEnded, true) || file.pending)
    return {};
  return os::shutdown(file.fd, false, true);
}

} // namespace aotc::rt::wasi::sockets
