// wasi:random/random.
#include "wasi/random/random.h"

#include "wasi/random/source.h"

namespace aotc::rt::wasi::random::random {

GuestList<uint8_t> getRandomBytes(Context &context, Writer &out, uint64_t len) {
  return randomBytes(context, out, len);
}

uint64_t getRandomU64(Context &context) { return randomU64(context); }

} // namespace aotc::rt::wasi::random::random
