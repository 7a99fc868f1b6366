// wasi:sockets/tcp: without a grant of the network no socket exists, see
// resources.h.
#include "wasi/sockets/tcp.h"

#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::tcp {

Expected<void, ErrorCode> tcpSocketStartBind(Context &, TcpSocket &, Network &, IpSocketAddress) {
  return accessDenied;
}

Expected<void, ErrorCode> tcpSocketFinishBind(Context &, TcpSocket &) { return accessDenied; }

Expected<void, ErrorCode> tcpSocketStartConnect(Context &, TcpSocket &, Network &,
                                                IpSocketAddress) {
  return accessDenied;
}

Expected<std::tuple<Own<InputStream>, Own<OutputStream>>, ErrorCode>
tcpSocketFinishConnect(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> tcpSocketStartListen(Context &, TcpSocket &) { return accessDenied; }

Expected<void, ErrorCode> tcpSocketFinishListen(Context &, TcpSocket &) { return accessDenied; }

Expected<std::tuple<Own<TcpSocket>, Own<InputStream>, Own<OutputStream>>, ErrorCode>
tcpSocketAccept(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<IpSocketAddress, ErrorCode> tcpSocketLocalAddress(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<IpSocketAddress, ErrorCode> tcpSocketRemoteAddress(Context &, TcpSocket &) {
  return accessDenied;
}

bool tcpSocketIsListening(Context &, TcpSocket &) { return false; }

IpAddressFamily tcpSocketAddressFamily(Context &, TcpSocket &) { return IpAddressFamily::Ipv4; }

Expected<void, ErrorCode> tcpSocketSetListenBacklogSize(Context &, TcpSocket &, uint64_t) {
  return accessDenied;
}

Expected<bool, ErrorCode> tcpSocketKeepAliveEnabled(Context &, TcpSocket &) { return accessDenied; }

Expected<void, ErrorCode> tcpSocketSetKeepAliveEnabled(Context &, TcpSocket &, bool) {
  return accessDenied;
}

Expected<uint64_t, ErrorCode> tcpSocketKeepAliveIdleTime(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> tcpSocketSetKeepAliveIdleTime(Context &, TcpSocket &, uint64_t) {
  return accessDenied;
}

Expected<uint64_t, ErrorCode> tcpSocketKeepAliveInterval(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> tcpSocketSetKeepAliveInterval(Context &, TcpSocket &, uint64_t) {
  return accessDenied;
}

Expected<uint32_t, ErrorCode> tcpSocketKeepAliveCount(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> tcpSocketSetKeepAliveCount(Context &, TcpSocket &, uint32_t) {
  return accessDenied;
}

Expected<uint8_t, ErrorCode> tcpSocketHopLimit(Context &, TcpSocket &) { return accessDenied; }

Expected<void, ErrorCode> tcpSocketSetHopLimit(Context &, TcpSocket &, uint8_t) {
  return accessDenied;
}

Expected<uint64_t, ErrorCode> tcpSocketReceiveBufferSize(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> tcpSocketSetReceiveBufferSize(Context &, TcpSocket &, uint64_t) {
  return accessDenied;
}

Expected<uint64_t, ErrorCode> tcpSocketSendBufferSize(Context &, TcpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> tcpSocketSetSendBufferSize(Context &, TcpSocket &, uint64_t) {
  return accessDenied;
}

Own<Pollable> tcpSocketSubscribe(Context &context, TcpSocket &) { return readyPollable(context); }

Expected<void, ErrorCode> tcpSocketShutdown(Context &, TcpSocket &, ShutdownType) {
  return accessDenied;
}

void dropTcpSocket(Context &, TcpSocket *resource) { delete resource; }

} // namespace aotc::rt::wasi::sockets::tcp
