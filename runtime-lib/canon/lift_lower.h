// One call from a guest to a host function: what a generated shim is made of
// beside Canon<T> (canon/canon.h). CanonicalABI.md "Lifting and Lowering".
#pragma once

#include <span>
#include <stddef.h>
#include <stdint.h>
#include <string_view>

#include "canon/handles.h"
#include "canon/memory.h"

namespace aotc::rt {

template <class T> struct Canon;

// CanonicalABI.md "MAX_LIST_BYTE_LENGTH", the same for strings.
inline constexpr uint64_t maxListBytes = (uint64_t(1) << 28) - 1;

// Text or elements in guest memory, allocated by a Writer.
struct GuestString {
  uint32_t pointer = 0;
  uint32_t taggedLength = 0; // code units; the tag of latin1+utf16 included
};
template <class T> struct GuestList {
  uint32_t pointer = 0;
  uint32_t count = 0;
};

// Stands at the start of every shim: checks that the instance may call out and
// that there is stack left. Handles that the call borrows aren't counted as lent:
// nothing can drop them before it ends, where the guest isn't called back (it only
// is to allocate what is returned) and the call takes no handle for good. Other
// shims have a LendingScope.
//
// What every call goes through is inlined: it costs a few nanoseconds in all.
class CallScope {
public:
  explicit CallScope(const CallSite *site) : CallScope(site, false) {}
  CallScope(const CallScope &) = delete;
  ~CallScope() {
    if (blocks) [[unlikely]]
      freeBlocks();
  }

  [[noreturn, gnu::cold]] void broken(CanonRule rule) { trap(context, rule); }
  [[noreturn, gnu::cold]] void broken(const char *rule) {
    trap(context, TrapKind::CanonicalAbi, rule);
  }

  // lift_borrow, lift_own, lower_own.
  template <class R> [[gnu::always_inline]] R *borrow(uint32_t handle) {
    return static_cast<R *>(borrowHandle(handle, resourceType<R>));
  }
  template <class R> Own<R> take(uint32_t handle) {
    return Own<R>(context, static_cast<R *>(takeHandle(handle, resourceType<R>)));
  }
  template <class R> uint32_t give(Own<R> &&resource) {
    return giveHandle(resource.release(), resourceType<R>);
  }

  // Text in UTF-8, checked: in guest memory or, where the guest's encoding is
  // another one, a copy that lives as long as the scope.
  std::string_view string(uint32_t pointer, uint32_t taggedLength);
  // A list's bytes: length, alignment and bounds are checked.
  const uint8_t *list(uint32_t pointer, uint32_t count, uint32_t elementSize, uint32_t alignment) {
    uint64_t bytes = uint64_t(count) * elementSize;
    if (bytes > maxListBytes) [[unlikely]]
      broken(CanonRule::ListTooLong);
    memory.checkAlignment(pointer, alignment);
    return memory.at(pointer, bytes);
  }

  // A block of guest memory by the guest's realloc: aligned and in bounds.
  uint32_t allocate(uint64_t size, uint32_t alignment);
  GuestString makeString(std::string_view utf8);

  const CallSite *const site;
  Context &context;
  const GuestMemory memory;

protected:
  CallScope(const CallSite *site, bool countsLends)
      : site(site), context(contextOf(site)), memory(site), countsLends(countsLends) {
    context.checkHostStack();
    if (site->instance->mayNotLeave) [[unlikely]]
      trap(context, TrapKind::CannotLeave);
  }

  static constexpr uint32_t noLends = UINT32_MAX;
  uint32_t lendMark = noLends; // of the handle table, before the first that is lent

private:
  [[gnu::always_inline]] void *borrowHandle(uint32_t handle, const ResourceType *type) {
    HandleTable *table = site->instance->handles;
    if (!table) [[unlikely]]
      broken(CanonRule::UnknownHandle);
    if (!countsLends)
      return reinterpret_cast<void *>(table->get(context, handle, type).representation);
    if (lendMark == noLends)
      lendMark = table->lendMark();
    return reinterpret_cast<void *>(table->lend(context, handle, type));
  }
  void *takeHandle(uint32_t handle, const ResourceType *type);
  uint32_t giveHandle(void *resource, const ResourceType *type);
  std::string_view transcode(uint32_t pointer, uint32_t taggedLength);
  char *allocateText(size_t size);
  void freeBlocks();

