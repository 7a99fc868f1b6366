// network.def as C++.
#pragma once

#include <stdint.h>

namespace aotc::rt {

enum class NetworkUse : uint32_t {
#define AOTC_NETWORK_USE(ENUM, OPTION) ENUM,
#include "abi/network.def"
#undef AOTC_NETWORK_USE
};

// clang-format off
#define AOTC_STRUCT(NAME) struct NAME {
#define AOTC_FIELD(STRUCT, FIELD, KIND, TYPE) TYPE FIELD;
#define AOTC_END(NAME) };
// clang-format on
#include "abi/network.def"
#undef AOTC_STRUCT
#undef AOTC_FIELD
#undef AOTC_END

extern "C" {
extern const NetworkConfig aotc_network; // emitted by codegen, from the options
} // extern "C"

} // namespace aotc::rt
