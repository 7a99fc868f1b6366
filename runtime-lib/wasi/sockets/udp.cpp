// wasi:sockets/udp: without a grant of the network no socket exists, see
// resources.h.
#include "wasi/sockets/udp.h"

#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::udp {

Expected<void, ErrorCode> udpSocketStartBind(Context &, UdpSocket &, Network &, IpSocketAddress) {
  return accessDenied;
}

Expected<void, ErrorCode> udpSocketFinishBind(Context &, UdpSocket &) { return accessDenied; }

Expected<std::tuple<Own<IncomingDatagramStream>, Own<OutgoingDatagramStream>>, ErrorCode>
udpSocketStream(Context &, UdpSocket &, std::optional<IpSocketAddress>) {
  return accessDenied;
}

Expected<IpSocketAddress, ErrorCode> udpSocketLocalAddress(Context &, UdpSocket &) {
  return accessDenied;
}

Expected<IpSocketAddress, ErrorCode> udpSocketRemoteAddress(Context &, UdpSocket &) {
  return accessDenied;
}

IpAddressFamily udpSocketAddressFamily(Context &, UdpSocket &) { return IpAddressFamily::Ipv4; }

Expected<uint8_t, ErrorCode> udpSocketUnicastHopLimit(Context &, UdpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> udpSocketSetUnicastHopLimit(Context &, UdpSocket &, uint8_t) {
  return accessDenied;
}

Expected<uint64_t, ErrorCode> udpSocketReceiveBufferSize(Context &, UdpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> udpSocketSetReceiveBufferSize(Context &, UdpSocket &, uint64_t) {
  return accessDenied;
}

Expected<uint64_t, ErrorCode> udpSocketSendBufferSize(Context &, UdpSocket &) {
  return accessDenied;
}

Expected<void, ErrorCode> udpSocketSetSendBufferSize(Context &, UdpSocket &, uint64_t) {
  return accessDenied;
}

Own<Pollable> udpSocketSubscribe(Context &context, UdpSocket &) { return readyPollable(context); }

Expected<GuestList<IncomingDatagram>, ErrorCode>
incomingDatagramStreamReceive(Context &, Writer &, IncomingDatagramStream &, uint64_t) {
  return accessDenied;
}

Own<Pollable> incomingDatagramStreamSubscribe(Context &context, IncomingDatagramStream &) {
  return readyPollable(context);
}

Expected<uint64_t, ErrorCode> outgoingDatagramStreamCheckSend(Context &, OutgoingDatagramStream &) {
  return accessDenied;
}

Expected<uint64_t, ErrorCode> outgoingDatagramStreamSend(Context &, OutgoingDatagramStream &,
                                                         ListView<OutgoingDatagram>) {
  return accessDenied;
}

Own<Pollable> outgoingDatagramStreamSubscribe(Context &context, OutgoingDatagramStream &) {
  return readyPollable(context);
}

void dropUdpSocket(Context &, UdpSocket *resource) { delete resource; }

void dropIncomingDatagramStream(Context &, IncomingDatagramStream *resource) { delete resource; }

void dropOutgoingDatagramStream(Context &, OutgoingDatagramStream *resource) { delete resource; }

} // namespace aotc::rt::wasi::sockets::udp
