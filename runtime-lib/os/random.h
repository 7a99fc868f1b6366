// Random bytes of cryptographic quality, from getrandom or, where that isn't
// there, /dev/urandom.
#pragma once

#include <span>

#include "os/errno.h"

namespace aotc::rt::os {

Result<void> fillRandom(std::span<uint8_t> buffer);

} // namespace aotc::rt::os
