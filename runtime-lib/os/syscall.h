// For the files of os/ only: turning the C library's -1 into an Errno.
#pragma once

#include <errno.h>

#include "os/errno.h"

namespace aotc::rt::os {

inline Unexpected<Errno> lastError() { return Unexpected(static_cast<Errno>(errno)); }

// Calls until it isn't interrupted; the value is what the call returned.
template <class Call> auto retry(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR)
    result = call();
  return result;
}
template <class Call> Result<size_t> retryCount(Call call) {
  auto result = retry(call);
  if (result < 0)
    return lastError();
  return static_cast<size_t>(result);
}
template <class Call> Result<void> retryVoid(Call call) {
  if (retry(call) < 0)
    return lastError();
  return {};
}

} // namespace aotc::rt::os
