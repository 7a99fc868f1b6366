// Interns function types by their text, which wasm/types.h makes unambiguous for
// everything but type indices. A type that names another by index is relative to
// its module; the validator refuses those until recursive groups come (GC), and
// then this is the place that canonicalises a group before it is looked up.
#include "codegen/canonical_types.h"

#include <cassert>

namespace aotc {

uint32_t CanonicalTypes::intern(const wasm::FuncType &type) {
  auto id = static_cast<uint32_t>(ids.size()) + 1; // 0 is no type
  return ids.emplace(toString(type), id).first->second;
}

uint32_t CanonicalTypes::idOf(const wasm::FuncType &type) const {
  auto found = ids.find(toString(type));
  assert(found != ids.end());
  return found->second;
}

} // namespace aotc
