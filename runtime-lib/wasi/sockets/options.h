// Socket options that TCP and UDP have in common, with WIT's rule for all of
// them: zero is refused, and what is too large is what the kernel has at most.
#pragma once

#include <algorithm>

#include "wasi/sockets/addresses.h"

namespace aotc::rt::wasi::sockets {

inline NetworkResult<void> setClamped(os::Fd fd, os::SocketOption option, uint64_t value,
                                      uint64_t largest) {
  if (value == 0)
    return Unexpected(network::ErrorCode::InvalidArgument);
  NET_CHECK(os::setSocketOption(fd, option, static_cast<int>(std::min(value, largest))));
  return {};
}

inline os::SocketOption hopLimitOf(os::Family family) {
  return family == os::Family::Ipv4 ? os::SocketOption::HopLimitIpv4
                                    : os::SocketOption::HopLimitIpv6;
}

inline NetworkResult<uint8_t> hopLimit(os::Fd fd, os::Family family) {
  return static_cast<uint8_t>(NET_TRY(os::socketOption(fd, hopLimitOf(family))));
}
inline NetworkResult<void> setHopLimit(os::Fd fd, os::Family family, uint8_t value) {
  return setClamped(fd, hopLimitOf(family), value, 255);
}

inline NetworkResult<uint64_t> bufferSize(os::Fd fd, os::SocketOption option) {
  return static_cast<uint64_t>(NET_TRY(os::socketOption(fd, option)));
}
inline NetworkResult<void> setBufferSize(os::Fd fd, os::SocketOption option, uint64_t value) {
  return setClamped(fd, option, value, 1u << 30);
}

} // namespace aotc::rt::wasi::sockets
