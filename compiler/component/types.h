// Resolved component types, in one arena for a whole input file.
//
// Type indices are gone here. Value types and function types are structural
// (Explainer.md, "Type Checking"): two of them are the same type if and only if
// their shape is equal, which the arena makes sure of when it makes a type.
// Ids themselves are finer: importing or exporting a type makes a new id with
// the same shape, because "External Visibility of Types" asks by which index a
// type was named. Later stages compare shapes and look through ids.
//
// Resources are abstract. A ResourceId stands for one resource type *as seen
// from one component*: each (sub resource) import, each definition and each
// instantiation makes fresh ones. Whoever instantiates (compiler/flatten) keeps,
// per component instance, a map from the ResourceIds of that component to its
// own run-time resources; ValidComponent says where each comes from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "abi/flatten.h"
#include "component/component.h"
#include "support/ids.h"

namespace aotc::component {

using ResourceId = Id<struct ResourceTag>;         // identity of a resource type
using ResourceTypeId = Id<struct ResourceTypeTag>; // a name for one
using ValueTypeId = Id<struct ValueTypeTag>;
using FuncTypeId = Id<struct FuncTypeTag>;
using InstanceTypeId = Id<struct InstanceTypeTag>;
using ComponentTypeId = Id<struct ComponentTypeTag>;
using CoreModuleTypeId = Id<struct CoreModuleTypeTag>;
using CoreInstanceTypeId = Id<struct CoreInstanceTypeTag>;

// A value type. Its structure, layout and flat form are `abi`'s; two types are
// the same if and only if their `abi->shape` is. A handle's abi resource has the
// id ResourceId + 1, and the name by which the host is asked for it. The
// primitive types have ids too (ComponentTypes::primitive).
struct ValueType {
  abi::TypeRef abi = nullptr;
  // The types it is made of, by name: parallel to abi->members for records,
  // tuples and variants (nullopt: no payload), else `element` alone (a list's,
  // stream's or future's; a map's is its key, then its value).
  std::vector<std::optional<ValueTypeId>> parts;
  ResourceTypeId resource;  // Own, Borrow
  uint32_t size = 1;        // number of nodes when written out
  bool hasResource = false; // own or borrow, transitively
};

struct FuncType {
  abi::FuncType abi;
  std::vector<ValueTypeId> params; // parallel to abi.params
  std::optional<ValueTypeId> result;
  uint32_t shape = 0; // equal for structurally equal function types only
  uint32_t size = 1;
  bool hasResource = false;
};

// The core type of a core module's import or export, of a core instance's
// export, or of a core item of an index space.
struct CoreTag {
  wasm::FuncType type;
  friend bool operator==(const CoreTag &, const CoreTag &) = default;
};
using CoreItemType =
    std::variant<wasm::FuncType, wasm::TableType, wasm::MemoryType, wasm::GlobalType, CoreTag>;
struct CoreModuleTypeInfo {
  struct Import {
    std::string_view module, name;
    CoreItemType type;
  };
  struct Export {
    std::string_view name;
    CoreItemType type;
  };
  std::vector<Import> imports;
  std::vector<Export> exports;
  std::unordered_map<std::string_view, uint32_t> exportIndex;
  const CoreItemType *findExport(std::string_view name) const;
};
struct CoreInstanceTypeInfo {
  std::unordered_map<std::string_view, CoreItemType> exports;
};

// What a type index refers to.
using AnyTypeId =
    std::variant<ValueTypeId, FuncTypeId, ResourceTypeId, InstanceTypeId, ComponentTypeId>;

// The resolved type of an import, an export or an item of an index space.
struct TypeItem {
  AnyTypeId type;
  bool isSubResource = false; // (type (sub resource)): a fresh resource
  friend bool operator==(const TypeItem &, const TypeItem &) = default;
};
struct ValueItem {
  ValueTypeId type;
  friend bool operator==(const ValueItem &, const ValueItem &) = default;
};
using ExternType = std::variant<CoreModuleTypeId, FuncTypeId, ValueItem, TypeItem, InstanceTypeId,
                                ComponentTypeId>;
Sort sortOf(const ExternType &type);

struct NamedExtern {
  std::string_view name;
  ExternType type;
};
// Names in the order of declaration, found by name in constant time.
struct ExternMap {
  std::vector<NamedExtern> items;
  std::unordered_map<std::string_view, uint32_t> index;
  const ExternType *find(std::string_view name) const;
  bool insert(std::string_view name, ExternType type); // false: there already
};

// Where a resource comes from: indices into ExternMap::items, outermost first
// ({2, 0} is export 0 of the instance that import 2 is).
using ResourcePath = std::vector<uint32_t>;
struct BoundResource {
  ResourceId resource;
  ResourcePath path;
};

struct InstanceType {
  ExternMap exports;
  // Resources that each instance of this type brings anew (exports of the kind
  // (sub resource), nested instances' included).
  std::vector<BoundResource> defined;
  uint32_t size = 1;
  uint32_t depth = 1; // of instance and component types within
};
struct ComponentType {
  ExternMap imports;
  ExternMap exports;
  std::vector<BoundResource> imported; // paths into imports
  std::vector<BoundResource> defined;  // paths into exports
  uint32_t size = 1;
  uint32_t depth = 1;
};

struct Resource {
  enum class Origin : uint8_t {
    Imported, // (sub resource) of an import, or of a declarator in a type
    Defined,  // (resource …) of this component: new and rep are allowed
    Instance, // brought by an instance that this component imports or makes
  } origin = Origin::Imported;
  wasm::ValType rep;                  // Defined
  std::optional<uint32_t> destructor; // Defined: core func of the defining component
  // "wasi:io/streams@0.2/output-stream" where an import of an instance brings it
  // (versions normalised as by abi/names.h), the import's name where it is one
  // itself; else empty.
  std::string name;
};

// Largest `size` of any one type, so that later stages may walk a type written
// out, and the most steps that all checking of types of a file may take.
inline constexpr uint32_t kMaxTypeSize = 1'000'000;
inline constexpr uint32_t kMaxTypeDepth = 256;
inline constexpr uint64_t kMaxTypeWork = 32'000'000;
// What a type made by substitution costs, in steps: about its memory.
inline constexpr uint64_t kMakeCost = 64;

class ComponentTypes {
public:
  ComponentTypes();

