// Checked access to guest memory. The base never changes; the size may, with
// every call into the guest, so it is read again for each check.
//
// Addresses are 64-bit here: a pointer and a length from a guest are added
// without overflow after they were widened.
#pragma once

#include <bit>
#include <stdint.h>
#include <string.h>
#include <type_traits>

#include "abi/abi.h"
#include "canon/rules.h"
#include "core/context.h"

namespace aotc::rt {

class GuestMemory {
public:
  explicit GuestMemory(const CallSite *site) : site(site), memory(site->memory) {}

  // Without a memory option every access is out of bounds.
  uint64_t size() const { return memory ? memory->byteSize : 0; }
  bool contains(uint64_t offset, uint64_t count) const {
    uint64_t bytes = size();
    return count <= bytes && offset <= bytes - count;
  }

  // Null when out of bounds; for those who answer with an error code.
  uint8_t *tryAt(uint64_t offset, uint64_t count) const {
    return memory && contains(offset, count) ? memory->base + offset : nullptr;
  }
  template <class T> bool tryLoad(uint64_t offset, T &value) const {
    uint8_t *at = tryAt(offset, sizeof(T));
    if (at)
      memcpy(&value, at, sizeof(T));
    return at;
  }
  template <class T> bool tryStore(uint64_t offset, const T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    uint8_t *at = tryAt(offset, sizeof(T));
    if (at)
      memcpy(at, &value, sizeof(T));
    return at;
  }

  // These trap when out of bounds.
  uint8_t *at(uint64_t offset, uint64_t count) const {
    if (!contains(offset, count)) [[unlikely]]
      trap(contextOf(site), CanonRule::PointerOutOfBounds);
    return base() + offset;
  }
  template <class T> T load(uint64_t offset) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    memcpy(&value, at(offset, sizeof(T)), sizeof(T));
    return value;
  }
  template <class T> void store(uint64_t offset, T value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    memcpy(at(offset, sizeof(T)), &value, sizeof(T));
  }
  void checkAlignment(uint64_t offset, uint32_t alignment) const {
    if (offset & (alignment - 1)) [[unlikely]]
      trap(contextOf(site), CanonRule::UnalignedPointer);
  }

private:
  uint8_t *base() const { return memory ? memory->base : nullptr; }

  const CallSite *site;
  Memory *memory;
};

static_assert(std::endian::native == std::endian::little, "guest memory is little-endian");

} // namespace aotc::rt
