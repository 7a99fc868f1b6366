// wasi:sockets/tcp: the options of a socket. Times are nanoseconds in WIT and
// seconds in the kernel: they are rounded up, so that none becomes zero. The
// largest values are the kernel's.
#include "wasi/sockets/options.h"
#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::tcp {

using os::SocketOption;
using State = TcpSocket::State;

namespace {

constexpr uint64_t second = 1'000'000'000;
constexpr uint64_t largestKeepAlive = 32767, largestKeepAliveCount = 127, largestBacklog = 65535;

NetworkResult<uint64_t> duration(TcpSocket &socket, SocketOption option) {
  return static_cast<uint64_t>(NET_TRY(os::socketOption(socket.file->fd, option))) * second;
}

NetworkResult<void> setDuration(TcpSocket &socket, SocketOption option, uint64_t nanoseconds) {
  uint64_t seconds = nanoseconds / second + (nanoseconds % second != 0);
  return setClamped(socket.file->fd, option, seconds, largestKeepAlive);
}

} // namespace

NetworkResult<void> tcpSocketSetListenBacklogSize(Context &, TcpSocket &self, uint64_t value) {
  if (value == 0)
    return Unexpected(ErrorCode::InvalidArgument);
  if (self.state >= State::ConnectInProgress)
    return Unexpected(ErrorCode::InvalidState);
  self.backlog = static_cast<int>(std::min(value, largestBacklog));
  if (self.state == State::Listening)
    NET_CHECK(os::listen(self.file->fd, self.backlog));
  return {};
}

NetworkResult<bool> tcpSocketKeepAliveEnabled(Context &, TcpSocket &self) {
  return NET_TRY(os::socketOption(self.file->fd, SocketOption::KeepAlive)) != 0;
}
NetworkResult<void> tcpSocketSetKeepAliveEnabled(Context &, TcpSocket &self, bool value) {
  NET_CHECK(os::setSocketOption(self.file->fd, SocketOption::KeepAlive, value));
  return {};
}

NetworkResult<uint64_t> tcpSocketKeepAliveIdleTime(Context &, TcpSocket &self) {
  return duration(self, SocketOption::KeepAliveIdle);
}
NetworkResult<void> tcpSocketSetKeepAliveIdleTime(Context &, TcpSocket &self, uint64_t value) {
  return setDuration(self, SocketOption::KeepAliveIdle, value);
}

NetworkResult<uint64_t> tcpSocketKeepAliveInterval(Context &, TcpSocket &self) {
  return duration(self, SocketOption::KeepAliveInterval);
}
NetworkResult<void> tcpSocketSetKeepAliveInterval(Context &, TcpSocket &self, uint64_t value) {
  return setDuration(self, SocketOption::KeepAliveInterval, value);
}

NetworkResult<uint32_t> tcpSocketKeepAliveCount(Context &, TcpSocket &self) {
  return static_cast<uint32_t>(
      NET_TRY(os::socketOption(self.file->fd, SocketOption::KeepAliveCount)));
}
NetworkResult<void> tcpSocketSetKeepAliveCount(Context &, TcpSocket &self, uint32_t value) {
  return setClamped(self.file->fd, SocketOption::KeepAliveCount, value, largestKeepAliveCount);
}

NetworkResult<uint8_t> tcpSocketHopLimit(Context &, TcpSocket &self) {
  return hopLimit(self.file->fd, self.family);
}
NetworkResult<void> tcpSocketSetHopLimit(Context &, TcpSocket &self, uint8_t value) {
  return setHopLimit(self.file->fd, self.family, value);
}

NetworkResult<uint64_t> tcpSocketReceiveBufferSize(Context &, TcpSocket &self) {
  return bufferSize(self.file->fd, SocketOption::ReceiveBuffer);
}
NetworkResult<void> tcpSocketSetReceiveBufferSize(Context &, TcpSocket &self, uint64_t value) {
  return setBufferSize(self.file->fd, SocketOption::ReceiveBuffer, value);
}

NetworkResult<uint64_t> tcpSocketSendBufferSize(Context &, TcpSocket &self) {
  return bufferSize(self.file->fd, SocketOption::SendBuffer);
}
NetworkResult<void> tcpSocketSetSendBufferSize(Context &, TcpSocket &self, uint64_t value) {
  return setBufferSize(self.file->fd, SocketOption::SendBuffer, value);
}

} // namespace aotc::rt::wasi::sockets::tcp
