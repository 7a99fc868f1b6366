// Checked access to the guest's memory for preview 1: an address that doesn't
// lie in it is the guest's error EFAULT, and never a trap. Addresses may be
// misaligned.
#pragma once

#include <span>
#include <stdint.h>
#include <string.h>
#include <string_view>
#include <type_traits>

#include "core/context.h"

namespace aotc::rt::wasi::preview1 {

class Guest {
public:
  explicit Guest(const CallSite *site) : memory(site->memory) { contextOf(site).checkHostStack(); }

  // Null if [address, address + size) doesn't lie in the memory.
  uint8_t *bytes(uint32_t address, uint64_t size) const {
    if (!memory || size > memory->byteSize || address > memory->byteSize - size)
      return nullptr;
    return memory->base + address;
  }
  // `ok` is set to false, and never to true.
  std::string_view text(uint32_t address, uint32_t size, bool &ok) const {
    const uint8_t *data = bytes(address, size);
    ok &= data != nullptr;
    return data ? std::string_view(reinterpret_cast<const char *>(data), size) : std::string_view();
  }
  std::span<uint8_t> span(uint32_t address, uint32_t size, bool &ok) const {
    uint8_t *data = bytes(address, size);
    ok &= data != nullptr;
    return data ? std::span(data, size) : std::span<uint8_t>();
  }
  template <class T> bool load(uint32_t address, T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const uint8_t *data = bytes(address, sizeof(T));
    if (data)
      memcpy(&value, data, sizeof(T));
    return data != nullptr;
  }
  template <class T> bool store(uint32_t address, const T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    uint8_t *data = bytes(address, sizeof(T));
    if (data)
      memcpy(data, &value, sizeof(T));
    return data != nullptr;
  }

private:
  const Memory *memory;
};

} // namespace aotc::rt::wasi::preview1
