// Addresses: WIT has IPv4 as four bytes and IPv6 as eight numbers of 16 bits, the
// kernel has both as bytes in network order. Flow information is a number in WIT
// and in network order in the kernel.
#include "wasi/sockets/addresses.h"

#include <bit>

namespace aotc::rt::wasi::sockets {

using network::ErrorCode;
using network::IpAddress;
using network::IpAddressFamily;
using network::IpSocketAddress;
using os::Errno;
using os::Family;
using os::InternetAddress;

os::Family hostFamily(IpAddressFamily family) {
  return family == IpAddressFamily::Ipv4 ? Family::Ipv4 : Family::Ipv6;
}

IpAddressFamily guestFamily(os::Family family) {
  return family == Family::Ipv4 ? IpAddressFamily::Ipv4 : IpAddressFamily::Ipv6;
}

namespace {

void setBytes(InternetAddress &to, const network::Ipv4Address &from) {
  std::apply(
      [&](auto... parts) {
        size_t i = 0;
        ((to.bytes[i++] = parts), ...);
      },
      from);
}

void setBytes(InternetAddress &to, const network::Ipv6Address &from) {
  std::apply(
      [&](auto... parts) {
        size_t i = 0;
        ((to.bytes[i] = static_cast<uint8_t>(parts >> 8),
          to.bytes[i + 1] = static_cast<uint8_t>(parts), i += 2),
         ...);
      },
      from);
}

network::Ipv4Address ipv4(const InternetAddress &from) {
  return {from.bytes[0], from.bytes[1], from.bytes[2], from.bytes[3]};
}

network::Ipv6Address ipv6(const InternetAddress &from) {
  auto part = [&](size_t i) {
    return static_cast<uint16_t>(from.bytes[2 * i] << 8 | from.bytes[2 * i + 1]);
  };
  return {part(0), part(1), part(2), part(3), part(4), part(5), part(6), part(7)};
}

uint32_t networkOrder(uint32_t value) { return __builtin_bswap32(value); }
static_assert(std::endian::native == std::endian::little);

bool isMappedIpv4(const InternetAddress &address) {
  constexpr uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return address.family == Family::Ipv6 && !memcmp(address.bytes, prefix, sizeof(prefix));
}

// Multicast, and IPv4's reserved ones with broadcast.
bool isUnicast(const InternetAddress &address) {
  return address.family == Family::Ipv4 ? address.bytes[0] < 224 : address.bytes[0] != 0xff;
}

} // namespace

InternetAddress hostAddress(const IpSocketAddress &address) {
  InternetAddress to;
  if (const auto *from = std::get_if<IpSocketAddress::Ipv4>(&address.value)) {
    setBytes(to, from->value.address);
    to.port = from->value.port;
    return to;
  }
  const auto &from = std::get_if<IpSocketAddress::Ipv6>(&address.value)->value;
  to.family = Family::Ipv6;
  setBytes(to, from.address);
  to.port = from.port;
  to.flowInfo = networkOrder(from.flowInfo);
  to.scopeId = from.scopeId;
  return to;
}

IpSocketAddress guestAddress(const InternetAddress &address) {
  if (address.family == Family::Ipv4)
    return {IpSocketAddress::Ipv4{{address.port, ipv4(address)}}};
  return {IpSocketAddress::Ipv6{
      {address.port, networkOrder(address.flowInfo), ipv6(address), address.scopeId}}};
}

IpAddress guestIpAddress(const InternetAddress &address) {
  if (address.family == Family::Ipv4)
    return {IpAddress::Ipv4{ipv4(address)}};
  return {IpAddress::Ipv6{ipv6(address)}};
}

bool isUnspecified(const InternetAddress &address) {
  for (uint8_t byte : address.bytes)
    if (byte)
      return false;
  return true;
}

NetworkResult<void> checkLocalAddress(const InternetAddress &address, Family family) {
  if (address.family != family || !isUnicast(address) || isMappedIpv4(address))
    return Unexpected(ErrorCode::InvalidArgument);
  return {};
}

NetworkResult<void> checkRemoteAddress(const InternetAddress &address, Family family) {
  RT_CHECK(checkLocalAddress(address, family));
  if (isUnspecified(address) || address.port == 0)
    return Unexpected(ErrorCode::InvalidArgument);
  return {};
}

namespace {

struct ErrorRow {
  Errno from;
  ErrorCode to;
};

ErrorCode find(std::span<const ErrorRow> rows, Errno error, ErrorCode otherwise) {
  for (const ErrorRow &row : rows)
    if (row.from == error)
      return row.to;
  return otherwise;
}

} // namespace

ErrorCode errorCode(Errno error) {
  constexpr Errno hostDown{112}, notOnNetwork{64};
  constexpr ErrorRow rows[] = {
      {Errno::Access, ErrorCode::AccessDenied},
      {Errno::NotPermitted, ErrorCode::AccessDenied},
      {Errno::NotSupported, ErrorCode::NotSupported},
      {Errno::FamilyNotSupported, ErrorCode::NotSupported},
      {Errno::ProtocolNotSupported, ErrorCode::NotSupported},
      {Errno::Invalid, ErrorCode::InvalidArgument},
      {Errno::OutOfMemory, ErrorCode::OutOfMemory},
      {Errno::NoBufferSpace, ErrorCode::OutOfMemory},
      {Errno::TooManyFiles, ErrorCode::NewSocketLimit},
      {Errno::TooManyFilesInSystem, ErrorCode::NewSocketLimit},
      {Errno::TimedOut, ErrorCode::Timeout},
      {Errno::Already, ErrorCode::ConcurrencyConflict},
      {Errno::WouldBlock, ErrorCode::WouldBlock},
      {Errno::IsConnected, ErrorCode::InvalidState},
      {Errno::NotConnected, ErrorCode::InvalidState},
      {Errno::AddressInUse, ErrorCode::AddressInUse},
      {Errno::AddressNotAvailable, ErrorCode::AddressNotBindable},
      {Errno::HostUnreachable, ErrorCode::RemoteUnreachable},
      {hostDown, ErrorCode::RemoteUnreachable},
      {notOnNetwork, ErrorCode::RemoteUnreachable},
      {Errno::NetworkUnreachable, ErrorCode::RemoteUnreachable},
      {Errno::NetworkDown, ErrorCode::RemoteUnreachable},
      {Errno::ConnectionRefused, ErrorCode::ConnectionRefused},
      {Errno::ConnectionReset, ErrorCode::ConnectionReset},
      {Errno::NetworkReset, ErrorCode::ConnectionReset},
      {Errno::ConnectionAborted, ErrorCode::ConnectionAborted},
      {Errno::MessageSize, ErrorCode::DatagramTooLarge},
  };
  return find(rows, error, ErrorCode::Unknown);
}

ErrorCode bindErrorCode(Errno error) {
  constexpr ErrorRow rows[] = {
      {Errno::Invalid, ErrorCode::InvalidState}, // bound already
      {Errno::NoBufferSpace, ErrorCode::AddressInUse},
      {Errno::NoDevice, ErrorCode::AddressNotBindable}, // a scope that isn't there
  };
  return find(rows, error, errorCode(error));
}

ErrorCode connectErrorCode(Errno error) {
  constexpr ErrorRow rows[] = {
      {Errno::AddressNotAvailable, ErrorCode::AddressInUse}, // no port is left
      {Errno::WouldBlock, ErrorCode::AddressInUse},
      {Errno::NoDevice, ErrorCode::RemoteUnreachable},
  };
  return find(rows, error, errorCode(error));
}

} // namespace aotc::rt::wasi::sockets
