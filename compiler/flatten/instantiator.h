// The interpreter of component definitions; its parts are in component_*.cpp.
#pragma once

#include "abi/adapter.h"
#include "flatten/component_values.h"
#include "flatten/flatten.h"

namespace aotc {

// What a component's canonical definitions may do, see component_adapter.cpp.
struct CanonTraits {
  bool callsOut = false;    // lowers a function, or drops handles
  bool checksLeave = false; // has definitions that look at may-leave
  bool isMarked = false;    // has a realloc or post-return, during which it may not leave
  bool usesContext = false; // context.get, context.set
  bool leaves = false;      // callsOut, or an instance inside does
};

// One side of a call between components.
struct CanonSide {
  ComponentInstanceId instance;
  StringEncoding encoding = StringEncoding::Utf8;
  std::optional<MemoryDef> memory;
  std::optional<FuncDef> realloc;
};

// A call between components, and the instances that it enters as far as it matters.
struct CrossCall {
  CanonSide caller, callee;
  const LiftedFuncValue &lifted;
  std::vector<ComponentInstanceId> entered;
  const CanonSide &of(abi::Side side) const { return side == abi::Side::Caller ? caller : callee; }
};

using Arguments = std::unordered_map<std::string_view, ItemValue>;

// What a plug gives for an import of a root component.
struct Plugged {
  ItemValue value;
  std::string_view plug, name; // for messages
};
using PluggedImports = std::unordered_map<std::string_view, Plugged>;

class Instantiator {
public:
  // Runs `component` with its imports provided by plugs and the host, and finds what
  // to run of its exports.
  Result<Program> run(std::shared_ptr<const component::ValidComponent> component,
                      const FlattenOptions &options);

  // For an embedder that holds several components (the component model's tests): each
  // step, and what is exported by each, is added to the Program that is being made. After
  // an error the Program is of no use any more.
  Result<const InstanceValue *>
  instantiateRoot(std::shared_ptr<const component::ValidComponent> component,
                  const PluggedImports &plugged = {});
  // Adds the entry points that the export needs, but not the export itself.
  Result<LiftedExport> liftedExport(std::string name, const FuncValue &func);
  Program &programBeingMade() { return program; }

private:
  using Scope = ComponentScope;

  // component_instantiate.cpp: a component's definitions, in order.
  Result<const InstanceValue *> instantiate(const ComponentValue &component,
                                            const Arguments &arguments, std::string name,
                                            std::optional<ComponentInstanceId> parent);
  Result<void> define(Scope &scope, const component::Definition &definition,
                      const Arguments &arguments, InstanceValue &exports);
  Result<void> instance(Scope &scope, const component::InstanceDef &def);
  Result<void> alias(Scope &scope, const component::AliasDef &def, uint64_t offset);
  Result<void> outerAlias(Scope &scope, component::Sort sort,
                          const component::AliasDef::Outer &outer);
  void type(Scope &scope, const component::TypeDef &def);
  Result<void> import(Scope &scope, const component::ImportDef &def, const Arguments &arguments,
                      uint64_t offset);
  Result<void> exportItem(Scope &scope, const component::ExportDef &def, InstanceValue &exports);
  Result<ItemValue> item(const Scope &scope, component::SortIndex item) const;
  Result<void> push(Scope &scope, const ItemValue &value);
  Result<void> bindResources(Scope &scope, component::InstanceTypeId type,
                             const InstanceValue &instance);

  // component_core.cpp: core modules and core instances.
  Result<ModuleId> moduleOf(const std::shared_ptr<const wasm::ValidModule> &module,
                            const Scope &scope);
  Result<void> coreInstance(Scope &scope, const component::CoreInstanceDef &def);
  Result<InstanceId> coreInstantiate(Scope &scope,
                                     const component::CoreInstanceDef::Instantiate &expr);
  Result<void> bindImport(Instance &instance, const wasm::Import &import,
                          const CoreInstanceValue &from) const;
  Result<CoreItem> coreExport(const CoreInstanceValue &instance, std::string_view name) const;
  CoreItem coreItem(const Scope &scope, component::SortIndex item) const;
  void pushCore(Scope &scope, const CoreItem &item);

  // component_canon.cpp: canonical definitions.
  Result<void> canon(Scope &scope, const component::CanonDef &def, uint64_t offset);
  Result<void> lift(Scope &scope, const component::CanonDef &def);
  Result<void> lower(Scope &scope, const component::CanonDef &def, uint64_t offset);
  void resourceBuiltin(Scope &scope, const component::CanonDef &def);

