// Function types as tables of words (runtime-lib/abi/value_types.h), for functions
// that are called from outside with values given as data.
#pragma once

#include "abi/flatten.h"

namespace aotc::wave {

// What a value that can't be described holds: "own<…>" and the like in words for a
// message, or nothing if all of `type` can be.
std::optional<std::string> indescribable(const abi::FuncType &type);

// REQUIRES: all of `type` can be described.
std::vector<uint32_t> describe(const abi::FuncType &type, abi::MemoryWidth width);

} // namespace aotc::wave