  struct Block {
    Block *next;
  };
  const bool countsLends;
  Block *blocks = nullptr;
};

// Counts the handles that the call borrows as lent until its end, so that nothing drops them
// before.
class LendingScope : public CallScope {
public:
  explicit LendingScope(const CallSite *site) : CallScope(site, true) {}
  ~LendingScope() {
    if (lendMark != noLends)
      site->instance->handles->endLends(lendMark);
  }
};

// A list in guest memory whose elements are lifted when asked for. An element
// that is an own handle can be asked for once.
template <class T> class ListView {
public:
  ListView() = default;
  ListView(CallScope &scope, uint32_t pointer, uint32_t count)
      : scope(&scope), pointer(pointer), count(count) {
    scope.list(pointer, count, Canon<T>::size, Canon<T>::align);
  }
  size_t size() const { return count; }
  bool empty() const { return count == 0; }
  T operator[](size_t index) const {
    if (index >= count) [[unlikely]]
      __builtin_trap();
    return Canon<T>::load(*scope, pointer + uint64_t(index) * Canon<T>::size);
  }

  class Iterator {
  public:
    Iterator(const ListView &list, size_t index) : list(&list), index(index) {}
    T operator*() const { return (*list)[index]; }
    Iterator &operator++() {
      ++index;
      return *this;
    }
    bool operator!=(const Iterator &other) const { return index != other.index; }

  private:
    const ListView *list;
    size_t index;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, count}; }

private:
  CallScope *scope = nullptr;
  uint32_t pointer = 0;
  uint32_t count = 0;
};

// Makes strings and lists in guest memory. Its first use ends the life of all
// views of guest memory: the guest's realloc runs.
class Writer {
public:
  explicit Writer(CallScope &scope) : scope(scope) {}

  GuestString string(std::string_view utf8) { return scope.makeString(utf8); }

  GuestList<uint8_t> bytes(std::span<const uint8_t> data) {
    if (data.size() > maxListBytes) [[unlikely]]
      scope.broken(CanonRule::ListTooLong);
    uint32_t pointer = scope.allocate(data.size(), 1);
    memcpy(scope.memory.at(pointer, data.size()), data.data(), data.size());
    return {pointer, static_cast<uint32_t>(data.size())};
  }

  // A list of `count` bytes that the caller fills: fill(span). The span must not
  // outlive it; fill returns nothing and makes no calls into the guest.
  template <class Fill> GuestList<uint8_t> fillBytes(size_t count, Fill fill) {
    if (count > maxListBytes) [[unlikely]]
      scope.broken(CanonRule::ListTooLong);
    uint32_t pointer = scope.allocate(count, 1);
    fill(std::span<uint8_t>(scope.memory.at(pointer, count), count));
    return {pointer, static_cast<uint32_t>(count)};
  }

  // element(i) gives the i-th T, in order, and may itself use the writer.
  template <class T, class Element> GuestList<T> list(size_t count, Element element) {
    if (count > maxListBytes / Canon<T>::size) [[unlikely]]
      scope.broken(CanonRule::ListTooLong);
    uint32_t pointer = scope.allocate(count * Canon<T>::size, Canon<T>::align);
    for (size_t i = 0; i < count; ++i)
      Canon<T>::store(scope, pointer + uint64_t(i) * Canon<T>::size, element(i));
    return {pointer, static_cast<uint32_t>(count)};
  }

private:
  CallScope &scope;
};

// A Unicode scalar value, or a trap.
inline char32_t liftChar(CallScope &scope, uint32_t value) {
  if (value >= 0x110000 || (value >= 0xD800 && value <= 0xDFFF)) [[unlikely]]
    scope.broken(CanonRule::InvalidChar);
  return static_cast<char32_t>(value);
}

// An index of a variant or enum, or a trap.
inline uint32_t liftDiscriminant(CallScope &scope, uint32_t value, uint32_t cases) {
  if (value >= cases) [[unlikely]]
    scope.broken(CanonRule::InvalidDiscriminant);
  return value;
}

} // namespace aotc::rt
