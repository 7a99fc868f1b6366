// Which types imports and exports may mention (Explainer.md, "External Visibility
// of Types").
//
// An import or export of a type makes a new name for it; which names are
// externally visible is kept as sets of ids, one for what imports may mention
// and one for what exports may mention beside that. Instance types are not
// checked when they are declared but where an import or export has such a type;
// component types are, since nothing outside can supply the name.
#include "component/validator.h"

#include <fmt/format.h>

namespace aotc::component {

TypeKey keyOf(const AnyTypeId &type) {
  uint32_t index = std::visit([](auto id) { return id.index; }, type);
  return TypeKey(type.index()) << 32 | index;
}

bool ComponentValidator::isVisible(Role role, TypeKey key) const {
  if (scope().importVisible.contains(key))
    return true;
  if (role == Role::Export && scope().exportVisible.contains(key))
    return true;
  for (const auto &set : innerVisible)
    if (set.contains(key))
      return true;
  return false;
}

// Records, variants, enums, flags and resources need a name; what else there is
// may be anonymous if its parts are named.
bool ComponentValidator::isNamed(Role role, ValueTypeId type) const {
  const ValueType &value = (*arena)[type];
  switch (value.abi->kind) {
  case abi::TypeKind::Record:
  case abi::TypeKind::Variant:
  case abi::TypeKind::Enum:
  case abi::TypeKind::Flags:
    return isVisible(role, keyOf(type));
  case abi::TypeKind::Own:
  case abi::TypeKind::Borrow:
    return isVisible(role, keyOf(value.resource));
  case abi::TypeKind::Bool:
  case abi::TypeKind::S8:
  case abi::TypeKind::U8:
  case abi::TypeKind::S16:
  case abi::TypeKind::U16:
  case abi::TypeKind::S32:
  case abi::TypeKind::U32:
  case abi::TypeKind::S64:
  case abi::TypeKind::U64:
  case abi::TypeKind::F32:
  case abi::TypeKind::F64:
  case abi::TypeKind::Char:
  case abi::TypeKind::String:
  case abi::TypeKind::ErrorContext:
  case abi::TypeKind::List:
  case abi::TypeKind::FixedList:
  case abi::TypeKind::Map:
  case abi::TypeKind::Tuple:
  case abi::TypeKind::Option:
  case abi::TypeKind::Result:
  case abi::TypeKind::Stream:
  case abi::TypeKind::Future:
    break;
  }
  return partsNamed(role, type);
}

bool ComponentValidator::partsNamed(Role role, ValueTypeId type) const {
  const ValueType &value = (*arena)[type];
  if (value.resource.valid())
    return isVisible(role, keyOf(value.resource));
  for (const auto &part : value.parts)
    if (part && !isNamed(role, *part))
      return false;
  return true;
}

bool ComponentValidator::partsNamed(Role role, FuncTypeId type) const {
  const FuncType &func = (*arena)[type];
  for (ValueTypeId param : func.params)
    if (!isNamed(role, param))
      return false;
  return !func.result || isNamed(role, *func.result);
}

Result<bool> ComponentValidator::partsNamed(Role role, const AnyTypeId &type, uint64_t offset) {
  if (auto *value = std::get_if<ValueTypeId>(&type)) {
    TRY(types().charge(types()[*value].size, offset));
    return partsNamed(role, *value);
  }
  if (auto *func = std::get_if<FuncTypeId>(&type)) {
    TRY(types().charge(types()[*func].size, offset));
    return partsNamed(role, *func);
  }
  if (auto *instance = std::get_if<InstanceTypeId>(&type)) {
    // What the type itself exports is named within it, and only there.
    innerVisible.emplace_back();
    auto named = makeVisible(role, ExternType(*instance), offset);
    innerVisible.pop_back();
    return named;
  }
  return true; // resources; component types were checked when declared
}

// Checks what `type` mentions, and makes the types visible that it exports.
Result<bool> ComponentValidator::makeVisible(Role role, const ExternType &type, uint64_t offset) {
  TRY(types().charge(1, offset));
  if (auto *func = std::get_if<FuncTypeId>(&type))
    return partsNamed(role, AnyTypeId(*func), offset);
  if (auto *value = std::get_if<ValueItem>(&type))
    return isNamed(role, value->type);
  if (auto *instance = std::get_if<InstanceTypeId>(&type)) {
    for (const NamedExtern &item : types()[*instance].exports.items)
      if (!TRY(makeVisible(role, item.type, offset)))
        return false;
    return true;
  }
  auto *item = std::get_if<TypeItem>(&type);
  if (!item)
    return true;
  if (!TRY(partsNamed(role, item->type, offset)))
    return false;
  auto &set = !innerVisible.empty()  ? innerVisible.back()
              : role == Role::Import ? scope().importVisible
                                     : scope().exportVisible;
  set.insert(keyOf(item->type));
  return true;
}

Result<void> ComponentValidator::checkVisible(Role role, const ExternType &type, uint64_t offset) {
  if (scope().kind == Scope::Kind::InstanceType)
    return {};
  if (TRY(makeVisible(role, type, offset)))
    return {};
  return Error::invalid(offset, fmt::format("{} not valid to be used as {} (it mentions a type "
                                            "that has no externally visible name)",
                                            toString(sortOf(type)), toString(role)));
}

} // namespace aotc::component
