// Interprets the definitions of components (component model, Explainer.md,
// "Component Definitions"). Entry point: Instantiator::instantiate.
//
// Validation has checked every index and type, so what is looked up here is
// there; where it isn't, that is a bug of ours and reported as one. Definitions
// run in order and each appends to one index space, as in validation.
//
// Resources: function types of a component speak of the ResourceIds of that
// component. Each scope maps them to the resource types of the Program, bound
// when the definition that introduces one runs (valid_component.h).
//
// Depth is limited by the nesting of the input (kMaxNesting); the number of
// instances by charge(). Rejected: substituting types when a component is
// instantiated. It copies what nobody reads; the map does the same on demand.
#include <fmt/format.h>

#include "flatten/instantiator.h"

namespace aotc {

using namespace component;

Result<void> Instantiator::charge(uint64_t steps) {
  charged += steps;
  if (charged > kMaxInstantiationSteps)
    return Error::invalid(0, fmt::format("instantiation takes more than the limit of {} steps",
                                         kMaxInstantiationSteps));
  return {};
}

Result<const InstanceValue *> Instantiator::instantiate(const ComponentValue &value,
                                                        const Arguments &arguments,
                                                        std::string name,
                                                        std::optional<ComponentInstanceId> parent) {
  if (program.componentInstances.size() >= kMaxComponentInstances)
    return Error::invalid(value.component->component().span.begin,
                          fmt::format("there are more than the limit of {} component instances",
                                      kMaxComponentInstances));
  TRY(charge(value.component->component().definitions.size()));
  Scope &scope = arena.scopes.emplace_back();
  scope.component = value.component;
  scope.outer = value.outer;
  scope.id = program.componentInstances.push({std::move(name), parent});
  traits.resize(scope.id.index); // an embedder may have instances of its own
  traits.push(traitsOf(*value.component));
  for (auto at = parent; at && traits[scope.id].leaves; at = program.componentInstances[*at].parent)
    traits[*at].leaves = true;
  InstanceValue &exports = arena.instances.emplace_back();
  for (const Definition &definition : value.component->component().definitions)
    TRY(define(scope, definition, arguments, exports));
  return &exports;
}

Result<void> Instantiator::define(Scope &scope, const Definition &definition,
                                  const Arguments &arguments, InstanceValue &exports) {
  const auto &def = definition.def;
  if (std::holds_alternative<CoreModuleDef>(def)) {
    const CoreModuleItem &item = scope.component->spaces().coreModules[scope.coreModules.size()];
    scope.coreModules.push_back(TRY(moduleOf(item.module, scope)));
    return {};
  }
  if (std::holds_alternative<ComponentDef>(def)) {
    const ComponentItem &item = scope.component->spaces().components[scope.components.size()];
    scope.components.push_back({item.component, &scope});
    return {};
  }
  if (const auto *d = std::get_if<CoreInstanceDef>(&def))
    return coreInstance(scope, *d);
  if (const auto *d = std::get_if<InstanceDef>(&def))
    return instance(scope, *d);
  if (const auto *d = std::get_if<AliasDef>(&def))
    return alias(scope, *d, definition.offset);
  if (const auto *d = std::get_if<TypeDef>(&def)) {
    type(scope, *d);
    return {};
  }
  if (const auto *d = std::get_if<CanonDef>(&def))
    return canon(scope, *d, definition.offset);
  if (const auto *d = std::get_if<ImportDef>(&def))
    return import(scope, *d, arguments, definition.offset);
  if (const auto *d = std::get_if<ExportDef>(&def))
    return exportItem(scope, *d, exports);
  // Core types exist at compile time only.
  if (std::holds_alternative<CoreTypeDef>(def))
    return {};
  return Error::unsupported(definition.offset, "component values (start and value definitions)");
}

// A resource definition makes a new resource type, each time it runs.
void Instantiator::type(Scope &scope, const TypeDef &def) {
  TypeValue value;
  if (const auto *resource = std::get_if<decl::Resource>(&def.type)) {
    GuestResource guest{scope.id, std::nullopt};
    if (resource->destructor)
      guest.destructor = scope.coreFuncs[*resource->destructor];
    value.resource = program.resourceTypes.push({"", guest});
    scope.resources[scope.component->resource(uint32_t(scope.types.size()))] = *value.resource;
  }
  scope.types.push_back(value);
}

// ---------------------------------------------------------------------------
// Instances.

Result<void> Instantiator::instance(Scope &scope, const InstanceDef &def) {
  if (const auto *expr = std::get_if<InstanceDef::FromExports>(&def.expr)) {
    TRY(charge(expr->exports.size()));
    InstanceValue &made = arena.instances.emplace_back();
    for (const InlineExport &item : expr->exports)
      made.exports.emplace(item.name.name, TRY(this->item(scope, item.item)));
    return push(scope, ItemValue(&made));
  }
  const auto &expr = std::get<InstanceDef::Instantiate>(def.expr);
  TRY(charge(expr.args.size()));
  Arguments arguments;
  for (const InstantiateArg &argument : expr.args)
    arguments.emplace(argument.name, TRY(item(scope, argument.item)));
  const ComponentValue &component = scope.components[expr.component];
  const std::string &parent = program.componentInstances[scope.id].name;
  std::string_view own = component.component->component().name;
  std::string name =
      own.empty() ? fmt::format("instance-{}", scope.instances.size()) : std::string(own);
  if (!parent.empty())
    name = parent + "/" + name;
  return push(scope, ItemValue(TRY(instantiate(component, arguments, std::move(name), scope.id))));
}

// Gives the resources that `type` exports, nested instances' included, the
// values that `instance` exports under the same names.
Result<void> Instantiator::bindResources(Scope &scope, InstanceTypeId typeId,
                                         const InstanceValue &instance) {
  const ComponentTypes &types = scope.component->types();
  const InstanceType &type = types[typeId];
  TRY(charge(type.exports.items.size()));
  for (const NamedExtern &item : type.exports.items) {
    const auto *nested = std::get_if<InstanceTypeId>(&item.type);
    const auto *named = std::get_if<TypeItem>(&item.type);
    const auto *resource = named ? std::get_if<component::ResourceTypeId>(&named->type) : nullptr;
    if (!nested && !resource)
      continue;
    auto found = instance.exports.find(item.name);
    if (found == instance.exports.end())
      return Error::internal(fmt::format("an instance lacks its export \"{}\"", item.name));
    if (nested)
      TRY(bindResources(scope, *nested, *std::get<const InstanceValue *>(found->second)));
    else if (const TypeValue &value = std::get<TypeValue>(found->second); value.resource)
      scope.resources.try_emplace(types.resource(*resource), *value.resource);
  }
  return {};
}

// ---------------------------------------------------------------------------
// Aliases.

Result<void> Instantiator::alias(Scope &scope, const AliasDef &def, uint64_t) {
  if (const auto *target = std::get_if<AliasDef::Export>(&def.target)) {
    const auto &exports = scope.instances[target->instance]->exports;
    auto found = exports.find(target->name);
    if (found == exports.end())
      return Error::internal(fmt::format("an instance lacks its export \"{}\"", target->name));
    return push(scope, found->second);
  }
  if (const auto *target = std::get_if<AliasDef::CoreExport>(&def.target)) {
    pushCore(scope, TRY(coreExport(*scope.coreInstances[target->instance], target->name)));
    return {};
  }
  return outerAlias(scope, def.sort, std::get<AliasDef::Outer>(def.target));
}

Result<void> Instantiator::outerAlias(Scope &scope, Sort sort, const AliasDef::Outer &target) {
  const Scope *from = &scope;
  for (uint32_t i = 0; i < target.count; ++i) {
    from = from->outer;
    if (!from)
      return Error::internal("an outer alias leaves the outermost component");
  }
  if (sort == Sort::CoreType)
    return {};
  return push(scope, TRY(item(*from, {sort, target.index})));
}

// ---------------------------------------------------------------------------
// Imports and exports.

Result<void> Instantiator::import(Scope &scope, const ImportDef &def, const Arguments &arguments,
                                  uint64_t offset) {
  auto found = arguments.find(def.name.name);
  if (found != arguments.end())
    return push(scope, found->second);
  // A type that is equal to another needs no argument.
  if (def.type.kind == ExternDesc::Kind::TypeEq)
    return push(scope, scope.types[def.type.index]);
  return Error::unlinkable(
      fmt::format("import \"{}\" at {:#x} gets no argument", def.name.name, offset));
}

Result<void> Instantiator::exportItem(Scope &scope, const ExportDef &def, InstanceValue &exports) {
  ItemValue value = TRY(item(scope, def.item));
  exports.exports.emplace(def.name.name, value);
  // The first name under which a resource is exported is what messages call it.
  if (const auto *type = std::get_if<TypeValue>(&value); type && type->resource)
    if (std::string &name = program.resourceTypes[*type->resource].name; name.empty())
      name = def.name.name;
  return push(scope, value);
}

// ---------------------------------------------------------------------------
// Index spaces.

Result<ItemValue> Instantiator::item(const Scope &scope, SortIndex item) const {
  switch (item.sort) {
  case Sort::CoreModule:
    return ItemValue(scope.coreModules[item.index]);
  case Sort::Func:
    return ItemValue(scope.funcs[item.index]);
  case Sort::Type:
    return ItemValue(scope.types[item.index]);
  case Sort::Component:
    return ItemValue(scope.components[item.index]);
  case Sort::Instance:
    return ItemValue(scope.instances[item.index]);
  case Sort::Value:
    return Error::unsupported(std::nullopt, "component values");
  case Sort::CoreFunc:
  case Sort::CoreTable:
  case Sort::CoreMemory:
  case Sort::CoreGlobal:
  case Sort::CoreTag:
  case Sort::CoreType:
  case Sort::CoreInstance:
    break;
  }
  return Error::internal("a core item among component items");
}

Result<void> Instantiator::push(Scope &scope, const ItemValue &value) {
  const IndexSpaces &spaces = scope.component->spaces();
  if (const auto *module = std::get_if<ModuleId>(&value))
    scope.coreModules.push_back(*module);
  if (const auto *func = std::get_if<FuncValue>(&value))
    scope.funcs.push_back(*func);
  if (const auto *component = std::get_if<ComponentValue>(&value))
    scope.components.push_back(*component);
  if (const auto *type = std::get_if<TypeValue>(&value)) {
    const AnyTypeId &id = spaces.types[scope.types.size()];
    if (const auto *resource = std::get_if<component::ResourceTypeId>(&id); resource)
      if (type->resource)
        scope.resources.try_emplace(scope.component->types().resource(*resource), *type->resource);
    scope.types.push_back(*type);
  }
  if (const auto *instance = std::get_if<const InstanceValue *>(&value)) {
    InstanceTypeId id = spaces.instances[scope.instances.size()];
    scope.instances.push_back(*instance);
    return bindResources(scope, id, **instance);
  }
  return {};
}

} // namespace aotc
