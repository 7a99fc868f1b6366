// A component that validateComponent() accepted, with its resolved index
// spaces. This is what compiler/flatten works on.
//
// How to interpret one: walk component().definitions in order, appending to
// thirteen run-time index spaces of your own; the member with the same index in
// the spaces below has the item's type:
//
//   canon lift         its function type is  space.funcs[NEW]     (= types[def.type])
//   canon lower        the lowered function's type is  space.funcs[def.func]
//   canon resource.*   the resource is  types().resource(resourceType(def.type))
//   any core func      its core signature is  space.coreFuncs[NEW]
//   core module        space.coreModules[NEW].module (null where it is an import)
//   component          space.components[NEW].component (null where it is an import)
//   import, export     importTypes[k], exportTypes[k], in the order of definition
//
// Resources: a function type mentions ResourceIds of *this* component. Bind each
// to a run-time resource when its definition runs: a resource definition makes a
// new one; a type import, a type alias and a type export give the item of
// space.types[NEW] a value; and an instance (imported, made or aliased) has type
// space.instances[NEW], whose exports of kind TypeItem/ResourceTypeId, nested
// instances' included, are to be bound to what the run-time instance exports by
// that name. Nothing else introduces a ResourceId.
#pragma once

#include <memory>

#include "component/component.h"
#include "component/types.h"
#include "wasm/module.h"

namespace aotc::component {

class ValidComponent;

struct CoreModuleItem {
  CoreModuleTypeId type;
  // Defined here or reached through outer aliases; absent for imports and for
  // exports of an instance.
  std::shared_ptr<const wasm::ValidModule> module;
};
struct ComponentItem {
  ComponentTypeId type;
  std::shared_ptr<const ValidComponent> component; // as above
};

struct IndexSpaces {
  std::vector<wasm::FuncType> coreFuncs;
  std::vector<wasm::TableType> coreTables;
  std::vector<wasm::MemoryType> coreMemories;
  std::vector<wasm::GlobalType> coreGlobals;
  std::vector<wasm::FuncType> coreTags;
  std::vector<std::variant<wasm::SubType, CoreModuleTypeId>> coreTypes;
  std::vector<CoreModuleItem> coreModules;
  std::vector<CoreInstanceTypeId> coreInstances;
  std::vector<FuncTypeId> funcs;
  std::vector<ValueTypeId> values;
  std::vector<AnyTypeId> types;
  std::vector<ComponentItem> components;
  std::vector<InstanceTypeId> instances;
};

// The canonical options of a lift, lower or built-in, collected and checked.
struct CanonOptions {
  StringEncoding encoding = StringEncoding::Utf8;
  std::optional<uint32_t> memory;     // core memory
  std::optional<uint32_t> realloc;    // core func
  std::optional<uint32_t> postReturn; // core func
  std::optional<uint32_t> callback;   // core func
  bool isAsync = false;
};
CanonOptions collectOptions(const CanonDef &def);

class ValidComponent {
public:
  const Component &component() const { return *parsed; }
  const Component &operator*() const { return *parsed; }
  const Component *operator->() const { return parsed; }
  const ComponentTypes &types() const { return *arena; }
  const IndexSpaces &spaces() const { return space; }
  ComponentTypeId type() const { return ownType; }

  // In the order of their definitions.
  const std::vector<NamedExtern> &imports() const { return (*arena)[ownType].imports.items; }
  const std::vector<NamedExtern> &exports() const { return (*arena)[ownType].exports.items; }

  ResourceId resource(uint32_t typeIndex) const; // REQUIRES: a resource type
  FuncTypeId funcType(uint32_t typeIndex) const; // REQUIRES: a function type

private:
  friend class ComponentValidator;
  const Component *parsed = nullptr;
  std::shared_ptr<const Component> root; // owns `parsed` and all around it
  std::shared_ptr<const ComponentTypes> arena;
  IndexSpaces space;
  ComponentTypeId ownType;
};

// Binary.md's and Explainer.md's validation rules, those of CanonicalABI.md for
// canonical definitions, and core validation of the nested core modules.
// Errors: Malformed (of nested core modules), Invalid, Unsupported.
Result<std::shared_ptr<const ValidComponent>> validateComponent(Component component);

// `--emit=component`: one definition a line with its index-space number, its
// resolved type where it has one, and its offset as a comment.
std::string printComponent(const Component &component);
std::string printComponent(const ValidComponent &component);

} // namespace aotc::component
