// Type equivalence and subtyping (core specification, "Validation / Types /
// Matching"), within a module and across modules.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "wasm/module.h"

namespace aotc::wasm {

// Two defined types are equivalent if and only if they have the same canonical
// id of one CanonicalTypes, whatever modules they come from.
using CanonicalTypeId = Id<struct CanonicalTypeIdTag>;

class CanonicalTypes {
public:
  using TypeList = IdVector<TypeIndex, SubType>;

  // The canonical id of each of `types`. REQUIRES: an index in a type is less
  // than the end of its group; at most one supertype, with a smaller index.
  std::vector<CanonicalTypeId> add(const TypeList &types);

  // Whether `sub` is `super` or declares it, directly or not.
  bool isSubtype(CanonicalTypeId sub, CanonicalTypeId super) const;

private:
  std::unordered_map<std::string, uint32_t> groups; // serialised group → first id
  std::vector<CanonicalTypeId> supertypes;          // by id; invalid: none
};

// A module's types with their canonical ids: what type indices are relative to.
struct TypeSpace {
  const CanonicalTypes::TypeList *types;
  const std::vector<CanonicalTypeId> *ids;
  const CanonicalTypes *canonical; // the same for all spaces that are compared
};

// Whether `sub`, relative to `subSpace`, matches `super`, relative to `superSpace`.
bool matches(const TypeSpace &subSpace, const HeapType &sub, const TypeSpace &superSpace,
             const HeapType &super);
bool matches(const TypeSpace &subSpace, const RefType &sub, const TypeSpace &superSpace,
             const RefType &super);
bool matches(const TypeSpace &subSpace, const ValType &sub, const TypeSpace &superSpace,
             const ValType &super);

} // namespace aotc::wasm
