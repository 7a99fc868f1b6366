// Validates the type section (core specification, "Validation / Types") and
// answers questions about type indices. Entry point: checkTypes().
//
// Two passes: indices first, for canonical ids need them in range; then each
// declared supertype, for which the ids of the whole group must exist.
#include <fmt/format.h>

#include "wasm/limits.h"
#include "wasm/validation_context.h"

namespace aotc::wasm {
namespace {

Error unknownType(uint64_t offset, TypeIndex index) {
  return Error::invalid(offset, fmt::format("unknown type {}", index.index));
}

// A member of a group sees the types before the group, and the group.
Result<void> checkVisible(const SubType &type, const ValType &value) {
  if (value.isRef() && value.ref.heap.kind == HeapKind::Concrete &&
      value.ref.heap.index.index >= type.groupEnd)
    return unknownType(type.offset, value.ref.heap.index);
  return {};
}

Result<void> checkIndices(const SubType &type) {
  for (const ValType &param : type.composite.func.params)
    TRY(checkVisible(type, param));
  for (const ValType &result : type.composite.func.results)
    TRY(checkVisible(type, result));
  for (const FieldType &field : type.composite.fields)
    if (field.packed == PackedKind::None)
      TRY(checkVisible(type, field.type));
  return {};
}

// `depths` has how long the chain of supertypes of each type is.
Result<void> checkSupertypes(const Module &module, uint32_t index, std::vector<uint32_t> &depths) {
  const SubType &type = module.types[TypeIndex(index)];
  if (type.supertypes.size() > 1)
    return Error::invalid(type.offset, "sub type: more than one supertype");
  depths.push_back(0);
  if (type.supertypes.empty())
    return {};
  TypeIndex super = type.supertypes[0];
  if (super.index >= index)
    return unknownType(type.offset, super);
  depths.back() = depths[super.index] + 1;
  return limits::check(type.offset, depths.back(), limits::kSubtypingDepth, "levels of supertypes");
}

bool fieldMatches(const ValidationContext &context, const FieldType &sub, const FieldType &super) {
  if (sub.isMutable != super.isMutable || sub.packed != super.packed)
    return false;
  if (sub.packed != PackedKind::None)
    return true;
  if (!context.isSubtype(sub.type, super.type))
    return false;
  return !sub.isMutable || context.isSubtype(super.type, sub.type);
}

bool compositeMatches(const ValidationContext &context, const CompositeType &sub,
                      const CompositeType &super) {
  if (sub.kind != super.kind || sub.fields.size() < super.fields.size())
    return false;
  for (size_t i = 0; i < super.fields.size(); ++i)
    if (!fieldMatches(context, sub.fields[i], super.fields[i]))
      return false;
  return context.isSubtype(super.func.params, sub.func.params) &&
         context.isSubtype(sub.func.results, super.func.results);
}

Result<void> checkDeclaredSupertype(const ValidationContext &context, uint32_t index) {
  const SubType &type = context.module.types[TypeIndex(index)];
  if (type.supertypes.empty())
    return {};
  const SubType &super = context.module.types[type.supertypes[0]];
  if (super.isFinal || !compositeMatches(context, type.composite, super.composite))
    return Error::invalid(type.offset, fmt::format("sub type {} does not match super type {}",
                                                   index, type.supertypes[0].index));
  return {};
}

} // namespace

Result<void> checkTypes(ValidationContext &context) {
  const Module &module = context.module;
  std::vector<uint32_t> depths;
  for (uint32_t i = 0; i < module.types.size(); ++i) {
    TRY(checkIndices(module.types[TypeIndex(i)]));
    TRY(checkSupertypes(module, i, depths));
  }
  context.ids = context.canonical.add(module.types);
  for (uint32_t i = 0; i < module.types.size(); ++i)
    TRY(checkDeclaredSupertype(context, i));
  return {};
}

Result<void> ValidationContext::checkHeapType(uint64_t offset, const HeapType &type) const {
  if (type.kind == HeapKind::Concrete && !module.types.contains(type.index))
    return unknownType(offset, type.index);
  return {};
}

Result<void> ValidationContext::checkValType(uint64_t offset, const ValType &type) const {
  return type.isRef() ? checkHeapType(offset, type.ref.heap) : Result<void>();
}

Result<const CompositeType *> ValidationContext::composite(uint64_t offset, TypeIndex index,
                                                           CompositeKind kind) const {
  if (!module.types.contains(index))
    return unknownType(offset, index);
  const CompositeType &type = module.types[index].composite;
  if (type.kind != kind)
    return Error::invalid(offset, fmt::format("type mismatch: type {} is not {}", index.index,
                                              kind == CompositeKind::Func     ? "a function"
                                              : kind == CompositeKind::Struct ? "a structure"
                                                                              : "an array"));
  return &type;
}

Result<const FuncType *> ValidationContext::funcType(uint64_t offset, TypeIndex index) const {
  return &TRY(composite(offset, index, CompositeKind::Func))->func;
}

} // namespace aotc::wasm
