// Addresses and errors between the kernel's form and WIT's, and the rules that
// addresses from a guest have to keep.
#pragma once

#include "os/internet.h"
#include "wasi/sockets/network.h"

namespace aotc::rt::wasi::sockets {

template <class T> using NetworkResult = Expected<T, network::ErrorCode>;

os::Family hostFamily(network::IpAddressFamily family);
network::IpAddressFamily guestFamily(os::Family family);

os::InternetAddress hostAddress(const network::IpSocketAddress &address);
network::IpSocketAddress guestAddress(const os::InternetAddress &address);
network::IpAddress guestIpAddress(const os::InternetAddress &address);

bool isUnspecified(const os::InternetAddress &address);
// An address to bind a socket of this family to: unicast, not an IPv4 address in
// IPv6's clothes.
NetworkResult<void> checkLocalAddress(const os::InternetAddress &address, os::Family family);
// One to talk to: it and its port must be set too.
NetworkResult<void> checkRemoteAddress(const os::InternetAddress &address, os::Family family);

// What the kernel said. Unknown where WIT has no word.
network::ErrorCode errorCode(os::Errno error);
// The errors of bind, where the same numbers mean other things.
network::ErrorCode bindErrorCode(os::Errno error);
// The errors of connect likewise.
network::ErrorCode connectErrorCode(os::Errno error);

} // namespace aotc::rt::wasi::sockets

// Returns the error of an os::Result as an error-code.
#define NET_TRY(EXPRESSION)                                                                        \
  ({                                                                                               \
    auto netTry = (EXPRESSION);                                                                    \
    if (!netTry)                                                                                   \
      return ::aotc::rt::Unexpected(::aotc::rt::wasi::sockets::errorCode(netTry.error()));         \
    *std::move(netTry);                                                                            \
  })
#define NET_CHECK(EXPRESSION)                                                                      \
  do {                                                                                             \
    if (auto netCheck = (EXPRESSION); !netCheck)                                                   \
      return ::aotc::rt::Unexpected(::aotc::rt::wasi::sockets::errorCode(netCheck.error()));       \
  } while (0)
