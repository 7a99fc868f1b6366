// What validation knows of a module (core specification, "Validation /
// Conventions / Contexts"). Internal to wasm/.
#pragma once

#include <span>

#include "wasm/canonical_types.h"
#include "wasm/module.h"

namespace aotc::wasm {

struct ValidationContext {
  explicit ValidationContext(const Module &module) : module(module) {}

  const Module &module;
  CanonicalTypes canonical;
  std::vector<CanonicalTypeId> ids; // by type index; filled once the types are checked
  std::vector<bool> declared;       // functions that ref.func may name

  TypeSpace space() const { return {&module.types, &ids, &canonical}; }
  template <typename T>
    requires(!std::is_convertible_v<const T &, std::span<const ValType>>)
  bool isSubtype(const T &sub, const T &super) const {
    return sub == super || matches(space(), sub, space(), super);
  }
  // Pairwise, and as many.
  bool isSubtype(std::span<const ValType> sub, std::span<const ValType> super) const {
    return std::equal(sub.begin(), sub.end(), super.begin(), super.end(),
                      [&](const ValType &a, const ValType &b) { return isSubtype(a, b); });
  }

  // "unknown type" if an index is not of the module.
  Result<void> checkHeapType(uint64_t offset, const HeapType &type) const;
  Result<void> checkValType(uint64_t offset, const ValType &type) const;
  // The type `index` as one of the three kinds.
  Result<const CompositeType *> composite(uint64_t offset, TypeIndex index,
                                          CompositeKind kind) const;
  Result<const FuncType *> funcType(uint64_t offset, TypeIndex index) const;
};

// validate_types.cpp: the type section; fills `ids`.
Result<void> checkTypes(ValidationContext &context);

} // namespace aotc::wasm
