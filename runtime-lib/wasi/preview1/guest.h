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

// The memory alone, for host functions that have no frame: they need no stack.
class GuestMemory {
public:
  explicit GuestMemory(const CallSite *site) : memory(site->memory) {}

  // Whether [address, address + size) lies in the memory; if so, for ever: memories only grow.
  // `size` is below 2^63.
  bool contains(uint32_t address, uint64_t size) const {
    return memory && address + size <= memory->byteSize;
  }
  // What contains() has said lies in the memory.
  uint8_t *at(uint32_t address) const { return memory->base + address; }

  // Null if [address, address + size) doesn't lie in the memory.
  uint8_t *bytes(uint32_t address, uint64_t size) const {
    return contains(address, size) ? at(address) : nullptr;
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
    if (!contains(address, sizeof(T)))
      return false;
    memcpy(&value, at(address), sizeof(T));
    return true;
  }
  template <class T> bool store(uint32_t address, const T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    if (!contains(address, sizeof(T)))
      return false;
    memcpy(at(address), &value, sizeof(T));
    return true;
  }

private:
  const Memory *memory;
};

// For any host function: traps where the guest has left it too little of the stack.
class Guest : public GuestMemory {
public:
  explicit Guest(const CallSite *site) : GuestMemory(site) { contextOf(site).checkHostStack(); }
};

} // namespace aotc::rt::wasi::preview1
