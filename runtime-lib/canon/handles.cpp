// Handle tables, and the canonical built-ins on them. The order of checks in each
// is that of CanonicalABI.md ("canon resource.new" and so on), so that a call
// that breaks two rules names the same one as other engines do.
//
// Free elements are chained through their representation; a table grows by
// doubling, and never shrinks.

#include "canon/handles.h"

#include <new>
#include <string.h>

#include "canon/rules.h"

#include "core/context.h"
#include "core/traps.h"

namespace aotc::rt {

// More room for what is in an array; `capacity` is 0 where there is none yet.
template <class T> static void growArray(T *&items, uint32_t &capacity, uint32_t first) {
  uint32_t wanted = capacity ? capacity * 2 : first;
  T *grown = static_cast<T *>(operator new(size_t(wanted) * sizeof(T)));
  if (capacity)
    memcpy(grown, items, size_t(capacity) * sizeof(T));
  operator delete(items);
  items = grown;
  capacity = wanted;
}

void HandleTable::make(ComponentInstance &instance) { instance.handles = new HandleTable(); }

void HandleTable::grow(Context &context) {
  if (capacity >= maxHandles)
    trap(context, TrapKind::CanonicalAbi, "too many handles");
  growArray(elements, capacity, 16);
  if (length == 0)
    elements[length++] = HandleElement{}; // index 0 is never a handle
}

uint32_t HandleTable::add(Context &context, const ResourceType *type, uint64_t representation,
                          bool own) {
  uint32_t handle = firstFree;
  if (handle)
    firstFree = static_cast<uint32_t>(elements[handle].representation);
  else {
    if (length == capacity)
      grow(context);
    handle = length++;
  }
  elements[handle] = HandleElement{type, representation, 0, 0, own};
  ++live;
  return handle;
}

void HandleTable::refuse(Context &context, uint32_t handle) {
  bool known = handle < length && elements[handle].type;
  trap(context, known ? CanonRule::OtherResource : CanonRule::UnknownHandle);
}

void HandleTable::tooManyLent(Context &context) {
  trap(context, TrapKind::CanonicalAbi, "too many handles are lent");
}

HandleElement HandleTable::remove(Context &context, uint32_t handle, const ResourceType *type) {
  HandleElement element = get(context, handle, type);
  if (element.lends) [[unlikely]]
    trap(context, CanonRule::HandleLent);
  elements[handle] = HandleElement{nullptr, firstFree, 0, 0, false};
  firstFree = handle;
  --live;
  return element;
}

uint64_t HandleTable::take(Context &context, uint32_t handle, const ResourceType *type) {
  HandleElement element = remove(context, handle, type);
  if (!element.own) [[unlikely]]
    trap(context, CanonRule::HandleBorrowed);
  return element.representation;
}

// As many as there are handles lent or calls nested: far from overflow.
void HandleTable::Stack::grow() { growArray(items, capacity, 16); }

void HandleTable::endBorrows(Context &context) {
  if (scopes.items[--scopes.size]) [[unlikely]]
    trap(context, CanonRule::BorrowNotDropped);
}

uint32_t HandleTable::addBorrow(Context &context, const ResourceType *type,
                                uint64_t representation) {
  uint32_t handle = add(context, type, representation, false);
  uint32_t scope = scopes.size - 1;
  elements[handle].scope = scope;
  ++scopes.items[scope];
  return handle;
}

static bool isAround(const ComponentInstance *outer, const ComponentInstance &inner) {
  for (const ComponentInstance *at = &inner; at; at = at->parent)
    if (at == outer)
      return true;
  return false;
}

void enterFrom(ComponentInstance &target, const ComponentInstance &caller) {
  for (ComponentInstance *at = &target; at && !isAround(at, caller); at = at->parent)
    kinds::aotc_enter_instance(at);
}

void leaveTo(ComponentInstance &target, const ComponentInstance &caller) {
  for (ComponentInstance *at = &target; at && !isAround(at, caller); at = at->parent)
    kinds::aotc_leave_instance(at);
}

static void checkMayLeave(const CallSite *site) {
  if (site->instance->mayNotLeave) [[unlikely]]
    trap(contextOf(site), TrapKind::CannotLeave);
}

uint32_t newHandle(const CallSite *site, uint32_t representation) {
  checkMayLeave(site);
  return HandleTable::of(*site->instance)
      .add(contextOf(site), site->resource, representation, true);
}

uint32_t handleRepresentation(const CallSite *site, uint32_t handle) {
  HandleElement &element =
      HandleTable::of(*site->instance).get(contextOf(site), handle, site->resource);
  return static_cast<uint32_t>(element.representation);
}

// A guest's destructor is entered like any call from one component to another.
static void runGuestDestructor(const CallSite *site, uint32_t representation) {
  const ResourceType &type = *site->resource;
  if (!type.guestDrop)
    return;
  enterFrom(*type.owner, *site->instance);
  using Destructor = void(void *instance, uint32_t representation);
  reinterpret_cast<Destructor *>(type.guestDrop->code)(type.guestDrop->instance, representation);
  leaveTo(*type.owner, *site->instance);
}

void dropHandle(const CallSite *site, uint32_t handle) {
  Context &context = contextOf(site);
  context.checkHostStack();
  checkMayLeave(site);
  HandleTable &table = HandleTable::of(*site->instance);
  HandleElement element = table.remove(context, handle, site->resource);
  if (!element.own)
    return table.dropBorrow(element);
  if (site->resource->hostDrop)
    site->resource->hostDrop(context, reinterpret_cast<void *>(element.representation));
  else
    runGuestDestructor(site, static_cast<uint32_t>(element.representation));
}

namespace kinds {

uint32_t aotc_resource_new(void *site, uint32_t representation) {
  return newHandle(static_cast<const CallSite *>(site), representation);
}
uint32_t aotc_resource_rep(void *site, uint32_t handle) {
  return handleRepresentation(static_cast<const CallSite *>(site), handle);
}
void aotc_resource_drop(void *site, uint32_t handle) {
  dropHandle(static_cast<const CallSite *>(site), handle);
}

// An instance that traps is never left, and so never entered again.
void aotc_enter_instance(void *record) {
  auto &instance = *static_cast<ComponentInstance *>(record);
  if (instance.mayNotEnter) [[unlikely]]
    trap(processContext(), TrapKind::CannotEnter);
  instance.mayNotEnter = 1;
}
void aotc_leave_instance(void *record) {
  static_cast<ComponentInstance *>(record)->mayNotEnter = 0;
}

} // namespace kinds
} // namespace aotc::rt
