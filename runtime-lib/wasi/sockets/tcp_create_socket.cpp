// wasi:sockets/tcp-create-socket. A program without any grant for TCP gets no
// socket at all: the kernel's networking isn't touched.
#include "wasi/sockets/tcp_create_socket.h"

#include "wasi/sockets/addresses.h"
#include "wasi/sockets/grants.h"
#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::tcp_create_socket {

Expected<Own<TcpSocket>, ErrorCode> createTcpSocket(Context &context,
                                                    IpAddressFamily addressFamily) {
  auto &grants = context.state<NetworkGrants>();
  if (!grants.allowsSome(NetworkUse::TcpConnect) && !grants.allowsSome(NetworkUse::TcpListen))
    return Unexpected(ErrorCode::AccessDenied);
  os::Family family = hostFamily(addressFamily);
  auto fd = NET_TRY(os::openInternetSocket(os::Protocol::Tcp, family));
  return io::makeOwn<TcpSocket>(context, io::makeOpenFile(std::move(fd)), family);
}

} // namespace aotc::rt::wasi::sockets::tcp_create_socket
