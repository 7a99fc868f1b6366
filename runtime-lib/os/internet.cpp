// TCP and UDP sockets over the kernel's calls, one function a call. What their
// errors mean to a guest is the interfaces' business (wasi/sockets/).
//
// O_NONBLOCK is set when a socket is made: unlike a descriptor that the program
// was started with (os/socket.h), it is shared with nobody.

#include "os/internet.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "os/stat.h"
#include "os/syscall.h"

namespace aotc::rt::os {

namespace {

// An address as the kernel takes it.
struct KernelAddress {
  union {
    sockaddr any;
    sockaddr_in ipv4;
    sockaddr_in6 ipv6;
  };
  socklen_t size;

  KernelAddress() : ipv6{}, size(sizeof(ipv6)) {}
  explicit KernelAddress(const InternetAddress &from) : ipv6{} {
    if (from.family == Family::Ipv4) {
      ipv4.sin_family = AF_INET;
      ipv4.sin_port = htons(from.port);
      memcpy(&ipv4.sin_addr, from.bytes, 4);
      size = sizeof(ipv4);
      return;
    }
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(from.port);
    ipv6.sin6_flowinfo = from.flowInfo;
    ipv6.sin6_scope_id = from.scopeId;
    memcpy(&ipv6.sin6_addr, from.bytes, 16);
    size = sizeof(ipv6);
  }

  Result<InternetAddress> address() const {
    InternetAddress to;
    if (any.sa_family == AF_INET) {
      to.port = ntohs(ipv4.sin_port);
      memcpy(to.bytes, &ipv4.sin_addr, 4);
      return to;
    }
    if (any.sa_family != AF_INET6)
      return Unexpected(Errno::FamilyNotSupported);
    to.family = Family::Ipv6;
    to.port = ntohs(ipv6.sin6_port);
    to.flowInfo = ipv6.sin6_flowinfo;
    to.scopeId = ipv6.sin6_scope_id;
    memcpy(to.bytes, &ipv6.sin6_addr, 16);
    return to;
  }
};

Result<void> setInt(Fd fd, int level, int name, int value) {
  return retryVoid([&] { return ::setsockopt(fd, level, name, &value, sizeof(value)); });
}

struct OptionName {
  int level, name;
};
OptionName optionName(SocketOption option) {
  switch (option) {
  case SocketOption::KeepAlive:
    return {SOL_SOCKET, SO_KEEPALIVE};
  case SocketOption::KeepAliveIdle:
    return {IPPROTO_TCP, TCP_KEEPIDLE};
  case SocketOption::KeepAliveInterval:
    return {IPPROTO_TCP, TCP_KEEPINTVL};
  case SocketOption::KeepAliveCount:
    return {IPPROTO_TCP, TCP_KEEPCNT};
  case SocketOption::HopLimitIpv4:
    return {IPPROTO_IP, IP_TTL};
  case SocketOption::HopLimitIpv6:
    return {IPPROTO_IPV6, IPV6_UNICAST_HOPS};
  case SocketOption::ReceiveBuffer:
    return {SOL_SOCKET, SO_RCVBUF};
  case SocketOption::SendBuffer:
    return {SOL_SOCKET, SO_SNDBUF};
  }
  __builtin_unreachable();
}

bool isBuffer(SocketOption option) {
  return option == SocketOption::ReceiveBuffer || option == SocketOption::SendBuffer;
}

} // namespace

Result<OwnedFd> openInternetSocket(Protocol protocol, Family family) {
  int type = (protocol == Protocol::Tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  int domain = family == Family::Ipv4 ? AF_INET : AF_INET6;
  OwnedFd fd = RT_TRY(adopt(retry([&] { return ::socket(domain, type, 0); })));
  if (family == Family::Ipv6)
    RT_CHECK(setInt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1));
  return fd;
}

Result<void> bind(Fd fd, const InternetAddress &address, Protocol protocol) {
  if (protocol == Protocol::Tcp)
    RT_CHECK(setInt(fd, SOL_SOCKET, SO_REUSEADDR, 1));
  KernelAddress to(address);
  return retryVoid([&] { return ::bind(fd, &to.any, to.size); });
}

// Not tried again after EINTR: the connection then goes on by itself.
Result<void> connect(Fd fd, const InternetAddress &address) {
  KernelAddress to(address);
  if (::connect(fd, &to.any, to.size) == 0)
    return {};
  return errno == EINTR ? Unexpected(Errno::InProgress) : lastError();
}

Result<void> disconnect(Fd fd) {
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  return retryVoid([&] { return ::connect(fd, &none, sizeof(none)); });
}

Result<void> listen(Fd fd, int backlog) {
  return retryVoid([&] { return ::listen(fd, backlog); });
}

Result<void> takeError(Fd fd) {
  int error = 0;
  socklen_t size = sizeof(error);
  RT_CHECK(retryVoid([&] { return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size); }));
  if (error)
    return Unexpected(static_cast<Errno>(error));
  return {};
}

Result<InternetAddress> localAddress(Fd fd) {
  KernelAddress found;
  RT_CHECK(retryVoid([&] { return ::getsockname(fd, &found.any, &found.size); }));
  return found.address();
}

Result<InternetAddress> remoteAddress(Fd fd) {
  KernelAddress found;
  RT_CHECK(retryVoid([&] { return ::getpeername(fd, &found.any, &found.size); }));
  return found.address();
}

Result<int> socketOption(Fd fd, SocketOption option) {
  auto [level, name] = optionName(option);
  int value = 0;
  socklen_t size = sizeof(value);
  RT_CHECK(retryVoid([&] { return ::getsockopt(fd, level, name, &value, &size); }));
  return isBuffer(option) ? value / 2 : value;
}

Result<void> setSocketOption(Fd fd, SocketOption option, int value) {
  auto [level, name] = optionName(option);
  return setInt(fd, level, name, value);
}

Result<size_t> sendDatagram(Fd fd, std::span<const uint8_t> data, const InternetAddress *to) {
  if (!to)
    return retryCount([&] { return ::send(fd, data.data(), data.size(), MSG_NOSIGNAL); });
  KernelAddress address(*to);
  return retryCount([&] {
    return ::sendto(fd, data.data(), data.size(), MSG_NOSIGNAL, &address.any, address.size);
  });
}

Result<size_t> receiveDatagrams(Fd fd, std::span<uint8_t> buffer,
                                std::span<ReceivedDatagram> received) {
  mmsghdr messages[maxDatagramBatch] = {};
  iovec slices[maxDatagramBatch];
  KernelAddress from[maxDatagramBatch];
  size_t room = buffer.size() / maxDatagram;
  room = room < received.size() ? room : received.size();
  room = room < maxDatagramBatch ? room : maxDatagramBatch;
  for (size_t i = 0; i < room; ++i) {
    slices[i] = {buffer.data() + i * maxDatagram, maxDatagram};
    messages[i].msg_hdr.msg_iov = &slices[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &from[i].any;
    messages[i].msg_hdr.msg_namelen = from[i].size;
  }
  size_t count = RT_TRY(retryCount([&] {
    return ::recvmmsg(fd, messages, static_cast<unsigned>(room), MSG_DONTWAIT, nullptr);
  }));
  for (size_t i = 0; i < count; ++i)
    received[i] = {messages[i].msg_len, RT_TRY(from[i].address())};
  return count;
}

} // namespace aotc::rt::os
