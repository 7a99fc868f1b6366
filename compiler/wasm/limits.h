// What we refuse although the specification allows it, so that hostile input
// costs a message and not all of memory (the specification's appendix
// "Implementation Limitations"). The counts of entries are otherwise bounded by
// the file's own size.
#pragma once

#include <fmt/format.h>

#include "support/result.h"

namespace aotc::wasm::limits {

constexpr uint64_t kTypes = 1'000'000;
constexpr uint64_t kFunctions = 1'000'000;
constexpr uint64_t kImports = 1'000'000;
constexpr uint64_t kExports = 1'000'000;
constexpr uint64_t kGlobals = 1'000'000;
constexpr uint64_t kTags = 1'000'000;
constexpr uint64_t kTables = 100'000;
constexpr uint64_t kMemories = 10'000;
constexpr uint64_t kSegments = 1'000'000;
constexpr uint64_t kParams = 1'000;
constexpr uint64_t kResults = 1'000;
constexpr uint64_t kFields = 10'000;
constexpr uint64_t kLocals = 50'000;
constexpr uint64_t kSubtypingDepth = 63;
constexpr uint64_t kOperands = 1'000'000; // on the stack: two bytes of a call push kResults

inline Result<void> check(uint64_t offset, uint64_t count, uint64_t limit, const char *what) {
  if (count > limit)
    return Error::unsupported(offset, fmt::format("{} {}: the limit is {}", count, what, limit));
  return {};
}

} // namespace aotc::wasm::limits
