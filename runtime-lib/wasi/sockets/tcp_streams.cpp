// Reading and writing a TCP connection as wasi:io's streams.
//
// What the socket's buffer has no room for is kept in the host's memory
// (io/pending_output.h). The common write is one system call straight from the guest's
// memory, with no poll before it.
//
// Asking the kernel for its room first (SO_SNDBUF less SIOCOUTQ) was rejected: it
// counts buffers, not bytes, and is two more calls a write.
#include "wasi/sockets/tcp_streams.h"

#include "os/socket.h"
#include "wasi/io/pending_output.h"

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

os::Result<size_t> sendSome(OpenFile &file, std::span<const uint8_t> data) {
  os::IoSlice slice{const_cast<uint8_t *>(data.data()), data.size()};
  return os::send(file.fd, {&slice, 1});
}

// The guest ended writing while something was pending.
void drained(OpenFile &file) {
  if (file.writeEnded)
    (void)os::shutdown(file.fd, false, true).ok();
}

constexpr io::PendingTarget pendingTarget = {sendSome, 5'000'000'000, drained};

os::Result<void> checkWritable(OpenFile &file) {
  if (file.pendingError != os::Errno{})
    return Unexpected(std::exchange(file.pendingError, os::Errno::BrokenPipe));
  if (file.writeEnded)
    return Unexpected(os::Errno::BrokenPipe);
  return {};
}

os::Result<uint64_t> writableSocket(Context &, OpenFile &file) {
  bool all = io::tryToSendPending(file);
  RT_CHECK(checkWritable(file));
  return all ? permit : 0;
}

os::Result<void> writeSocket(Context &context, OpenFile &file, std::span<const uint8_t> data) {
  RT_CHECK(checkWritable(file));
  return io::sendOrKeep(context, file, data, pendingTarget);
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
