// Imports and exports, of components and of component and instance types
// (Binary.md, "Import and Export Definitions"; Explainer.md, "Name Uniqueness").
//
// An import or export of a type makes a new name for it, of a resource bound by
// its type a new resource; validate_visibility.cpp asks which names exist.
#include "component/validator.h"

#include <fmt/format.h>

#include "abi/names.h"

namespace aotc::component {

// The type as described; (sub resource) has no resource yet.
Result<ExternType> ComponentValidator::resolve(const ExternDesc &desc, uint64_t offset) {
  using Kind = ExternDesc::Kind;
  if (desc.kind == Kind::TypeResource)
    return ExternType(TypeItem{ResourceTypeId(), true});
  if (desc.kind == Kind::ValueEq || desc.kind == Kind::ValueType)
    return Error::unsupported(offset, "component values (value imports and exports)");
  if (desc.kind == Kind::CoreModule) {
    const auto &space = scope().space.coreTypes;
    if (desc.index >= space.size())
      return outOfBounds("core type", desc.index, offset);
    if (auto *module = std::get_if<CoreModuleTypeId>(&space[desc.index]))
      return ExternType(*module);
    return Error::invalid(offset,
                          fmt::format("core type index {} is not a module type", desc.index));
  }
  AnyTypeId type = TRY(typeAt(desc.index, offset));
  if (desc.kind == Kind::TypeEq)
    return ExternType(TypeItem{type, false});
  if (desc.kind == Kind::Func) {
    if (auto *func = std::get_if<FuncTypeId>(&type))
      return ExternType(*func);
    return Error::invalid(offset, fmt::format("type index {} is not a function type", desc.index));
  }
  if (desc.kind == Kind::Instance) {
    if (auto *instance = std::get_if<InstanceTypeId>(&type))
      return ExternType(*instance);
    return Error::invalid(offset, fmt::format("type index {} is not an instance type", desc.index));
  }
  if (auto *component = std::get_if<ComponentTypeId>(&type))
    return ExternType(*component);
  return Error::invalid(offset, fmt::format("type index {} is not a component type", desc.index));
}

// ---------------------------------------------------------------------------
// New names and new resources.

// The instance type with fresh resources in the place of those that it binds.
Result<InstanceTypeId> ComponentValidator::freshInstance(InstanceTypeId type, Role role,
                                                         const std::string &name,
                                                         std::vector<BoundResource> &made,
                                                         uint64_t offset) {
  if (types()[type].defined.empty())
    return type;
  InstanceType copy = types()[type];
  Substitution substitution(types(), offset);
  TRY(types().charge(kMakeCost * copy.defined.size(), offset));
  for (const BoundResource &bound : copy.defined) {
    Resource resource;
    resource.origin =
        role == Role::Import ? Resource::Origin::Imported : Resource::Origin::Instance;
    if (!name.empty()) {
      resource.name = name;
      const ExternMap *at = &copy.exports;
      for (uint32_t step : bound.path) {
        const NamedExtern &item = at->items[step];
        resource.name += fmt::format("/{}", item.name);
        if (auto *inner = std::get_if<InstanceTypeId>(&item.type))
          at = &types()[*inner].exports;
      }
    }
    ResourceId id = types().add(std::move(resource));
    substitution.map(bound.resource, id);
    made.push_back({id, bound.path});
  }
  copy.defined.clear();
  bool changed = false;
  copy.exports = TRY(substitution.apply(copy.exports, changed));
  return types().add(std::move(copy), offset);
}

Result<ExternType> ComponentValidator::fresh(const ExternType &type, Role role,
                                             const ExternName &name, uint64_t offset) {
  bool isImport = role == Role::Import;
  uint32_t position = uint32_t(isImport ? scope().imports.items.size() : 0);
  std::string resourceName;
  if (isImport && scope().isComponent())
    resourceName = abi::normalizeInterfaceName(name.implements.value_or(name.name));

  auto *item = std::get_if<TypeItem>(&type);
  if (item && item->isSubResource) {
    Resource resource;
    resource.name = resourceName;
    ResourceId id = types().add(std::move(resource));
    if (isImport)
      scope().imported.push_back({id, {position}});
    else
      scope().own.insert(id);
    return ExternType(TypeItem{types().name(id), true});
  }
  if (item) {
    if (auto *value = std::get_if<ValueTypeId>(&item->type))
      return ExternType(TypeItem{TRY(types().rename(*value, offset)), false});
    if (auto *resource = std::get_if<ResourceTypeId>(&item->type))
      return ExternType(TypeItem{types().name(types().resource(*resource)), false});
    return type;
  }
  if (auto *instance = std::get_if<InstanceTypeId>(&type)) {
    std::vector<BoundResource> made;
    InstanceTypeId result = TRY(freshInstance(*instance, role, resourceName, made, offset));
    for (BoundResource &each : made) {
      if (isImport) {
        each.path.insert(each.path.begin(), position);
        scope().imported.push_back(std::move(each));
      } else {
        scope().own.insert(each.resource);
      }
    }
    return ExternType(result);
  }
  return type;
}

// ---------------------------------------------------------------------------
// Names.

Result<void> ComponentValidator::addName(NameSpace &names, Role role, const ExternName &name,
                                         const ExternType &type, bool registerResource) {
  ParsedName parsed = TRY(parseExternName(name));
  if (name.implements && !std::holds_alternative<InstanceTypeId>(type))
    return Error::invalid(name.offset, "only instances can have an `implements`");
  auto [at, isNew] = names.used.emplace(uniqueKey(name.name), name.name);
  if (!isNew)
    return Error::invalid(name.offset, fmt::format("{} name `{}` conflicts with previous name `{}`",
                                                   toString(role), name.name, at->second));
  TRY(checkAnnotated(names, name, parsed, type));
  auto *item = std::get_if<TypeItem>(&type);
  auto *resource = item ? std::get_if<ResourceTypeId>(&item->type) : nullptr;
  if (resource && registerResource && parsed.kind == ParsedName::Kind::Label) {
    names.resourceLabels.emplace(*resource, name.name);
    names.labels.insert(name.name);
  }
  return {};
}

Result<void> ComponentValidator::checkAnnotated(const NameSpace &names, const ExternName &name,
                                                const ParsedName &parsed, const ExternType &type) {
  using Kind = ParsedName::Kind;
  auto wrong = [&](std::string why) {
    return Error::invalid(name.offset, fmt::format("`{}`: {}", name.name, why));
  };
  if (parsed.kind == Kind::Label || parsed.kind == Kind::Interface)
    return {};
  auto *id = std::get_if<FuncTypeId>(&type);
  if (!id)
    return wrong("is not a func");
  const FuncType &func = types()[*id];
  if (parsed.kind == Kind::Static) {
    if (!names.labels.contains(parsed.resource))
      return wrong("static resource name is not known in this context");
    return {};
  }

  auto handleIn = [&](ValueTypeId value, abi::TypeKind kind) -> std::optional<ResourceTypeId> {
    if (types()[value].abi->kind != kind)
      return std::nullopt;
    return types()[value].resource;
  };
  std::optional<ResourceTypeId> resource;
  if (parsed.kind == Kind::Method) {
    if (func.params.empty())
      return wrong("function should have at least one argument");
    if (func.abi.params[0].name != "self")
      return wrong("function should have a first argument called `self`");
    resource = handleIn(func.params[0], abi::TypeKind::Borrow);
    if (!resource)
      return wrong("function should take a first argument of `(borrow $T)`");
  } else {
    if (!func.result)
      return wrong("function should return one value");
    resource = handleIn(*func.result, abi::TypeKind::Own);
    const ValueType &result = types()[*func.result];
    if (!resource && result.abi->kind == abi::TypeKind::Result && result.parts[0])
      resource = handleIn(*result.parts[0], abi::TypeKind::Own);
    if (!resource)
      return wrong("function should return `(own $T)` or `(result (own $T))`");
  }
  auto label = names.resourceLabels.find(*resource);
  if (label == names.resourceLabels.end())
    return wrong("resource used in function does not have a name in this context");
  if (label->second != parsed.resource)
    return wrong(fmt::format("function does not match expected resource name `{}`", label->second));
  return {};
}

// ---------------------------------------------------------------------------
// Definitions and declarators.

Result<void> ComponentValidator::push(const ExternType &type, uint64_t offset) {
  IndexSpaces &space = scope().space;
  TRY(types().charge(1, offset));
  if (auto *module = std::get_if<CoreModuleTypeId>(&type))
    space.coreModules.push_back({*module, nullptr});
  else if (auto *func = std::get_if<FuncTypeId>(&type))
    space.funcs.push_back(*func);
  else if (auto *value = std::get_if<ValueItem>(&type))
    space.values.push_back(value->type);
  else if (auto *item = std::get_if<TypeItem>(&type))
    space.types.push_back(item->type);
  else if (auto *instance = std::get_if<InstanceTypeId>(&type))
    space.instances.push_back(*instance);
  else
    space.components.push_back({std::get<ComponentTypeId>(type), nullptr});
  return {};
}

Result<void> ComponentValidator::import(const ExternName &name, const ExternDesc &desc,
                                        uint64_t offset) {
  ExternType described = TRY(resolve(desc, offset));
  ExternType type = TRY(fresh(described, Role::Import, name, offset));
  TRY(addName(scope().importNames, Role::Import, name, type, true));
  TRY(checkVisible(Role::Import, type, offset));
  if (!scope().imports.insert(name.name, type))
    return Error::internal("two imports of one name");
  return push(type, offset);
}

// Gives paths to those resources of the scope itself that `type` exports.
Result<void> ComponentValidator::registerExported(const ExternType &type, ResourcePath &path,
                                                  uint64_t offset) {
  TRY(types().charge(1, offset));
  if (auto *item = std::get_if<TypeItem>(&type)) {
    auto *resource = std::get_if<ResourceTypeId>(&item->type);
    if (!resource)
      return {};
    ResourceId id = types().resource(*resource);
    if (scope().own.contains(id) && scope().exported.insert(id).second)
      scope().defined.push_back({id, path});
    return {};
  }
  auto *instance = std::get_if<InstanceTypeId>(&type);
  if (!instance)
    return {};
  const auto &items = types()[*instance].exports.items;
  for (uint32_t i = 0; i < items.size(); ++i) {
    path.push_back(i);
    TRY(registerExported(items[i].type, path, offset));
    path.pop_back();
  }
  return {};
}

Result<void> ComponentValidator::exportDeclarator(const ExternName &name, const ExternDesc &desc,
                                                  uint64_t offset) {
  ExternType described = TRY(resolve(desc, offset));
  ExternType type = TRY(fresh(described, Role::Export, name, offset));
  return addExport(name, type, offset);
}

Result<void> ComponentValidator::addExport(const ExternName &name, const ExternType &type,
                                           uint64_t offset) {
  TRY(addName(scope().exportNames, Role::Export, name, type, true));
  TRY(checkVisible(Role::Export, type, offset));
  ResourcePath path{uint32_t(scope().exports.items.size())};
  TRY(registerExported(type, path, offset));
  if (!scope().exports.insert(name.name, type))
    return Error::internal("two exports of one name");
  return push(type, offset);
}

namespace {

Error ascriptionError(uint64_t offset, std::string_view name, const std::string &why) {
  return Error::invalid(
      offset, fmt::format("ascribed type of export `{}` is not compatible: {}", name, why));
}

} // namespace

Result<void> ComponentValidator::exportDef(const ExportDef &def, uint64_t offset) {
  ExternType actual = TRY(item(def.item, offset));
  ExternType type = actual;
  if (def.ascribed) {
    ExternType expected = TRY(resolve(*def.ascribed, offset));
    auto *bound = std::get_if<TypeItem>(&expected);
    if (bound && bound->isSubResource) {
      auto *given = std::get_if<TypeItem>(&actual);
      if (!given || !std::holds_alternative<ResourceTypeId>(given->type))
        return ascriptionError(offset, def.name.name, "expected resource");
    } else {
      auto checked = SubtypeChecker(types(), offset).check(actual, expected);
      if (!checked.ok())
        return ascriptionError(offset, def.name.name, checked.error().message);
    }
    type = TRY(fresh(expected, Role::Export, def.name, offset));
  } else if (std::holds_alternative<TypeItem>(type)) {
    type = TRY(fresh(type, Role::Export, def.name, offset));
  }
  TRY(addExport(def.name, type, offset));

  // The new index stands for the same module or component, with its new type.
  IndexSpaces &space = scope().space;
  if (def.item.sort == Sort::CoreModule)
    space.coreModules.back().module = space.coreModules[def.item.index].module;
  else if (def.item.sort == Sort::Component)
    space.components.back().component = space.components[def.item.index].component;
  return {};
}

} // namespace aotc::component
