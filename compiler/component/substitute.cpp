// Substitution in resolved types. Entry point: Substitution::apply.
//
// Types share their parts, so each is done once and remembered; a walk costs
// what the types cost when they were made, and is charged to the arena's budget
// because instantiating is one line that can ask for any amount of it. Resources
// bound by a component type within keep their identity: ids are never reused, so
// nothing can be captured.
//
// Members are copied before recursion, which may make the arena grow.
#include "component/substitute.h"

namespace aotc::component {

ResourceTypeId Substitution::apply(ResourceTypeId type) {
  if (auto found = names.find(type); found != names.end())
    return found->second;
  auto mapped = resources.find(types.resource(type));
  ResourceTypeId result = mapped == resources.end() ? type : types.name(mapped->second);
  names.emplace(type, result);
  return result;
}

Result<ValueTypeId> Substitution::apply(ValueTypeId type) {
  if (auto found = values.find(type); found != values.end())
    return found->second;
  auto parts = types[type].parts;
  TRY(types.charge(1 + parts.size(), offset));
  bool changed = false;
  for (auto &part : parts) {
    if (!part)
      continue;
    ValueTypeId done = TRY(apply(*part));
    changed |= done != *part;
    part = done;
  }
  ResourceTypeId resource = types[type].resource;
  if (resource.valid()) {
    ResourceTypeId done = apply(resource);
    changed |= done != resource;
    resource = done;
  }
  ValueTypeId result = type;
  if (changed) {
    TRY(types.charge(kMakeCost * (1 + parts.size()), offset));
    result = TRY(types.rebuild(type, std::move(parts), resource, offset));
  }
  values.emplace(type, result);
  return result;
}

Result<FuncTypeId> Substitution::apply(FuncTypeId type) {
  if (auto found = funcs.find(type); found != funcs.end())
    return found->second;
  FuncType old = types[type];
  TRY(types.charge(1 + old.params.size(), offset));
  bool changed = false;
  for (ValueTypeId &param : old.params) {
    ValueTypeId done = TRY(apply(param));
    changed |= done != param;
    param = done;
  }
  if (old.result) {
    ValueTypeId done = TRY(apply(*old.result));
    changed |= done != *old.result;
    old.result = done;
  }
  FuncTypeId result = type;
  if (changed) {
    TRY(types.charge(kMakeCost * (1 + old.params.size()), offset));
    std::vector<std::string_view> labels;
    for (const abi::Param &param : old.abi.params)
      labels.push_back(param.name);
    result = TRY(types.add(old.abi.async, labels, std::move(old.params), old.result, offset));
  }
  funcs.emplace(type, result);
  return result;
}

Result<ExternMap> Substitution::apply(const ExternMap &map, bool &changed) {
  ExternMap result = map;
  TRY(types.charge(1 + map.items.size(), offset));
  for (NamedExtern &item : result.items) {
    ExternType done = TRY(apply(item.type));
    changed |= done != item.type;
    item.type = done;
  }
  return result;
}

Result<InstanceTypeId> Substitution::apply(InstanceTypeId type) {
  if (auto found = instances.find(type); found != instances.end())
    return found->second;
  InstanceType copy = types[type];
  bool changed = false;
  copy.exports = TRY(apply(copy.exports, changed));
  InstanceTypeId result = type;
  if (changed)
    result = TRY(types.add(std::move(copy), offset));
  instances.emplace(type, result);
  return result;
}

Result<ComponentTypeId> Substitution::apply(ComponentTypeId type) {
  if (auto found = components.find(type); found != components.end())
    return found->second;
  ComponentType copy = types[type];
  bool changed = false;
  copy.imports = TRY(apply(copy.imports, changed));
  copy.exports = TRY(apply(copy.exports, changed));
  ComponentTypeId result = type;
  if (changed)
    result = TRY(types.add(std::move(copy), offset));
  components.emplace(type, result);
  return result;
}

Result<AnyTypeId> Substitution::apply(const AnyTypeId &type) {
  if (auto *value = std::get_if<ValueTypeId>(&type))
    return AnyTypeId(TRY(apply(*value)));
  if (auto *func = std::get_if<FuncTypeId>(&type))
    return AnyTypeId(TRY(apply(*func)));
  if (auto *resource = std::get_if<ResourceTypeId>(&type))
    return AnyTypeId(apply(*resource));
  if (auto *instance = std::get_if<InstanceTypeId>(&type))
    return AnyTypeId(TRY(apply(*instance)));
  return AnyTypeId(TRY(apply(std::get<ComponentTypeId>(type))));
}

Result<ExternType> Substitution::apply(const ExternType &type) {
  if (auto *func = std::get_if<FuncTypeId>(&type))
    return ExternType(TRY(apply(*func)));
  if (auto *value = std::get_if<ValueItem>(&type))
    return ExternType(ValueItem{TRY(apply(value->type))});
  if (auto *item = std::get_if<TypeItem>(&type))
    return ExternType(TypeItem{TRY(apply(item->type)), item->isSubResource});
  if (auto *instance = std::get_if<InstanceTypeId>(&type))
    return ExternType(TRY(apply(*instance)));
  if (auto *component = std::get_if<ComponentTypeId>(&type))
    return ExternType(TRY(apply(*component)));
  return type; // core modules mention no component types
}

} // namespace aotc::component
