// Internet sockets that the program makes itself. All are non-blocking: what
// would wait is Errno::WouldBlock or Errno::InProgress, and waiting is
// Context::wait's.
#pragma once

#include <span>

#include "os/file.h"

namespace aotc::rt::os {

enum class Family : uint8_t { Ipv4, Ipv6 };
enum class Protocol : uint8_t { Tcp, Udp };

// An address and a port. Of an IPv4 address the first four bytes count.
struct InternetAddress {
  Family family = Family::Ipv4;
  uint8_t bytes[16] = {};
  uint16_t port = 0;
  uint32_t flowInfo = 0; // as the kernel has it: network byte order
  uint32_t scopeId = 0;
  friend bool operator==(const InternetAddress &, const InternetAddress &) = default;
};

// An IPv6 socket never takes IPv4 addresses (IPV6_V6ONLY).
Result<OwnedFd> openInternetSocket(Protocol protocol, Family family);
// A TCP address that connections used shortly before can be bound again.
Result<void> bind(Fd fd, const InternetAddress &address, Protocol protocol);
// Of TCP usually Errno::InProgress: writable when it is decided, takeError says how.
Result<void> connect(Fd fd, const InternetAddress &address);
// A UDP socket that was connected isn't any more.
Result<void> disconnect(Fd fd);
Result<void> listen(Fd fd, int backlog);
// What happened to the socket since it was last asked.
Result<void> takeError(Fd fd);
Result<InternetAddress> localAddress(Fd fd);
Result<InternetAddress> remoteAddress(Fd fd);

// Values are as WASI has them: a buffer's size is what was asked for (the kernel
// doubles it), times are in seconds.
enum class SocketOption : uint8_t {
  KeepAlive,
  KeepAliveIdle,
  KeepAliveInterval,
  KeepAliveCount,
  HopLimitIpv4,
  HopLimitIpv6,
  ReceiveBuffer,
  SendBuffer,
};
Result<int> socketOption(Fd fd, SocketOption option);
Result<void> setSocketOption(Fd fd, SocketOption option, int value);

// Never raises SIGPIPE. Without `to`, to the address that the socket is connected to.
Result<size_t> sendDatagram(Fd fd, std::span<const uint8_t> data, const InternetAddress *to);

struct ReceivedDatagram {
  size_t size;
  InternetAddress from;
};
// No datagram is longer than that.
inline constexpr size_t maxDatagram = 65536;
// How many one call takes at most.
inline constexpr size_t maxDatagramBatch = 16;
// Reads what is there, one behind the other at multiples of maxDatagram in
// `buffer`: as many as it holds and `received` has room for. At least one, or an
// error.
Result<size_t> receiveDatagrams(Fd fd, std::span<uint8_t> buffer,
                                std::span<ReceivedDatagram> received);

} // namespace aotc::rt::os
