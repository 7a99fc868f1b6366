// What is behind the handles of wasi:sockets. Nothing is, yet, but the network
// itself: without a grant of the network (there is none so far) no socket and no
// look-up is ever made, and the functions that would make one answer
// access-denied. Methods of what can't exist answer the same.
#pragma once

#include "wasi/io/resources.h"
#include "wasi/sockets/ip_name_lookup.h"
#include "wasi/sockets/network.h"
#include "wasi/sockets/tcp.h"
#include "wasi/sockets/udp.h"

namespace aotc::rt::wasi::sockets {

namespace network {
struct Network {};
} // namespace network
namespace ip_name_lookup {
struct ResolveAddressStream {};
} // namespace ip_name_lookup
namespace tcp {
struct TcpSocket {};
} // namespace tcp
namespace udp {
struct UdpSocket {};
struct IncomingDatagramStream {};
struct OutgoingDatagramStream {};
} // namespace udp

inline constexpr Unexpected<network::ErrorCode> accessDenied{network::ErrorCode::AccessDenied};

// Ready at once: the next call says what is the matter.
inline Own<io::poll::Pollable> readyPollable(Context &context) {
  return io::makeOwn<io::poll::Pollable>(context, io::OpenFileRef(), false, false, uint64_t(0));
}

} // namespace aotc::rt::wasi::sockets
