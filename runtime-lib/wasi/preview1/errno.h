// The kernel's errors as preview 1's.
#pragma once

#include "os/errno.h"
#include "wasi/preview1/types.h"

namespace aotc::rt::wasi::preview1 {

ErrorCode errorCode(os::Errno error);

inline constexpr uint32_t code(ErrorCode error) { return static_cast<uint32_t>(error); }
inline uint32_t code(os::Errno error) { return code(errorCode(error)); }
inline constexpr uint32_t success = 0;

} // namespace aotc::rt::wasi::preview1

// Returns the error of an Expected as the errno of a preview-1 function.
#define P1_TRY(EXPRESSION)                                                                         \
  ({                                                                                               \
    auto p1Try = (EXPRESSION);                                                                     \
    if (!p1Try)                                                                                    \
      return ::aotc::rt::wasi::preview1::code(p1Try.error());                                      \
    *std::move(p1Try);                                                                             \
  })
#define P1_CHECK(EXPRESSION)                                                                       \
  do {                                                                                             \
    if (auto p1Check = (EXPRESSION); !p1Check)                                                     \
      return ::aotc::rt::wasi::preview1::code(p1Check.error());                                    \
  } while (0)
