// wasi:sockets/tcp: binding, connecting, listening, accepting. Options are in
// tcp_options.cpp, the streams of a connection in tcp_streams.cpp.
//
// bind and listen are done when they are started, and finishing only reports
// that: the kernel never makes us wait for them. A connection is started without
// waiting; the socket becomes writable when it is decided. What the kernel refuses
// at once (on loopback it does) is told by finish-connect too, so that a guest sees
// the same everywhere.
//
// Who may connect may bind to a port that the kernel chooses, as connecting does
// that anyway; listening there needs a grant for it.
#include "wasi/sockets/tcp.h"

#include "os/socket.h"
#include "wasi/sockets/addresses.h"
#include "wasi/sockets/grants.h"
#include "wasi/sockets/resources.h"
#include "wasi/sockets/tcp_streams.h"

namespace aotc::rt::wasi::sockets::tcp {

using State = TcpSocket::State;

namespace {

Unexpected<ErrorCode> failed(ErrorCode code) { return Unexpected(code); }

bool isBound(const TcpSocket &socket) {
  return socket.state >= State::Bound && socket.state != State::Closed;
}

// Where another operation may be under way, or the socket be in another state.
NetworkResult<void> checkState(const TcpSocket &socket, State wanted) {
  if (socket.state == wanted)
    return {};
  if (socket.state == State::BindInProgress || socket.state == State::ListenInProgress ||
      socket.state == State::ConnectInProgress)
    return failed(ErrorCode::ConcurrencyConflict);
  return failed(ErrorCode::InvalidState);
}

NetworkResult<void> finish(const TcpSocket &socket, State inProgress) {
  if (socket.state != inProgress)
    return failed(ErrorCode::NotInProgress);
  return {};
}

// What the socket's pollable waits for follows from the state.
void enter(TcpSocket &socket, State state) {
  socket.state = state;
  socket.file->wantsRead = state == State::Listening;
  socket.file->wantsWrite = state == State::ConnectInProgress;
}

// False: the kernel hasn't decided yet.
bool isDecided(Context &context, TcpSocket &socket) {
  WaitEntry entries[2];
  entries[0].fd = socket.file->fd;
  entries[0].write = true;
  entries[1].deadline = 0;
  return !context.wait(entries) || entries[0].ready;
}

} // namespace

NetworkResult<void> tcpSocketStartBind(Context &context, TcpSocket &self, Network &,
                                       IpSocketAddress localAddress) {
  os::InternetAddress address = hostAddress(localAddress);
  RT_CHECK(checkState(self, State::Unbound));
  RT_CHECK(checkLocalAddress(address, self.family));
  auto &grants = context.state<NetworkGrants>();
  self.mayListen = grants.allows(NetworkUse::TcpListen, address);
  bool forConnecting =
      address.port == 0 && isUnspecified(address) && grants.allowsSome(NetworkUse::TcpConnect);
  if (!self.mayListen && !forConnecting)
    return failed(ErrorCode::AccessDenied);
  if (auto bound = os::bind(self.file->fd, address, os::Protocol::Tcp); !bound)
    return failed(bindErrorCode(bound.error()));
  enter(self, State::BindInProgress);
  return {};
}

NetworkResult<void> tcpSocketFinishBind(Context &, TcpSocket &self) {
  RT_CHECK(finish(self, State::BindInProgress));
  enter(self, State::Bound);
  return {};
}

NetworkResult<void> tcpSocketStartConnect(Context &context, TcpSocket &self, Network &,
                                          IpSocketAddress remoteAddress) {
  os::InternetAddress address = hostAddress(remoteAddress);
  if (self.state != State::Bound)
    RT_CHECK(checkState(self, State::Unbound));
  RT_CHECK(checkRemoteAddress(address, self.family));
  if (!context.state<NetworkGrants>().allows(NetworkUse::TcpConnect, address))
    return failed(ErrorCode::AccessDenied);
  auto connected = os::connect(self.file->fd, address);
  enter(self, State::ConnectInProgress);
  if (!connected && connected.error() != os::Errno::InProgress) {
    self.connectError = connected.error();
    self.file->wantsWrite = false;
  }
  return {};
}

Expected<std::tuple<Own<InputStream>, Own<OutputStream>>, ErrorCode>
tcpSocketFinishConnect(Context &context, TcpSocket &self) {
  RT_CHECK(finish(self, State::ConnectInProgress));
  os::Errno error = self.connectError;
  if (error == os::Errno{}) {
    if (!isDecided(context, self))
      return failed(ErrorCode::WouldBlock);
    if (auto connected = os::takeError(self.file->fd); !connected)
      error = connected.error();
  }
  if (error != os::Errno{}) {
    enter(self, State::Closed);
    return failed(connectErrorCode(error));
  }
  enter(self, State::Connected);
  auto [input, output] = makeStreams(context, self.file);
  return std::tuple(std::move(input), std::move(output));
}

NetworkResult<void> tcpSocketStartListen(Context &, TcpSocket &self) {
  RT_CHECK(checkState(self, State::Bound));
  if (!self.mayListen)
    return failed(ErrorCode::AccessDenied);
  NET_CHECK(os::listen(self.file->fd, self.backlog));
  enter(self, State::ListenInProgress);
  return {};
}

NetworkResult<void> tcpSocketFinishListen(Context &, TcpSocket &self) {
  RT_CHECK(finish(self, State::ListenInProgress));
  enter(self, State::Listening);
  return {};
}

namespace {

// Linux hands over what happened to the new connection meanwhile; to who accepts
// it is one that was aborted.
ErrorCode acceptErrorCode(os::Errno error) {
  using os::Errno;
  constexpr Errno ofConnection[] = {
      Errno::NetworkDown,
      Errno::Protocol,
      Errno::NoProtocolOption,
      Errno{112},
      Errno{64},
      Errno::HostUnreachable,
      Errno::NotSupported,
      Errno::NetworkUnreachable,
      Errno::NotPermitted,
  };
  for (Errno one : ofConnection)
    if (one == error)
      return ErrorCode::ConnectionAborted;
  return errorCode(error);
}

} // namespace

Expected<std::tuple<Own<TcpSocket>, Own<InputStream>, Own<OutputStream>>, ErrorCode>
tcpSocketAccept(Context &context, TcpSocket &self) {
  if (self.state != State::Listening)
    return failed(ErrorCode::InvalidState);
  auto accepted = os::accept(self.file->fd, true);
  if (!accepted)
    return failed(acceptErrorCode(accepted.error()));
  auto socket = io::makeOwn<TcpSocket>(context, io::makeOpenFile(std::move(*accepted)), self.family,
                                       State::Connected);
  auto [input, output] = makeStreams(context, socket->file);
  return std::tuple(std::move(socket), std::move(input), std::move(output));
}

Expected<IpSocketAddress, ErrorCode> tcpSocketLocalAddress(Context &, TcpSocket &self) {
  if (!isBound(self))
    return failed(ErrorCode::InvalidState);
  return guestAddress(NET_TRY(os::localAddress(self.file->fd)));
}

Expected<IpSocketAddress, ErrorCode> tcpSocketRemoteAddress(Context &, TcpSocket &self) {
  if (self.state != State::Connected)
    return failed(ErrorCode::InvalidState);
  return guestAddress(NET_TRY(os::remoteAddress(self.file->fd)));
}

bool tcpSocketIsListening(Context &, TcpSocket &self) { return self.state == State::Listening; }

IpAddressFamily tcpSocketAddressFamily(Context &, TcpSocket &self) {
  return guestFamily(self.family);
}

Own<Pollable> tcpSocketSubscribe(Context &context, TcpSocket &self) {
  auto pollable = io::makeOwn<Pollable>(context, self.file);
  pollable->of = Pollable::Of::Socket;
  return pollable;
}

NetworkResult<void> tcpSocketShutdown(Context &, TcpSocket &self, ShutdownType shutdownType) {
  if (self.state != State::Connected)
    return failed(ErrorCode::InvalidState);
  // A connection that the peer has reset is shut down already.
  auto check = [](os::Result<void> ended) -> NetworkResult<void> {
    if (!ended && ended.error() != os::Errno::NotConnected)
      return failed(errorCode(ended.error()));
    return {};
  };
  if (shutdownType != ShutdownType::Send)
    RT_CHECK(check(endReading(*self.file.get())));
  if (shutdownType != ShutdownType::Receive)
    RT_CHECK(check(endWriting(*self.file.get())));
  return {};
}

void dropTcpSocket(Context &context, TcpSocket *resource) { io::destroy(context, resource); }

} // namespace aotc::rt::wasi::sockets::tcp
