// Validation of components (Explainer.md, Binary.md). Entry point:
// validateComponent().
//
// One pass over the definitions, in order; each appends to the index spaces of
// the innermost scope. A scope is a component, or a component or instance type
// whose declarators are being read. The files beside this one follow the
// chapters of Binary.md: core types (validate_core_types), core instances
// (validate_core), types (validate_types), imports and exports (validate_externs,
// validate_visibility), instances and aliases (validate_instances), canonical
// definitions (validate_canon, validate_builtins).
//
// All types of a file live in one arena, so that types of a nested component and
// of its parent can be compared. Recursion is bounded: the parser limits how
// deep scopes nest, the arena how deep types do.
#include "component/validator.h"

#include <fmt/format.h>

namespace aotc::component {

Error outOfBounds(const char *what, uint32_t index, uint64_t offset) {
  return Error::invalid(offset, fmt::format("{} index out of bounds: {}", what, index));
}

Result<std::shared_ptr<const ValidComponent>>
ComponentValidator::run(std::shared_ptr<const Component> component) {
  root = std::move(component);
  arena = std::make_shared<ComponentTypes>();
  auto valid = TRY(this->component(*root));
  return std::shared_ptr<const ValidComponent>(std::move(valid));
}

Result<std::shared_ptr<ValidComponent>> ComponentValidator::component(const Component &component) {
  scopes.push_back(std::make_unique<Scope>());
  for (const Definition &each : component.definitions)
    TRY(definition(component, each));
  auto valid = std::make_shared<ValidComponent>();
  valid->parsed = &component;
  valid->root = root;
  valid->arena = arena;
  valid->ownType = TRY(finishComponent(scope(), component.span.begin));
  valid->space = std::move(scope().space);
  scopes.pop_back();
  return valid;
}

Result<ComponentTypeId> ComponentValidator::finishComponent(Scope &done, uint64_t offset) {
  ComponentType type;
  type.imports = std::move(done.imports);
  type.exports = std::move(done.exports);
  type.imported = std::move(done.imported);
  type.defined = std::move(done.defined);
  return types().add(std::move(type), offset);
}

Result<void> ComponentValidator::definition(const Component &component,
                                            const Definition &definition) {
  uint64_t offset = definition.offset;
  const auto &def = definition.def;
  if (auto *d = std::get_if<CoreModuleDef>(&def))
    return coreModule(component, *d, offset);
  if (auto *d = std::get_if<CoreInstanceDef>(&def))
    return coreInstance(*d, offset);
  if (auto *d = std::get_if<CoreTypeDef>(&def))
    return coreType(*d, offset);
  if (auto *d = std::get_if<ComponentDef>(&def))
    return nested(*d);
  if (auto *d = std::get_if<InstanceDef>(&def))
    return instance(*d, offset);
  if (auto *d = std::get_if<AliasDef>(&def))
    return alias(*d, offset);
  if (auto *d = std::get_if<TypeDef>(&def))
    return type(*d, offset);
  if (auto *d = std::get_if<CanonDef>(&def))
    return canon(*d, offset);
  if (auto *d = std::get_if<ImportDef>(&def))
    return import(d->name, d->type, offset);
  if (auto *d = std::get_if<ExportDef>(&def))
    return exportDef(*d, offset);
  if (std::holds_alternative<StartDef>(def))
    return Error::unsupported(offset, "component values (start definitions)");
  return Error::unsupported(offset, "component values (value definitions)");
}

Result<void> ComponentValidator::coreModule(const Component &component, const CoreModuleDef &def,
                                            uint64_t offset) {
  auto module = TRY(wasm::parseModule(component.file, def.span));
  auto valid =
      std::make_shared<const wasm::ValidModule>(TRY(wasm::validateModule(std::move(module))));
  CoreModuleTypeId moduleType = TRY(typeOf(**valid, offset));
  scope().space.coreModules.push_back({moduleType, std::move(valid)});
  return {};
}

Result<void> ComponentValidator::nested(const ComponentDef &def) {
  auto valid = TRY(component(*def.component));
  ComponentTypeId componentType = valid->type();
  scope().space.components.push_back({componentType, std::move(valid)});
  return {};
}

ResourceId ValidComponent::resource(uint32_t typeIndex) const {
  return arena->resource(std::get<ResourceTypeId>(space.types[typeIndex]));
}

FuncTypeId ValidComponent::funcType(uint32_t typeIndex) const {
  return std::get<FuncTypeId>(space.types[typeIndex]);
}

Result<std::shared_ptr<const ValidComponent>> validateComponent(Component component) {
  return ComponentValidator().run(std::make_shared<const Component>(std::move(component)));
}

} // namespace aotc::component
