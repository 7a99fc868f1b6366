// The values of instantiation, interpreted at compile time. Only the
// component_*.cpp files of this folder use them; none is left in a Program.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "component/valid_component.h"
#include "flatten/host_interface.h"
#include "flatten/program.h"

namespace aotc {

struct ComponentScope;

// ---------------------------------------------------------------------------
// Core.

using CoreItem = std::variant<FuncDef, TableDef, MemoryDef, GlobalDef, TagDef>;

// Either an instance of a module, whose exports are looked up there, or a bag
// of named definitions.
struct CoreInstanceValue {
  std::optional<InstanceId> instance;
  std::unordered_map<std::string_view, CoreItem> items;
};

// ---------------------------------------------------------------------------
// Component level.

// A function that the host implements, or that nothing does (null, --stub-missing).
struct HostFuncValue {
  const HostFunction *function;
  std::string name; // as the user knows it: "wasi:cli/exit@0.2.3#exit"
};

// `canon lift`: a core function, and how to get values in and out.
struct LiftedFuncValue {
  FuncDef func;
  component::FuncTypeId type; // in terms of `scope`'s resources
  const ComponentScope *scope;
  StringEncoding encoding = StringEncoding::Utf8;
  std::optional<MemoryDef> memory;
  std::optional<FuncDef> realloc;
  std::optional<FuncDef> postReturn;
  bool isAsync = false; // by the asynchronous ABI: nobody can call it yet
};

using FuncValue = std::variant<const HostFuncValue *, const LiftedFuncValue *>;

// What a type index stands for, as far as it exists at run time.
struct TypeValue {
  std::optional<ResourceTypeId> resource;
};

// A component together with the scope it was defined in, which its outer
// aliases refer to.
struct ComponentValue {
  std::shared_ptr<const component::ValidComponent> component;
  const ComponentScope *outer = nullptr;
};

struct InstanceValue;
using ItemValue =
    std::variant<ModuleId, FuncValue, TypeValue, ComponentValue, const InstanceValue *>;

struct InstanceValue {
  std::unordered_map<std::string_view, ItemValue> exports;
};

// One run of a component's definitions: its index spaces, filled as it goes.
struct ComponentScope {
  std::shared_ptr<const component::ValidComponent> component;
  const ComponentScope *outer = nullptr;
  ComponentInstanceId id;

  std::vector<FuncDef> coreFuncs;
  std::vector<TableDef> coreTables;
  std::vector<MemoryDef> coreMemories;
  std::vector<GlobalDef> coreGlobals;
  std::vector<TagDef> coreTags;
  std::vector<ModuleId> coreModules;
  std::vector<const CoreInstanceValue *> coreInstances;
  std::vector<FuncValue> funcs;
  std::vector<TypeValue> types;
  std::vector<ComponentValue> components;
  std::vector<const InstanceValue *> instances;

  // What the resources of the component's own function types are here.
  std::unordered_map<component::ResourceId, ResourceTypeId> resources;
};

// Owns all values of a run; addresses are stable, cycles don't matter.
struct ValueArena {
  std::deque<ComponentScope> scopes;
  std::deque<CoreInstanceValue> coreInstances;
  std::deque<InstanceValue> instances;
  std::deque<HostFuncValue> hostFuncs;
  std::deque<LiftedFuncValue> liftedFuncs;
};

} // namespace aotc
