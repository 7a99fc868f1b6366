// wasi:sockets/udp-create-socket, see resources.h.
#include "wasi/sockets/udp_create_socket.h"

#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::udp_create_socket {

Expected<Own<UdpSocket>, ErrorCode> createUdpSocket(Context &, IpAddressFamily) {
  return accessDenied;
}

} // namespace aotc::rt::wasi::sockets::udp_create_socket
