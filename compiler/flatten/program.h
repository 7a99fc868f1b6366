// Program: what is left of components after flatten. Core modules, core
// instances whose imports are all resolved to definitions, straight-line
// startup steps, calls into the runtime library, and an entry. A preview-1
// module becomes a Program too. After this stage nobody looks into components.
//
// Invariants (checkProgram() verifies them in debug builds):
// - every import of every instance is bound to a definition of the same type;
//   chains of re-exports are resolved, a binding names the defining instance;
// - `steps` instantiates each core instance exactly once, after all instances
//   that its imports name, in the order the component model prescribes;
// - ids are dense, and everything is in an order that follows from the input
//   alone, so that the same input gives the same Program.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wasm/module.h"

namespace aotc {

using ModuleId = Id<struct ModuleIdTag>;
using InstanceId = Id<struct InstanceIdTag>;
using ComponentInstanceId = Id<struct ComponentInstanceIdTag>;
using HostCallId = Id<struct HostCallIdTag>;
using ResourceTypeId = Id<struct ResourceTypeIdTag>;

struct CoreModule {
  wasm::ValidModule module;
  std::string name; // for messages and symbols: the module's own name or its path in the component
  // Of an adapter between components: its bytes, which nobody else keeps.
  std::shared_ptr<const std::vector<uint8_t>> bytes = nullptr;
};

// A definition is named by the instance that defines it (never one that only
// imports it) and the index in that instance's module.
struct InstanceFunc {
  InstanceId instance;
  wasm::FuncIndex func;
  friend bool operator==(const InstanceFunc &, const InstanceFunc &) = default;
};
struct TableDef {
  InstanceId instance;
  wasm::TableIndex table;
  friend bool operator==(const TableDef &, const TableDef &) = default;
};
struct MemoryDef {
  InstanceId instance;
  wasm::MemoryIndex memory;
  friend bool operator==(const MemoryDef &, const MemoryDef &) = default;
};
struct GlobalDef {
  InstanceId instance;
  wasm::GlobalIndex global;
  friend bool operator==(const GlobalDef &, const GlobalDef &) = default;
};
struct TagDef {
  InstanceId instance;
  wasm::TagIndex tag;
  friend bool operator==(const TagDef &, const TagDef &) = default;
};

// A function is guest code or a call into the runtime library.
using FuncDef = std::variant<InstanceFunc, HostCallId>;

struct Instance {
  ModuleId module;
  ComponentInstanceId owner;
  // Bindings of the imported part of each index space, in its order.
  std::vector<FuncDef> funcs;
  std::vector<TableDef> tables;
  std::vector<MemoryDef> memories;
  std::vector<GlobalDef> globals;
  std::vector<TagDef> tags;
};

enum class StringEncoding : uint8_t { Utf8, Utf16, Latin1Utf16 };

// A function that the runtime library provides: a host function's generated
// shim, a preview-1 function, or a canonical built-in. Called as
// `symbol(ptr callSite, core parameters…)`; the call site record carries the
// canonical options as constants (runtime-lib/abi/instance.def, CallSite).
struct HostCall {
  std::string name;    // as the user knows it: "wasi:cli/exit@0.2.3#exit"
  std::string symbol;  // ELF symbol in the runtime library, no '@'
  wasm::FuncType type; // core signature, without the call site
  ComponentInstanceId caller;
  std::optional<MemoryDef> memory;
  std::optional<FuncDef> realloc;
  StringEncoding encoding = StringEncoding::Utf8;
  std::optional<ResourceTypeId> resource; // resource.new, .rep, .drop
  std::optional<MemoryDef> otherMemory;   // built-ins of adapters: the other side's
};

// A component instance is an opaque record for codegen: its handle table and
// flags live in the runtime library (ComponentInstance in instance.def).
struct ComponentInstance {
  std::string name; // path in the composition, "" for the root
  std::optional<ComponentInstanceId> parent;
};

struct HostResource {
  std::string symbol; // of the ResourceType descriptor in the runtime library
};
struct GuestResource {
  ComponentInstanceId owner;
  std::optional<FuncDef> destructor; // (i32) -> ()
};
struct ResourceType {
  std::string name;
  std::variant<HostResource, GuestResource> implementation;
};

// Startup, in order; for an embedder, a step each that may fail and leaves what it has
// done, with any calls of entry points between them. Instantiate: globals, tables, active segments
// and the start function of one core instance (core specification, "Instantiation").
struct InstantiateStep {
  InstanceId instance;
};
using Step = std::variant<InstantiateStep>;

// What running the executable calls after startup.
struct Entry {
  enum class Kind : uint8_t {
    Preview1Start, // () -> (); returning means exit code 0
    ComponentRun,  // wasi:cli/run: () -> i32, 0 for ok, 1 for error
    Embedder,      // `embedder` instead, which runs steps and calls entry points itself
  } kind = Kind::Preview1Start;
  FuncDef func;
  std::optional<FuncDef> postReturn;
  ComponentInstanceId instance;
  std::string embedder; // Embedder only: symbol of an `int32_t (Context *)`; nothing else is set
};

// What an embedder may call or look at, by its position: a function; the value of
// a global, as a function without parameters.
using EntryPoint = std::variant<FuncDef, GlobalDef>;

// A function that a component exports, for an embedder that calls it with values of
// the component model (runtime-lib/canon/dynamic.h). Type and values are data that
// only whoever made them and the runtime library understand (abi/value_types.h there).
struct LiftedExport {
  std::string name;                   // "ns:pkg/interface@1.0.0#function"
  uint32_t entryPoint = 0;            // the core function, an index into entryPoints
  std::optional<uint32_t> postReturn; // likewise
  ComponentInstanceId instance;
  std::optional<MemoryDef> memory;
  std::optional<FuncDef> realloc;
  StringEncoding encoding = StringEncoding::Utf8;
  std::vector<uint32_t> type;
  std::vector<ResourceTypeId> resources; // of own handles in `type`, by their numbers there
  std::optional<std::string> arguments;  // absent: whoever calls brings them
};

struct Program {
  IdVector<ModuleId, CoreModule> modules;
  IdVector<InstanceId, Instance> instances;
  IdVector<ComponentInstanceId, ComponentInstance> componentInstances; // [0] is the root
  IdVector<HostCallId, HostCall> hostCalls;
  IdVector<ResourceTypeId, ResourceType> resourceTypes;
  std::vector<Step> steps;
  Entry entry;
  std::vector<std::string> notes;      // what isn't there and will trap, for the user to read
  std::vector<EntryPoint> entryPoints; // Embedder only
  std::vector<LiftedExport> exports;   // Embedder only

  bool isEmbedded() const { return entry.kind == Entry::Kind::Embedder; }
  const wasm::Module &moduleOf(InstanceId id) const {
    return *modules[instances[id].module].module;
  }
  // The definitions that an index of an instance's module stands for.
  FuncDef resolve(InstanceId instance, wasm::FuncIndex func) const;
  TableDef resolve(InstanceId instance, wasm::TableIndex table) const;
  MemoryDef resolve(InstanceId instance, wasm::MemoryIndex memory) const;
  GlobalDef resolve(InstanceId instance, wasm::GlobalIndex global) const;
  TagDef resolve(InstanceId instance, wasm::TagIndex tag) const;
  const wasm::FuncType &typeOf(const FuncDef &func) const;
};

// Whether a call of `func` may lead to other guest code before it returns: of a host function,
// to its realloc or a destructor.
bool mayCallGuest(const Program &program, const FuncDef &func);

// For --emit=program: one fact a line, in the order of the ids.
std::string printProgram(const Program &program);

// Verifies the invariants above; an error is a bug of ours (Internal).
Result<void> checkProgram(const Program &program);

} // namespace aotc
