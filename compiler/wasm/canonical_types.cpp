// Canonical ids of types: recursive groups are compared as a whole, up to where
// they stand (core specification, "Validation / Conventions / Rolling and
// Unrolling"). Entry points: CanonicalTypes::add(), matches().
//
// A group is written into a string in which an index into the group is relative
// to its begin, and any other index is the canonical id of what it names; equal
// strings are equivalent groups. So each group is looked at once, where comparing
// structures pairwise would be exponential for nested types.
#include "wasm/canonical_types.h"

namespace aotc::wasm {
namespace {

// Writes one group into its key.
class GroupKey {
public:
  GroupKey(const SubType &first, const std::vector<CanonicalTypeId> &ids)
      : begin(first.groupBegin), ids(ids) {}

  void add(const SubType &type) {
    byte(type.isFinal);
    word(uint32_t(type.supertypes.size()));
    for (TypeIndex super : type.supertypes)
      index(super);
    byte(uint8_t(type.composite.kind));
    types(type.composite.func.params);
    types(type.composite.func.results);
    word(uint32_t(type.composite.fields.size()));
    for (const FieldType &field : type.composite.fields) {
      byte(uint8_t(field.packed));
      byte(field.isMutable);
      if (field.packed == PackedKind::None)
        value(field.type);
    }
  }
  std::string take() { return std::move(key); }

private:
  void byte(uint8_t value) { key += char(value); }
  void word(uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8)
      byte(uint8_t(value >> shift));
  }
  void index(TypeIndex type) {
    bool isLocal = type.index >= begin;
    byte(isLocal);
    word(isLocal ? type.index - begin : ids[type.index].index);
  }
  void value(const ValType &type) {
    byte(uint8_t(type.kind));
    if (!type.isRef())
      return;
    byte(type.ref.nullable);
    byte(uint8_t(type.ref.heap.kind));
    if (type.ref.heap.kind == HeapKind::Concrete)
      index(type.ref.heap.index);
  }
  void types(const ResultType &list) {
    word(uint32_t(list.size()));
    for (const ValType &type : list)
      value(type);
  }

  uint32_t begin;
  const std::vector<CanonicalTypeId> &ids;
  std::string key;
};

bool abstractMatches(HeapKind sub, HeapKind super) {
  if (sub == super)
    return true;
  switch (sub) {
  case HeapKind::NoFunc:
    return super == HeapKind::Func;
  case HeapKind::NoExtern:
    return super == HeapKind::Extern;
  case HeapKind::NoExn:
    return super == HeapKind::Exn;
  case HeapKind::None:
    return super == HeapKind::I31 || super == HeapKind::Struct || super == HeapKind::Array ||
           super == HeapKind::Eq || super == HeapKind::Any;
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
    return super == HeapKind::Eq || super == HeapKind::Any;
  case HeapKind::Eq:
    return super == HeapKind::Any;
  case HeapKind::Func:
  case HeapKind::Extern:
  case HeapKind::Exn:
  case HeapKind::Any:
  case HeapKind::Concrete:
    return false;
  }
  return false;
}

HeapKind abstractOf(CompositeKind kind) {
  switch (kind) {
  case CompositeKind::Func:
    return HeapKind::Func;
  case CompositeKind::Struct:
    return HeapKind::Struct;
  case CompositeKind::Array:
    return HeapKind::Array;
  }
  return HeapKind::Any;
}

} // namespace

std::vector<CanonicalTypeId> CanonicalTypes::add(const TypeList &types) {
  std::vector<CanonicalTypeId> ids(types.size());
  for (uint32_t begin = 0; begin < types.size();) {
    const SubType &first = types[TypeIndex(begin)];
    GroupKey key(first, ids);
    for (uint32_t i = begin; i < first.groupEnd; ++i)
      key.add(types[TypeIndex(i)]);
    auto [group, isNew] = groups.emplace(key.take(), uint32_t(supertypes.size()));
    for (uint32_t i = begin; i < first.groupEnd; ++i) {
      ids[i] = CanonicalTypeId(group->second + (i - begin));
      if (!isNew)
        continue;
      const std::vector<TypeIndex> &supers = types[TypeIndex(i)].supertypes;
      supertypes.push_back(supers.empty() ? CanonicalTypeId() : ids[supers[0].index]);
    }
    begin = first.groupEnd;
  }
  return ids;
}

bool CanonicalTypes::isSubtype(CanonicalTypeId sub, CanonicalTypeId super) const {
  for (; sub.valid(); sub = supertypes[sub.index])
    if (sub == super)
      return true;
  return false;
}

bool matches(const TypeSpace &subSpace, const HeapType &sub, const TypeSpace &superSpace,
             const HeapType &super) {
  bool subIsConcrete = sub.kind == HeapKind::Concrete;
  bool superIsConcrete = super.kind == HeapKind::Concrete;
  if (subIsConcrete && superIsConcrete)
    return subSpace.canonical->isSubtype((*subSpace.ids)[sub.index.index],
                                         (*superSpace.ids)[super.index.index]);
  if (subIsConcrete)
    return abstractMatches(abstractOf((*subSpace.types)[sub.index].composite.kind), super.kind);
  if (!superIsConcrete)
    return abstractMatches(sub.kind, super.kind);
  // Below a defined type, only the bottom of its hierarchy.
  bool isFunc = (*superSpace.types)[super.index].composite.kind == CompositeKind::Func;
  return sub.kind == (isFunc ? HeapKind::NoFunc : HeapKind::None);
}

bool matches(const TypeSpace &subSpace, const RefType &sub, const TypeSpace &superSpace,
             const RefType &super) {
  return (!sub.nullable || super.nullable) && matches(subSpace, sub.heap, superSpace, super.heap);
}

bool matches(const TypeSpace &subSpace, const ValType &sub, const TypeSpace &superSpace,
             const ValType &super) {
  if (sub.kind != super.kind)
    return false;
  return !sub.isRef() || matches(subSpace, sub.ref, superSpace, super.ref);
}

} // namespace aotc::wasm
