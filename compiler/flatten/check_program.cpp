// The invariants of program.h, verified. Entry point: checkProgram.
//
// Runs in debug builds and in tests, between flatten and translation; linear in
// the number of bindings. Reference types may name a type index, which is relative
// to a module, and may differ by subtyping: whoever bound them has compared those,
// here they count as equal.
#include <algorithm>

#include <fmt/format.h>

#include "flatten/program.h"

namespace aotc {

namespace {

// References of a definition may be of a subtype of what the import says.
bool agree(const wasm::ResultType &a, const wasm::ResultType &b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const wasm::ValType &x, const wasm::ValType &y) { return x.kind == y.kind; });
}

bool agree(const wasm::FuncType &a, const wasm::FuncType &b) {
  return agree(a.params, b.params) && agree(a.results, b.results);
}

class Checker {
public:
  explicit Checker(const Program &program)
      : program(program), instantiated(program.instances.size()) {}

  Result<void> run() {
    for (uint32_t i = 0; i < program.instances.size(); ++i)
      TRY(checkInstance(InstanceId(i)));
    for (const HostCall &call : program.hostCalls)
      TRY(checkHostCall(call));
    for (const ResourceType &resource : program.resourceTypes)
      TRY(checkResource(resource));
    for (const Step &step : program.steps)
      TRY(checkStep(std::get<InstantiateStep>(step)));
    for (uint32_t i = 0; i < instantiated.size(); ++i)
      if (!instantiated[i])
        return broken(fmt::format("instance {} is never instantiated", i));
    for (const EntryPoint &point : program.entryPoints)
      TRY(checkEntryPoint(point));
    for (const LiftedExport &item : program.exports)
      TRY(checkExport(item));
    if (program.isEmbedded())
      return {};
    TRY(check(program.entry.func, "the entry"));
    if (program.entry.postReturn)
      TRY(check(*program.entry.postReturn, "the entry's post-return"));
    return check(program.entry.instance);
  }

private:
  static Error broken(std::string what) { return Error::internal("broken Program: " + what); }

  Result<void> check(ComponentInstanceId id) const {
    if (!program.componentInstances.contains(id))
      return broken(fmt::format("component instance {} does not exist", id.index));
    return {};
  }

  // A binding names what the module of its instance defines itself.
  template <typename Index, typename Space>
  Result<void> check(InstanceId instance, Index index, Space wasm::Module::*space,
                     const char *what) const {
    if (!program.instances.contains(instance))
      return broken(fmt::format("{}: instance {} does not exist", what, instance.index));
    const Space &items = program.moduleOf(instance).*space;
    if (!items.contains(index) || items[index].import)
      return broken(
          fmt::format("{}: instance {} does not define {}", what, instance.index, index.index));
    return {};
  }
  Result<void> check(const TableDef &d) const {
    return check(d.instance, d.table, &wasm::Module::tables, "table");
  }
  Result<void> check(const MemoryDef &d) const {
    return check(d.instance, d.memory, &wasm::Module::memories, "memory");
  }
  Result<void> check(const GlobalDef &d) const {
    return check(d.instance, d.global, &wasm::Module::globals, "global");
  }
  Result<void> check(const TagDef &d) const {
    return check(d.instance, d.tag, &wasm::Module::tags, "tag");
  }
  Result<void> check(const FuncDef &func, const char *what) const {
    if (const auto *guest = std::get_if<InstanceFunc>(&func))
      return check(guest->instance, guest->func, &wasm::Module::functions, what);
    if (!program.hostCalls.contains(std::get<HostCallId>(func)))
      return broken(fmt::format("{}: host call does not exist", what));
    return {};
  }

  template <typename Index, typename Items>
  Result<void> checkCount(size_t bound, const IdVector<Index, Items> &items, const char *what) {
    size_t imported = 0;
    for (const auto &item : items)
      imported += item.import.has_value();
    if (imported != bound)
      return broken(fmt::format("{} of {} imported {} are bound", bound, imported, what));
    return {};
  }

  Result<void> checkInstance(InstanceId id) {
    const Instance &instance = program.instances[id];
    if (!program.modules.contains(instance.module))
      return broken(fmt::format("module {} does not exist", instance.module.index));
    TRY(check(instance.owner));
    const wasm::Module &module = program.moduleOf(id);
    TRY(checkCount(instance.funcs.size(), module.functions, "functions"));
    TRY(checkCount(instance.tables.size(), module.tables, "tables"));
    TRY(checkCount(instance.memories.size(), module.memories, "memories"));
    TRY(checkCount(instance.globals.size(), module.globals, "globals"));
    TRY(checkCount(instance.tags.size(), module.tags, "tags"));
    for (uint32_t i = 0; i < instance.funcs.size(); ++i) {
      TRY(check(instance.funcs[i], "imported function"));
      if (!agree(module.funcType(wasm::FuncIndex(i)), program.typeOf(instance.funcs[i])))
        return broken(fmt::format("instance {}: function {} has another type than its definition",
                                  id.index, i));
    }
    return checkTypes(instance, module);
  }

