// wasi:sockets/udp-create-socket. Without any grant for UDP there is no socket.
#include "wasi/sockets/udp_create_socket.h"

#include "wasi/sockets/addresses.h"
#include "wasi/sockets/grants.h"
#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::udp_create_socket {

Expected<Own<UdpSocket>, ErrorCode> createUdpSocket(Context &context,
                                                    IpAddressFamily addressFamily) {
  if (!context.state<NetworkGrants>().allowsSome(NetworkUse::Udp))
    return Unexpected(ErrorCode::AccessDenied);
  os::Family family = hostFamily(addressFamily);
  auto fd = NET_TRY(os::openInternetSocket(os::Protocol::Udp, family));
  return io::makeOwn<UdpSocket>(context, io::makeOpenFile(std::move(fd)),
                                io::Ref(new udp::Association), family);
}

} // namespace aotc::rt::wasi::sockets::udp_create_socket