  const ValueType &operator[](ValueTypeId id) const { return valueTypes[id]; }
  const FuncType &operator[](FuncTypeId id) const { return funcTypes[id]; }
  const InstanceType &operator[](InstanceTypeId id) const { return instanceTypes[id]; }
  const ComponentType &operator[](ComponentTypeId id) const { return componentTypes[id]; }
  const CoreModuleTypeInfo &operator[](CoreModuleTypeId id) const { return moduleTypes[id]; }
  const CoreInstanceTypeInfo &operator[](CoreInstanceTypeId id) const {
    return coreInstanceTypes[id];
  }
  const Resource &operator[](ResourceId id) const { return resources[id]; }
  ResourceId resource(ResourceTypeId id) const { return resourceTypes[id]; }
  ValueTypeId primitive(PrimType type) const { return ValueTypeId(uint32_t(type)); }

  bool equal(ValueTypeId a, ValueTypeId b) const {
    return valueTypes[a].abi->shape == valueTypes[b].abi->shape;
  }
  bool equal(FuncTypeId a, FuncTypeId b) const { return funcTypes[a].shape == funcTypes[b].shape; }

  // Makers; they fill in what is derived. `type` says the kind, the labels and
  // the length; its members' types come from `parts`. Errors: Invalid, when a
  // rule about one type alone or a limit is broken.
  Result<ValueTypeId> add(abi::Type type, std::vector<std::optional<ValueTypeId>> parts,
                          uint64_t offset);
  Result<ValueTypeId> addHandle(abi::TypeKind kind, ResourceTypeId resource, uint64_t offset);
  // The same structure made of other parts.
  Result<ValueTypeId> rebuild(ValueTypeId type, std::vector<std::optional<ValueTypeId>> parts,
                              ResourceTypeId resource, uint64_t offset);
  Result<FuncTypeId> add(bool isAsync, const std::vector<std::string_view> &names,
                         std::vector<ValueTypeId> params, std::optional<ValueTypeId> result,
                         uint64_t offset);
  Result<InstanceTypeId> add(InstanceType type, uint64_t offset);
  Result<ComponentTypeId> add(ComponentType type, uint64_t offset);
  CoreModuleTypeId add(CoreModuleTypeInfo type) { return moduleTypes.push(std::move(type)); }
  CoreInstanceTypeId add(CoreInstanceTypeInfo type) {
    return coreInstanceTypes.push(std::move(type));
  }
  ResourceId add(Resource resource) { return resources.push(std::move(resource)); }
  // A new name for the same type.
  ResourceTypeId name(ResourceId resource) { return resourceTypes.push(resource); }
  Result<ValueTypeId> rename(ValueTypeId type, uint64_t offset);

  // Counts work and memory that a few bytes of input can cause any amount of.
  Result<void> charge(uint64_t steps, uint64_t offset);

private:
  abi::TypePool pool;
  IdVector<ValueTypeId, ValueType> valueTypes;
  IdVector<FuncTypeId, FuncType> funcTypes;
  IdVector<InstanceTypeId, InstanceType> instanceTypes;
  IdVector<ComponentTypeId, ComponentType> componentTypes;
  IdVector<CoreModuleTypeId, CoreModuleTypeInfo> moduleTypes;
  IdVector<CoreInstanceTypeId, CoreInstanceTypeInfo> coreInstanceTypes;
  IdVector<ResourceId, Resource> resources;
  IdVector<ResourceTypeId, ResourceId> resourceTypes;
  std::unordered_map<std::string, uint32_t> funcShapes;
  uint64_t charged = 0;
};

// Text of a type for messages and --emit=component, cut off where it gets long.
std::string toString(const ComponentTypes &types, ValueTypeId type);
std::string toString(const ComponentTypes &types, FuncTypeId type);
std::string toString(const ComponentTypes &types, const ExternType &type);

} // namespace aotc::component
