// wasi:random/insecure-seed.
#include "wasi/random/insecure_seed.h"

#include "wasi/random/source.h"

namespace aotc::rt::wasi::random::insecure_seed {

std::tuple<uint64_t, uint64_t> insecureSeed(Context &context) {
  uint64_t first = randomU64(context);
  return {first, randomU64(context)};
}

} // namespace aotc::rt::wasi::random::insecure_seed
