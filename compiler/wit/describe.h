// What `wit-compose abi` prints: how values and calls look to core wasm.
#pragma once

#include "abi/flatten.h"
#include "wit/resolve.h"

namespace aotc::wit {

struct DescribeOptions {
  abi::AbiOptions abi;
  std::string world; // only this world and its interfaces; empty: everything
};

// One block an interface (types with layout, functions with signature and core
// signatures), then one a world (imports, exports).
Result<std::string> describe(const Resolved &resolved, const DescribeOptions &options);

} // namespace aotc::wit
