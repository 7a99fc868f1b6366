// wasi:sockets/network: the handle that stands for the network, and what a
// stream's error means in its words.
#include "wasi/sockets/addresses.h"
#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::network {

std::optional<ErrorCode> networkErrorCode(Context &, Error &err) {
  ErrorCode code = errorCode(err.code);
  // The error of a file's stream.
  if (code == ErrorCode::Unknown)
    return std::nullopt;
  return code;
}

void dropNetwork(Context &context, Network *resource) { io::destroy(context, resource); }

} // namespace aotc::rt::wasi::sockets::network
