// Handles of resources: CanonicalABI.md "Table State", "Resource State". One
// table for each component instance, made at its first handle.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <utility>

#include "abi/abi.h"

namespace aotc::rt {

struct HandleElement {
  const ResourceType *type; // null: free, `representation` is the next free index
  uint64_t representation;  // i32 of the guest that owns the type, or a host object's address
  uint32_t lends;           // calls that this handle is lent to
  uint32_t scope;           // of a borrow: the call that it was given to
  bool own;
};

// Index 0 stays unused. Freed indices are used again, the last freed first.
class HandleTable {
public:
  // CanonicalABI.md allows 2^28 - 1. A table of that many would be 6 GiB of host
  // memory in a guest's hands: ours traps long before.
  static constexpr uint32_t maxHandles = 1u << 22;

  static HandleTable &of(ComponentInstance &instance) {
    if (!instance.handles) [[unlikely]]
      make(instance);
    return *instance.handles;
  }

  uint32_t add(Context &context, const ResourceType *type, uint64_t representation, bool own);
  bool has(uint32_t handle) const { return handle < length && elements[handle].type; }
  // Traps unless `handle` is one of `type`. Valid until the next add().
  HandleElement &get(Context &context, uint32_t handle, const ResourceType *type) {
    if (handle >= length || elements[handle].type != type) [[unlikely]]
      refuse(context, handle);
    return elements[handle];
  }
  HandleElement remove(Context &context, uint32_t handle, const ResourceType *type);
  // lift_own: the representation of an own handle, which is gone then.
  uint64_t take(Context &context, uint32_t handle, const ResourceType *type);

  // Calls from this instance ("Subtask State", lenders): handles that are lent until
  // endLends() of the mark that was taken before.
  uint32_t lendMark() const { return lent.size; }
  uint64_t lend(Context &context, uint32_t handle, const ResourceType *type) {
    HandleElement &element = get(context, handle, type);
    if (lent.size >= maxHandles) [[unlikely]]
      tooManyLent(context);
    ++element.lends;
    lent.push(handle);
    return element.representation;
  }
  void endLends(uint32_t mark) {
    while (lent.size > mark)
      --elements[lent.items[--lent.size]].lends;
  }

  // Calls to this instance ("Task State", num_borrows). Calls nest, so that a call is
  // known by how many there are.
  void beginBorrows() { scopes.push(0); }
  void endBorrows(Context &context);
  uint32_t addBorrow(Context &context, const ResourceType *type, uint64_t representation);
  void dropBorrow(const HandleElement &element) { --scopes.items[element.scope]; }

  uint32_t liveCount() const { return live; }

private:
  // Numbers, growing at the end only.
  struct Stack {
    void push(uint32_t value) {
      if (size == capacity) [[unlikely]]
        grow();
      items[size++] = value;
    }
    void grow();
    uint32_t *items = nullptr;
    uint32_t size = 0;
    uint32_t capacity = 0;
  };
  [[gnu::cold]] static void make(ComponentInstance &instance);
  void grow(Context &context);
  [[noreturn, gnu::cold]] void refuse(Context &context, uint32_t handle);
  [[noreturn, gnu::cold]] void tooManyLent(Context &context);

  Stack lent;   // handles
  Stack scopes; // of each call, how many borrows are left
  HandleElement *elements = nullptr;
  uint32_t length = 0; // used or free, 0 included
  uint32_t capacity = 0;
  uint32_t firstFree = 0; // 0: none
  uint32_t live = 0;
};

// The descriptor of host resource R; bindgen's headers specialise it.
template <class R> inline constexpr const ResourceType *resourceType = nullptr;

// A resource that the holder must pass on (lowering does), take out (release) or
// drop. Lifted ones drop the resource at the end of their life; one that the host
// made from a bare pointer has no Context to do so and must not get lost.
template <class R> class Own {
public:
  explicit Own(R *resource) : resource(resource) {}
  Own(Context &context, R *resource) : resource(resource), context(&context) {}
  Own(Own &&other) noexcept
      : resource(std::exchange(other.resource, nullptr)), context(other.context) {}
  Own &operator=(Own &&other) noexcept {
    std::swap(resource, other.resource);
    std::swap(context, other.context);
    return *this;
  }
  ~Own() {
    if (resource && context)
      resourceType<R>->hostDrop(*context, resource);
  }

  R &operator*() const { return *resource; }
  R *operator->() const { return resource; }
  R *get() const { return resource; }
  R *release() { return std::exchange(resource, nullptr); }

private:
  R *resource;
  Context *context = nullptr;
};

// canon resource.drop and its kin; what the built-ins of generated code do.
uint32_t newHandle(const CallSite *site, uint32_t representation);
uint32_t handleRepresentation(const CallSite *site, uint32_t handle);
void dropHandle(const CallSite *site, uint32_t handle);

// Entering one instance from another ("Component Instances", enter_from, leave_to):
// all instances around the target that aren't around the caller.
void enterFrom(ComponentInstance &target, const ComponentInstance &caller);
void leaveTo(ComponentInstance &target, const ComponentInstance &caller);

} // namespace aotc::rt
