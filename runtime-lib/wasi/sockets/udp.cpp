// wasi:sockets/udp: the socket. Its streams of datagrams are in udp_streams.cpp.
//
// A grant covers the addresses that are sent to as well as those that are bound.
// Who may send may bind to a port that the kernel chooses, and then hears only
// from those whom it may send to.
#include "wasi/sockets/udp.h"

#include "wasi/sockets/addresses.h"
#include "wasi/sockets/grants.h"
#include "wasi/sockets/options.h"
#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::udp {

using os::SocketOption;
using State = UdpSocket::State;

NetworkResult<void> udpSocketStartBind(Context &context, UdpSocket &self, Network &,
                                       IpSocketAddress localAddress) {
  os::InternetAddress address = hostAddress(localAddress);
  if (self.state != State::Unbound)
    return Unexpected(self.state == State::Bound ? ErrorCode::InvalidState
                                                 : ErrorCode::ConcurrencyConflict);
  RT_CHECK(checkLocalAddress(address, self.family));
  bool granted = context.state<NetworkGrants>().allows(NetworkUse::Udp, address);
  if (!granted && !(address.port == 0 && isUnspecified(address)))
    return Unexpected(ErrorCode::AccessDenied);
  if (auto bound = os::bind(self.file->fd, address, os::Protocol::Udp); !bound)
    return Unexpected(bindErrorCode(bound.error()));
  self.association->filtersSenders = !granted;
  self.state = State::BindInProgress;
  return {};
}

NetworkResult<void> udpSocketFinishBind(Context &, UdpSocket &self) {
  if (self.state != State::BindInProgress)
    return Unexpected(ErrorCode::NotInProgress);
  self.state = State::Bound;
  return {};
}

namespace {

NetworkResult<void> associate(Context &context, UdpSocket &socket,
                              const std::optional<os::InternetAddress> &peer) {
  auto &association = *socket.association.get();
  if (peer) {
    RT_CHECK(checkRemoteAddress(*peer, socket.family));
    if (!context.state<NetworkGrants>().allows(NetworkUse::Udp, *peer))
      return Unexpected(ErrorCode::AccessDenied);
  }
  if (association.peer) {
    // Linux takes back a port that it had chosen itself.
    os::InternetAddress local = NET_TRY(os::localAddress(socket.file->fd));
    NET_CHECK(os::disconnect(socket.file->fd));
    association.peer.reset();
    if (NET_TRY(os::localAddress(socket.file->fd)) != local)
      NET_CHECK(os::bind(socket.file->fd, local, os::Protocol::Udp));
  }
  if (peer) {
    if (auto connected = os::connect(socket.file->fd, *peer); !connected)
      return Unexpected(connectErrorCode(connected.error()));
    association.peer = peer;
  }
  ++association.number;
  return {};
}

} // namespace

Expected<std::tuple<Own<IncomingDatagramStream>, Own<OutgoingDatagramStream>>, ErrorCode>
udpSocketStream(Context &context, UdpSocket &self, std::optional<IpSocketAddress> remoteAddress) {
  if (self.state != State::Bound)
    return Unexpected(ErrorCode::InvalidState);
  std::optional<os::InternetAddress> peer;
  if (remoteAddress)
    peer = hostAddress(*remoteAddress);
  RT_CHECK(associate(context, self, peer));
  auto stream = [&] {
    return DatagramStream{self.file, self.association, self.association->number, self.family};
  };
  return std::tuple(io::makeOwn<IncomingDatagramStream>(context, stream()),
                    io::makeOwn<OutgoingDatagramStream>(context, stream()));
}

Expected<IpSocketAddress, ErrorCode> udpSocketLocalAddress(Context &, UdpSocket &self) {
  if (self.state != State::Bound)
    return Unexpected(ErrorCode::InvalidState);
  return guestAddress(NET_TRY(os::localAddress(self.file->fd)));
}

Expected<IpSocketAddress, ErrorCode> udpSocketRemoteAddress(Context &, UdpSocket &self) {
  if (!self.association->peer)
    return Unexpected(ErrorCode::InvalidState);
  return guestAddress(*self.association->peer);
}

IpAddressFamily udpSocketAddressFamily(Context &, UdpSocket &self) {
  return guestFamily(self.family);
}

NetworkResult<uint8_t> udpSocketUnicastHopLimit(Context &, UdpSocket &self) {
  return hopLimit(self.file->fd, self.family);
}
NetworkResult<void> udpSocketSetUnicastHopLimit(Context &, UdpSocket &self, uint8_t value) {
  return setHopLimit(self.file->fd, self.family, value);
}

NetworkResult<uint64_t> udpSocketReceiveBufferSize(Context &, UdpSocket &self) {
  return bufferSize(self.file->fd, SocketOption::ReceiveBuffer);
}
NetworkResult<void> udpSocketSetReceiveBufferSize(Context &, UdpSocket &self, uint64_t value) {
  return setBufferSize(self.file->fd, SocketOption::ReceiveBuffer, value);
}

NetworkResult<uint64_t> udpSocketSendBufferSize(Context &, UdpSocket &self) {
  return bufferSize(self.file->fd, SocketOption::SendBuffer);
}
NetworkResult<void> udpSocketSetSendBufferSize(Context &, UdpSocket &self, uint64_t value) {
  return setBufferSize(self.file->fd, SocketOption::SendBuffer, value);
}

// Binding is all that a socket is asked to finish, and it is never under way.
Own<Pollable> udpSocketSubscribe(Context &context, UdpSocket &self) {
  auto pollable = io::makeOwn<Pollable>(context, self.file);
  pollable->of = Pollable::Of::Socket;
  return pollable;
}

void dropUdpSocket(Context &context, UdpSocket *resource) { io::destroy(context, resource); }

} // namespace aotc::rt::wasi::sockets::udp
