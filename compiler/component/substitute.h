// Puts other resources, or other names of types, into resolved types: what
// importing an instance and instantiating a component do to its types
// (Explainer.md, "Type Checking").
#pragma once

#include "component/types.h"

namespace aotc::component {

class Substitution {
public:
  // Errors of what is made by it are attributed to `offset`.
  Substitution(ComponentTypes &types, uint64_t offset) : types(types), offset(offset) {}

  void map(ResourceId from, ResourceId to) { resources[from] = to; }
  void map(ResourceTypeId from, ResourceTypeId to) { names[from] = to; }
  void map(ValueTypeId from, ValueTypeId to) { values[from] = to; }
  bool empty() const { return resources.empty() && names.empty() && values.empty(); }

  // The type with all that was mapped replaced; itself if nothing changes.
  Result<ValueTypeId> apply(ValueTypeId type);
  Result<FuncTypeId> apply(FuncTypeId type);
  Result<InstanceTypeId> apply(InstanceTypeId type);
  Result<ComponentTypeId> apply(ComponentTypeId type);
  ResourceTypeId apply(ResourceTypeId type);
  Result<AnyTypeId> apply(const AnyTypeId &type);
  Result<ExternType> apply(const ExternType &type);
  Result<ExternMap> apply(const ExternMap &map, bool &changed);

private:
  ComponentTypes &types;
  uint64_t offset;
  std::unordered_map<ResourceId, ResourceId> resources;
  // Given, and then everything already done.
  std::unordered_map<ResourceTypeId, ResourceTypeId> names;
  std::unordered_map<ValueTypeId, ValueTypeId> values;
  std::unordered_map<FuncTypeId, FuncTypeId> funcs;
  std::unordered_map<InstanceTypeId, InstanceTypeId> instances;
  std::unordered_map<ComponentTypeId, ComponentTypeId> components;
};

} // namespace aotc::component