  Result<void> checkTypes(const Instance &instance, const wasm::Module &module) {
    for (const TableDef &def : instance.tables)
      TRY(check(def));
    for (const TagDef &def : instance.tags)
      TRY(check(def));
    for (uint32_t i = 0; i < instance.memories.size(); ++i) {
      const MemoryDef &def = instance.memories[i];
      TRY(check(def));
      const wasm::MemoryType &a = module.memories[wasm::MemoryIndex(i)].type;
      const wasm::MemoryType &b = program.moduleOf(def.instance).memories[def.memory].type;
      if (a.address != b.address || a.shared != b.shared || a.pageSizeLog2 != b.pageSizeLog2)
        return broken("an imported memory has another type than its definition");
    }
    for (uint32_t i = 0; i < instance.globals.size(); ++i) {
      const GlobalDef &def = instance.globals[i];
      TRY(check(def));
      const wasm::GlobalType &a = module.globals[wasm::GlobalIndex(i)].type;
      const wasm::GlobalType &b = program.moduleOf(def.instance).globals[def.global].type;
      if (a.isMutable != b.isMutable || a.type.kind != b.type.kind)
        return broken("an imported global has another type than its definition");
    }
    return {};
  }

  Result<void> checkHostCall(const HostCall &call) const {
    TRY(check(call.caller));
    if (call.symbol.empty() || call.symbol.find('@') != std::string::npos)
      return broken(fmt::format("host call \"{}\" has the symbol \"{}\"", call.name, call.symbol));
    if (call.memory)
      TRY(check(*call.memory));
    if (call.otherMemory)
      TRY(check(*call.otherMemory));
    if (call.realloc)
      TRY(check(*call.realloc, "realloc"));
    if (call.resource && !program.resourceTypes.contains(*call.resource))
      return broken(fmt::format("host call \"{}\" names no resource", call.name));
    return {};
  }

  Result<void> checkEntryPoint(const EntryPoint &point) const {
    if (const auto *func = std::get_if<FuncDef>(&point))
      return check(*func, "an entry point");
    return check(std::get<GlobalDef>(point));
  }

  Result<void> checkExport(const LiftedExport &item) const {
    auto isFunc = [&](uint32_t point) {
      return point < program.entryPoints.size() &&
             std::holds_alternative<FuncDef>(program.entryPoints[point]);
    };
    if (!isFunc(item.entryPoint) || (item.postReturn && !isFunc(*item.postReturn)))
      return broken(fmt::format("export \"{}\" has no entry point", item.name));
    TRY(check(item.instance));
    if (item.memory)
      TRY(check(*item.memory));
    if (item.realloc)
      TRY(check(*item.realloc, "realloc"));
    return {};
  }

  Result<void> checkResource(const ResourceType &resource) const {
    const auto *guest = std::get_if<GuestResource>(&resource.implementation);
    if (!guest)
      return {};
    TRY(check(guest->owner));
    if (guest->destructor)
      TRY(check(*guest->destructor, "destructor"));
    return {};
  }

  Result<void> needs(InstanceId used, InstanceId user) const {
    if (used != user && !instantiated[used.index])
      return broken(fmt::format("instance {} is instantiated before instance {}, which it imports",
                                user.index, used.index));
    return {};
  }

  Result<void> checkStep(const InstantiateStep &step) {
    if (!program.instances.contains(step.instance) || instantiated[step.instance.index])
      return broken("a step instantiates nothing, or something again");
    const Instance &instance = program.instances[step.instance];
    for (const FuncDef &func : instance.funcs)
      if (const auto *guest = std::get_if<InstanceFunc>(&func))
        TRY(needs(guest->instance, step.instance));
    for (const TableDef &def : instance.tables)
      TRY(needs(def.instance, step.instance));
    for (const MemoryDef &def : instance.memories)
      TRY(needs(def.instance, step.instance));
    for (const GlobalDef &def : instance.globals)
      TRY(needs(def.instance, step.instance));
    for (const TagDef &def : instance.tags)
      TRY(needs(def.instance, step.instance));
    instantiated[step.instance.index] = true;
    return {};
  }

  const Program &program;
  std::vector<bool> instantiated;
};

} // namespace

Result<void> checkProgram(const Program &program) { return Checker(program).run(); }

} // namespace aotc