  // component_task.cpp: built-ins of tasks.
  Result<void> taskBuiltin(Scope &scope, const component::CanonDef &def, uint64_t offset);
  // Writes the body of a function that calls built-ins: its imports, in their order.
  using StubBody = std::function<void(wasm::FunctionBuilder &)>;
  Result<void> stub(Scope &scope, std::string_view name, uint64_t offset,
                    const std::vector<const char *> &builtins, const StubBody &write);
  Result<void> unsupported(Scope &scope, std::string_view name, uint64_t offset,
                           component::CanonDemand demand = component::CanonDemand::None);
  Result<void> context(Scope &scope, const component::CanonDef &def, uint64_t offset);

  // component_adapter.cpp: calls between components.
  static CanonTraits traitsOf(const component::ValidComponent &component);
  std::vector<ComponentInstanceId> enteringSet(ComponentInstanceId callee,
                                               ComponentInstanceId caller) const;
  abi::AdapterSide adapterSide(const CanonSide &side) const;
  Result<ResourceTypeId> resourceOf(const LiftedFuncValue &func, uint32_t id) const;
  abi::AdapterSpec adapterSpec(const CrossCall &call) const;
  FuncDef bindAdapter(const CrossCall &call, const abi::AdapterImport &import);
  Result<FuncDef> adapter(const CanonSide &caller, const LiftedFuncValue &lifted, uint64_t offset);
  Result<ModuleId> adapterModule(std::vector<uint8_t> bytes, uint64_t offset);
  HostCallId builtinCall(HostCall call);
  std::string nameOf(const FuncDef &func) const;

  // component_host.cpp: what the host gives for the root's imports.
  Result<Arguments> hostArguments(const component::ValidComponent &root,
                                  const PluggedImports &plugged);
  Result<const InstanceValue *> hostInstance(const component::ValidComponent &root,
                                             std::string_view name,
                                             const component::InstanceType &type);
  Result<const HostFuncValue *> hostFunc(const component::ValidComponent &root,
                                         std::string_view instance, std::string_view name,
                                         component::FuncTypeId type);
  Result<ResourceTypeId> hostResource(std::string_view instance, std::string_view name);
  Result<const HostFunction *> findHostFunc(std::string_view instance, std::string_view name,
                                            const std::string &type) const;
  const HostFuncValue *stubFunc(std::string name);
  ResourceTypeId stubResource(std::string name);
  Error missingInterface(std::string_view what, std::string_view normalized) const;

  // component_plug.cpp: several root components, and what one gives for imports of another.
  Result<const InstanceValue *>
  instantiateAll(std::shared_ptr<const component::ValidComponent> root,
                 const std::vector<Plug> &plugs);
  Result<ItemValue> pluggedItem(const component::ValidComponent &root,
                                const component::NamedExtern &import, const Plugged &plugged);
  Result<const InstanceValue *> pluggedInstance(const component::ValidComponent &root,
                                                component::InstanceTypeId type,
                                                const InstanceValue &given,
                                                const std::string &what);
  Result<void> checkPluggedFunc(const component::ValidComponent &root, component::FuncTypeId type,
                                const FuncValue &given, const std::string &what) const;
  Result<TypeValue> pluggedType(const component::ValidComponent &root,
                                const component::TypeItem &type, const ItemValue &given,
                                const std::string &what);

  // component_entry.cpp
  Result<Entry> findEntry(const component::ValidComponent &root,
                          const InstanceValue &exports) const;

  // component_invoke.cpp: exported functions that an embedder calls.
  Result<void> invoke(const component::ValidComponent &root, const InstanceValue &exports,
                      std::string_view call);

  Result<void> charge(uint64_t steps);

  Program program;
  IdVector<ComponentInstanceId, CanonTraits> traits; // parallel to the program's
  HostInterface host;
  ValueArena arena;
  std::unordered_map<const wasm::ValidModule *, ModuleId> modules;
  std::unordered_map<std::string_view, ResourceTypeId> hostResources;          // by symbol
  std::unordered_map<component::ResourceId, ResourceTypeId> importedResources; // of the root
  std::unordered_map<std::string, HostCallId> builtinCalls; // by what they are bound to
  bool deterministic = false;
  uint64_t charged = 0;
  bool stubMissing = false;
};

// Most component instances that a program may have, and most steps that
// instantiation may take: n nested components can ask for 2^n of either.
inline constexpr uint32_t kMaxComponentInstances = 100'000;
inline constexpr uint64_t kMaxInstantiationSteps = 50'000'000;

} // namespace aotc
