// wasi:sockets/network: the handle that stands for the network, and what a
// stream's error means in its words.
#include "wasi/sockets/network.h"

#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::network {

std::optional<ErrorCode> networkErrorCode(Context &, Error &err) {
  using os::Errno;
  constexpr struct {
    Errno from;
    ErrorCode to;
  } rows[] = {
      {Errno::Access, ErrorCode::AccessDenied},
      {Errno::NotPermitted, ErrorCode::AccessDenied},
      {Errno::NotSupported, ErrorCode::NotSupported},
      {Errno::OutOfMemory, ErrorCode::OutOfMemory},
      {Errno::NoBufferSpace, ErrorCode::OutOfMemory},
      {Errno::TimedOut, ErrorCode::Timeout},
      {Errno::HostUnreachable, ErrorCode::RemoteUnreachable},
      {Errno::NetworkUnreachable, ErrorCode::RemoteUnreachable},
      {Errno::NetworkDown, ErrorCode::RemoteUnreachable},
      {Errno::ConnectionRefused, ErrorCode::ConnectionRefused},
      {Errno::ConnectionReset, ErrorCode::ConnectionReset},
      {Errno::ConnectionAborted, ErrorCode::ConnectionAborted},
      {Errno::MessageSize, ErrorCode::DatagramTooLarge},
  };
  for (const auto &row : rows)
    if (row.from == err.code)
      return row.to;
  return std::nullopt;
}

void dropNetwork(Context &, Network *resource) { delete resource; }

} // namespace aotc::rt::wasi::sockets::network
