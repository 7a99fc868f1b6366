// Where the three interfaces of wasi:random get their bytes: from the kernel,
// also the insecure ones. A generator of our own would have to be as good as the
// guests that misuse it need.
#pragma once

#include "canon/lift_lower.h"
#include "core/context.h"
#include "core/traps.h"
#include "os/random.h"

namespace aotc::rt::wasi::random {

// Weak randomness is no substitute: without the kernel's the program ends.
inline void fillRandom(Context &context, std::span<uint8_t> buffer) {
  if (auto filled = os::fillRandom(buffer); !filled) [[unlikely]]
    fail(context, "can't get random bytes", os::errnoText(filled.error()));
}

inline uint64_t randomU64(Context &context) {
  uint8_t bytes[8];
  fillRandom(context, bytes);
  uint64_t value;
  memcpy(&value, bytes, sizeof(value));
  return value;
}

inline GuestList<uint8_t> randomBytes(Context &context, Writer &out, uint64_t size) {
  return out.fillBytes(size, [&](std::span<uint8_t> bytes) { fillRandom(context, bytes); });
}

} // namespace aotc::rt::wasi::random
