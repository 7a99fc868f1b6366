// wasi:sockets/tcp-create-socket, see resources.h.
#include "wasi/sockets/tcp_create_socket.h"

#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::tcp_create_socket {

Expected<Own<TcpSocket>, ErrorCode> createTcpSocket(Context &, IpAddressFamily) {
  return accessDenied;
}

} // namespace aotc::rt::wasi::sockets::tcp_create_socket
