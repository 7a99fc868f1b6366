// What adapters between components call: see abi/builtins.def for what each does,
// and compiler/abi/adapter.cpp for when. Small ones are inlined into the adapters,
// where the call site is a constant: a flag becomes a load or a store.
//
// Adapters have checked that text is in bounds. Both memories may be the same one
// (a component that calls itself), where realloc may have changed what was measured:
// nothing here trusts text because it was valid before.

#include <utility>

#include "canon/handles.h"
#include "canon/rules.h"
#include "canon/transcode.h"
#include "core/context.h"
#include "core/traps.h"

namespace aotc::rt {

static const CallSite *siteOf(void *site) { return static_cast<const CallSite *>(site); }

[[noreturn, gnu::cold]] static void broken(void *site, CanonRule rule) {
  trap(contextOf(siteOf(site)), rule);
}

static HandleTable &handlesOf(void *site) { return HandleTable::of(*siteOf(site)->instance); }

static const uint8_t *textAt(void *site, uint64_t at) { return siteOf(site)->memory->base + at; }

static uint64_t measured(void *site, std::optional<TextMeasure> measure, CanonRule rule) {
  if (!measure) [[unlikely]]
    broken(site, rule);
  return measure->units << 1 | measure->latin1;
}

using Transcode = bool(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);

static void transcode(void *site, Transcode *function, uint64_t from, uint64_t units, uint64_t to,
                      uint64_t bytes) {
  const CallSite *call = siteOf(site);
  if (!function(call->otherMemory->base + from, units, call->memory->base + to, bytes))
    broken(site, CanonRule::StringChanged);
}

namespace kinds {

[[gnu::noinline]] void aotc_canon_trap(void *site, uint32_t rule) {
  auto broken = static_cast<CanonRule>(rule);
  trap(contextOf(siteOf(site)), ruleKind(broken), ruleText(broken), __builtin_return_address(0));
}

[[gnu::noinline]] void aotc_canon_no_such_handle(void *site, uint32_t handle) {
  bool known = handlesOf(site).has(handle);
  broken(site, known ? CanonRule::OtherKindOfHandle : CanonRule::UnknownHandle);
}

[[gnu::noinline]] void aotc_canon_unsupported(void *site) {
  trap(contextOf(siteOf(site)), TrapKind::Unsupported, siteOf(site)->name,
       __builtin_return_address(0));
}

void aotc_canon_check_leave(void *site) {
  if (siteOf(site)->instance->mayNotLeave) [[unlikely]]
    broken(site, CanonRule::MayNotLeave);
}
void aotc_canon_forbid_leave(void *site) { siteOf(site)->instance->mayNotLeave = 1; }
void aotc_canon_allow_leave(void *site) { siteOf(site)->instance->mayNotLeave = 0; }

static uint64_t &storageOf(void *site, uint32_t slot) {
  ComponentInstance &instance = *siteOf(site)->instance;
  return slot ? instance.storage1 : instance.storage0;
}
uint64_t aotc_context_get(void *site, uint32_t slot) { return storageOf(site, slot); }
void aotc_context_set(void *site, uint32_t slot, uint64_t value) { storageOf(site, slot) = value; }
uint64_t aotc_context_swap(void *site, uint32_t slot, uint64_t value) {
  return std::exchange(storageOf(site, slot), value);
}

void aotc_backpressure_inc(void *site) {
  if (++siteOf(site)->instance->backpressure == 1u << 16) [[unlikely]]
    broken(site, CanonRule::BackpressureRange);
}
void aotc_backpressure_dec(void *site) {
  if (siteOf(site)->instance->backpressure-- == 0) [[unlikely]]
    broken(site, CanonRule::BackpressureRange);
}

void aotc_canon_enter(void *site) { aotc_enter_instance(siteOf(site)->instance); }
void aotc_canon_leave(void *site) { aotc_leave_instance(siteOf(site)->instance); }

uint32_t aotc_canon_begin_lends(void *site) { return handlesOf(site).lendMark(); }
void aotc_canon_end_lends(void *site, uint32_t mark) { handlesOf(site).endLends(mark); }
void aotc_canon_begin_borrows(void *site) { handlesOf(site).beginBorrows(); }
void aotc_canon_end_borrows(void *site) { handlesOf(site).endBorrows(contextOf(siteOf(site))); }

uint64_t aotc_canon_lift_own(void *site, uint32_t handle) {
  return handlesOf(site).take(contextOf(siteOf(site)), handle, siteOf(site)->resource);
}
uint64_t aotc_canon_lift_borrow(void *site, uint32_t handle) {
  return handlesOf(site).lend(contextOf(siteOf(site)), handle, siteOf(site)->resource);
}
uint32_t aotc_canon_lower_own(void *site, uint64_t representation) {
  return handlesOf(site).add(contextOf(siteOf(site)), siteOf(site)->resource, representation, true);
}
uint32_t aotc_canon_lower_borrow(void *site, uint64_t representation) {
  return handlesOf(site).addBorrow(contextOf(siteOf(site)), siteOf(site)->resource, representation);
}

void aotc_canon_check_utf8(void *site, uint64_t at, uint64_t units) {
  auto *text = reinterpret_cast<const char *>(textAt(site, at));
  if (!isValidUtf8({text, units})) [[unlikely]]
    broken(site, CanonRule::InvalidUtf8);
}
uint64_t aotc_canon_measure_utf8(void *site, uint64_t at, uint64_t units) {
  return measured(site, measureUtf8Text(textAt(site, at), units), CanonRule::InvalidUtf8);
}
uint64_t aotc_canon_measure_utf16(void *site, uint64_t at, uint64_t units) {
  return measured(site, measureUtf16Text(textAt(site, at), units), CanonRule::InvalidUtf16);
}
uint64_t aotc_canon_measure_latin1(void *site, uint64_t at, uint64_t units) {
  return uint64_t(latin1AsUtf8Size(textAt(site, at), units)) << 1 | 1;
}

#define AOTC_TRANSCODE(NAME, FUNCTION)                                                             \
  void aotc_canon_##NAME(void *site, uint64_t from, uint64_t units, uint64_t to, uint64_t bytes) { \
    transcode(site, FUNCTION, from, units, to, bytes);                                             \
  }
AOTC_TRANSCODE(utf8_to_utf16, textUtf8ToUtf16)
AOTC_TRANSCODE(utf8_to_latin1, textUtf8ToLatin1)
AOTC_TRANSCODE(utf16_to_utf8, textUtf16ToUtf8)
AOTC_TRANSCODE(utf16_to_utf16, textUtf16ToUtf16)
AOTC_TRANSCODE(utf16_to_latin1, textUtf16ToLatin1)
AOTC_TRANSCODE(latin1_to_utf8, textLatin1ToUtf8)
AOTC_TRANSCODE(latin1_to_utf16, textLatin1ToUtf16)
#undef AOTC_TRANSCODE

} // namespace kinds
} // namespace aotc::rt
