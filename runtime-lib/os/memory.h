// Address space. Sizes and addresses are multiples of pageSize.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "os/errno.h"

namespace aotc::rt::os {

// The largest page size that the targets' kernels use for protection in
// practice; layout is done with this, so that an executable doesn't depend on it.
inline constexpr size_t pageSize = 65536;

inline constexpr size_t roundUpToPage(size_t size) {
  return (size + pageSize - 1) & ~(pageSize - 1);
}

// Address space without memory behind it: every access faults.
Result<uint8_t *> reserve(size_t size);
// Memory that can be read and written, zero at first.
Result<uint8_t *> allocatePages(size_t size);
Result<void> makeAccessible(uint8_t *address, size_t size);
Result<void> makeInaccessible(uint8_t *address, size_t size);
void release(uint8_t *address, size_t size);
// Moves the pages at `source` to `destination`, replacing what is mapped there:
// when that fails, by accessible zero pages.
Result<void> movePages(uint8_t *source, size_t size, uint8_t *destination);
// Grows a block of allocatePages, which may move. Its contents are kept.
Result<uint8_t *> growPages(uint8_t *address, size_t size, size_t newSize);

// Where the break, the end of the C library's heap on Linux, is now.
uint8_t *currentBreak();

} // namespace aotc::rt::os
