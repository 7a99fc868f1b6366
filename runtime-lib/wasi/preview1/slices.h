// A guest's list of buffers (ciovec array, iovec array) as the kernel takes it.
#pragma once

#include "os/file.h"
#include "wasi/preview1/guest.h"
#include "wasi/preview1/types.h"

namespace aotc::rt::wasi::preview1 {

// Empty buffers are left out; of a list longer than `capacity` the rest is left
// out, which is a short transfer.
class Slices {
public:
  Slices(const Guest &guest, uint32_t address, uint32_t size) {
    ok = guest.bytes(address, uint64_t(size) * sizeof(Iovec)) != nullptr;
    for (uint32_t i = 0; ok && i < size && count < capacity; ++i) {
      Iovec entry{};
      guest.load(address + i * uint32_t(sizeof(Iovec)), entry);
      uint8_t *data = guest.bytes(entry.data, entry.size);
      ok = data != nullptr;
      if (entry.size != 0)
        slices[count++] = {data, entry.size};
    }
  }

  // False: a buffer, or the list itself, doesn't lie in the guest's memory.
  bool isValid() const { return ok; }
  std::span<const os::IoSlice> all() const { return {slices, count}; }

  bool isSingle() const { return count == 1; }
  std::span<uint8_t> single() const {
    return {static_cast<uint8_t *>(slices[0].data), slices[0].size};
  }

private:
  static constexpr size_t capacity = 128;
  static_assert(capacity <= os::maxSlices);
  size_t count = 0;
  bool ok;
  os::IoSlice slices[capacity];
};

} // namespace aotc::rt::wasi::preview1
