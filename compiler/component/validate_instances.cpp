// Instances and aliases (Binary.md, "Instance Definitions", "Alias
// Definitions"; Explainer.md, "Type Checking").
//
// Instantiating substitutes, in the types of a component's exports, what its
// type imports got for them, and makes fresh resources for those that each
// instance defines. Nothing is left of the component's own names afterwards.
#include "component/validator.h"

#include <fmt/format.h>

namespace aotc::component {

Result<ExternType> ComponentValidator::item(SortIndex item, uint64_t offset) {
  const IndexSpaces &space = scope().space;
  uint32_t index = item.index;
  switch (item.sort) {
  case Sort::CoreModule:
    if (index >= space.coreModules.size())
      return outOfBounds("module", index, offset);
    return ExternType(space.coreModules[index].type);
  case Sort::Func:
    if (index >= space.funcs.size())
      return outOfBounds("function", index, offset);
    return ExternType(space.funcs[index]);
  case Sort::Value:
    if (index >= space.values.size())
      return outOfBounds("value", index, offset);
    return ExternType(ValueItem{space.values[index]});
  case Sort::Type:
    return ExternType(TypeItem{TRY(typeAt(index, offset)), false});
  case Sort::Component:
    if (index >= space.components.size())
      return outOfBounds("component", index, offset);
    return ExternType(space.components[index].type);
  case Sort::Instance:
    if (index >= space.instances.size())
      return outOfBounds("instance", index, offset);
    return ExternType(space.instances[index]);
  case Sort::CoreFunc:
  case Sort::CoreTable:
  case Sort::CoreMemory:
  case Sort::CoreGlobal:
  case Sort::CoreTag:
  case Sort::CoreType:
  case Sort::CoreInstance:
    break;
  }
  return Error::invalid(offset, fmt::format("a {} can't be imported or exported by a component",
                                            toString(item.sort)));
}

Result<void> ComponentValidator::instance(const InstanceDef &def, uint64_t offset) {
  InstanceType type;
  if (auto *expr = std::get_if<InstanceDef::Instantiate>(&def.expr))
    type = TRY(instantiate(*expr, offset));
  else
    type = TRY(fromExports(std::get<InstanceDef::FromExports>(def.expr), offset));
  scope().space.instances.push_back(TRY(types().add(std::move(type), offset)));
  return {};
}

Result<InstanceType> ComponentValidator::fromExports(const InstanceDef::FromExports &expr,
                                                     uint64_t offset) {
  InstanceType type;
  // Names that belong to resources don't count here: the functions of the bag
  // mention the types that were exported, not the names the exports make.
  NameSpace names;
  for (const InlineExport &each : expr.exports) {
    ExternType exported = TRY(item(each.item, offset));
    TRY(addName(names, Role::Export, each.name, exported, false));
    type.exports.insert(each.name.name, exported);
  }
  return type;
}

Result<InstanceType> ComponentValidator::instantiate(const InstanceDef::Instantiate &expr,
                                                     uint64_t offset) {
  const IndexSpaces &space = scope().space;
  if (expr.component >= space.components.size())
    return outOfBounds("component", expr.component, offset);
  ComponentType component = types()[space.components[expr.component].type];
  TRY(types().charge(8 * (component.imports.items.size() + component.exports.items.size()) +
                         kMakeCost * component.defined.size(),
                     offset));

  ExternMap args;
  for (const InstantiateArg &arg : expr.args)
    if (!args.insert(arg.name, TRY(item(arg.item, offset))))
      return Error::invalid(
          offset,
          fmt::format("instantiation argument `{}` conflicts with previous argument", arg.name));

  Substitution imports(types(), offset);
  bindResources(types(), component.imports, component.imported, args, imports);
  bool changed = false;
  ExternMap expected = TRY(imports.apply(component.imports, changed));
  for (const NamedExtern &import : expected.items) {
    const ExternType *arg = args.find(import.name);
    if (!arg)
      return Error::invalid(offset, fmt::format("missing import named `{}`", import.name));
    auto checked = SubtypeChecker(types(), offset).check(*arg, import.type);
    if (!checked.ok()) {
      Error error = checked.takeError();
      error.message = fmt::format("type mismatch for import `{}`: {}", import.name, error.message);
      return error;
    }
  }

  Substitution exports(types(), offset);
  bindResources(types(), component.imports, component.imported, args, exports);
  TRY(bindNames(types(), component.imports, args, exports, offset));
  for (const BoundResource &bound : component.defined) {
    Resource resource;
    resource.origin = Resource::Origin::Instance;
    ResourceId id = types().add(std::move(resource));
    scope().own.insert(id);
    exports.map(bound.resource, id);
  }
  InstanceType type;
  type.exports = TRY(exports.apply(component.exports, changed));
  return type;
}

// ---------------------------------------------------------------------------
// Aliases.

Result<void> ComponentValidator::alias(const AliasDef &def, uint64_t offset) {
  if (auto *target = std::get_if<AliasDef::Export>(&def.target))
    return aliasExport(def.sort, *target, offset);
  if (auto *target = std::get_if<AliasDef::CoreExport>(&def.target))
    return aliasCoreExport(def.sort, *target, offset);
  return aliasOuter(def.sort, std::get<AliasDef::Outer>(def.target), offset);
}

Result<void> ComponentValidator::aliasExport(Sort sort, const AliasDef::Export &target,
                                             uint64_t offset) {
  const auto &instances = scope().space.instances;
  if (target.instance >= instances.size())
    return outOfBounds("instance", target.instance, offset);
  const ExternType *found = types()[instances[target.instance]].exports.find(target.name);
  if (!found)
    return Error::invalid(
        offset, fmt::format("instance {} has no export named `{}`", target.instance, target.name));
  if (sortOf(*found) != sort)
    return Error::invalid(offset, fmt::format("export `{}` for instance {} is not a {}",
                                              target.name, target.instance, toString(sort)));
  return push(ExternType(*found), offset);
}

Result<void> ComponentValidator::aliasCoreExport(Sort sort, const AliasDef::CoreExport &target,
                                                 uint64_t offset) {
  const auto &instances = scope().space.coreInstances;
  if (target.instance >= instances.size())
    return outOfBounds("core instance", target.instance, offset);
  const auto &exports = types()[instances[target.instance]].exports;
  auto found = exports.find(target.name);
  if (found == exports.end())
    return Error::invalid(offset, fmt::format("core instance {} has no export named `{}`",
                                              target.instance, target.name));
  // The first five sorts are in the order of CoreItemType's alternatives.
  if (size_t(sort) != found->second.index())
    return Error::invalid(offset, fmt::format("export `{}` for core instance {} is not a {}",
                                              target.name, target.instance, toString(sort)));
  pushCore(found->second);
  return {};
}

Result<void> ComponentValidator::collectResources(const ExternType &type,
                                                  std::unordered_set<ResourceId> &mentioned,
                                                  std::unordered_set<ResourceId> &bound,
                                                  uint64_t offset) {
  TRY(types().charge(1, offset));
  std::vector<ValueTypeId> values;
  auto func = [&](FuncTypeId id) {
    const FuncType &f = types()[id];
    if (!f.hasResource)
      return;
    values = f.params;
    if (f.result)
      values.push_back(*f.result);
  };
  auto walk = [&](const ExternMap &map) -> Result<void> {
    for (const NamedExtern &each : map.items)
      TRY(collectResources(each.type, mentioned, bound, offset));
    return {};
  };
  auto bind = [&](const std::vector<BoundResource> &resources) {
    for (const BoundResource &each : resources)
      bound.insert(each.resource);
  };
  auto instance = [&](InstanceTypeId id) -> Result<void> {
    bind(types()[id].defined);
    return walk(types()[id].exports);
  };
  auto component = [&](ComponentTypeId id) -> Result<void> {
    bind(types()[id].defined);
    bind(types()[id].imported);
    TRY(walk(types()[id].imports));
    return walk(types()[id].exports);
  };

  if (auto *id = std::get_if<FuncTypeId>(&type))
    func(*id);
  else if (auto *id = std::get_if<InstanceTypeId>(&type))
    return instance(*id);
  else if (auto *id = std::get_if<ComponentTypeId>(&type))
    return component(*id);
  else if (auto *item = std::get_if<TypeItem>(&type)) {
    if (auto *id = std::get_if<InstanceTypeId>(&item->type))
      return instance(*id);
    if (auto *id = std::get_if<ComponentTypeId>(&item->type))
      return component(*id);
    if (auto *id = std::get_if<FuncTypeId>(&item->type))
      func(*id);
    if (auto *id = std::get_if<ValueTypeId>(&item->type))
      values.push_back(*id);
    if (auto *id = std::get_if<ResourceTypeId>(&item->type))
      mentioned.insert(types().resource(*id));
  }
  while (!values.empty()) {
    const ValueType &value = types()[values.back()];
    values.pop_back();
    TRY(types().charge(1, offset));
    if (!value.hasResource)
      continue;
    if (value.resource.valid())
      mentioned.insert(types().resource(value.resource));
    for (const auto &part : value.parts)
      if (part)
        values.push_back(*part);
  }
  return {};
}

Result<void> ComponentValidator::aliasOuter(Sort sort, const AliasDef::Outer &target,
                                            uint64_t offset) {
  if (target.count >= scopes.size())
    return Error::invalid(offset, fmt::format("invalid outer alias count of {}", target.count));
  const IndexSpaces &from = scopes[scopes.size() - 1 - target.count]->space;
  IndexSpaces &to = scope().space;
  uint32_t index = target.index;
  auto copy = [&](const auto &source, auto &into, const char *what) -> Result<void> {
    if (index >= source.size())
      return outOfBounds(what, index, offset);
    auto item = source[index]; // `source` and `into` may be the same
    into.push_back(std::move(item));
    return {};
  };
  if (sort == Sort::CoreModule)
    return copy(from.coreModules, to.coreModules, "module");
  if (sort == Sort::CoreType)
    return copy(from.coreTypes, to.coreTypes, "core type");
  if (sort == Sort::Component)
    return copy(from.components, to.components, "component");
  if (index >= from.types.size())
    return outOfBounds("type", index, offset);

  AnyTypeId type = from.types[index];
  bool crossesComponent = false;
  for (uint32_t i = 0; i < target.count; ++i)
    crossesComponent |= scopes[scopes.size() - 1 - i]->isComponent();
  if (crossesComponent) {
    std::unordered_set<ResourceId> mentioned, bound;
    TRY(collectResources(ExternType(TypeItem{type, false}), mentioned, bound, offset));
    for (ResourceId id : mentioned)
      if (!bound.contains(id))
        return Error::invalid(offset,
                              "cannot alias outer type which transitively refers to resources "
                              "not defined in the current component");
  }
  to.types.push_back(type);
  return {};
}

} // namespace aotc::component
