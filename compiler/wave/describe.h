// Function types as tables of words (runtime-lib/abi/value_types.h), for functions
// that are called from outside with values given as data.
#pragma once

#include "abi/flatten.h"

namespace aotc::wave {

// Why `type` can't be described, in words for a message, or nothing if all of it can be:
// own handles can be in a result, other handles, streams and futures nowhere.
std::optional<std::string> indescribable(const abi::FuncType &type);

struct Description {
  std::vector<uint32_t> words;
  std::vector<uint32_t> resources; // abi::ResourceRef::id of each number that an Own has
};

// REQUIRES: all of `type` can be described.
Description describe(const abi::FuncType &type, abi::MemoryWidth width);

} // namespace aotc::wave
