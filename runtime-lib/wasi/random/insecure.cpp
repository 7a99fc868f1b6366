// wasi:random/insecure.
#include "wasi/random/insecure.h"

#include "wasi/random/source.h"

namespace aotc::rt::wasi::random::insecure {

GuestList<uint8_t> getInsecureRandomBytes(Context &context, Writer &out, uint64_t len) {
  return randomBytes(context, out, len);
}

uint64_t getInsecureRandomU64(Context &context) { return randomU64(context); }

} // namespace aotc::rt::wasi::random::insecure
