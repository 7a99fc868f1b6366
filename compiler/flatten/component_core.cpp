// Core modules and core instances of components (Explainer.md, "Core
// Instances"). Entry points: coreInstance, coreExport.
//
// A core module that is instantiated more often is one module of the Program;
// nested components are validated once, so the address of the validated module
// is its identity. Instances made of exports exist only here: bindings name the
// definitions themselves.
#include <fmt/format.h>

#include "flatten/instantiator.h"

namespace aotc {

using namespace component;

Result<ModuleId> Instantiator::moduleOf(const std::shared_ptr<const wasm::ValidModule> &module,
                                        const Scope &scope) {
  if (!module)
    return Error::internal("a core module has no contents");
  auto [it, isNew] = modules.try_emplace(module.get());
  if (isNew) {
    std::string name((*module)->name);
    if (name.empty())
      name = fmt::format("module-{}", program.modules.size());
    if (const std::string &path = program.componentInstances[scope.id].name; !path.empty())
      name = path + "/" + name;
    it->second = program.modules.push({*module, std::move(name), nullptr});
  }
  return it->second;
}

Result<void> Instantiator::coreInstance(Scope &scope, const CoreInstanceDef &def) {
  CoreInstanceValue &value = arena.coreInstances.emplace_back();
  if (const auto *expr = std::get_if<CoreInstanceDef::Instantiate>(&def.expr)) {
    value.instance = TRY(coreInstantiate(scope, *expr));
  } else {
    const auto &exports = std::get<CoreInstanceDef::FromExports>(def.expr).exports;
    TRY(charge(exports.size()));
    for (const CoreInlineExport &item : exports)
      value.items.emplace(item.name, coreItem(scope, item.item));
  }
  scope.coreInstances.push_back(&value);
  return {};
}

Result<InstanceId> Instantiator::coreInstantiate(Scope &scope,
                                                 const CoreInstanceDef::Instantiate &expr) {
  std::unordered_map<std::string_view, const CoreInstanceValue *> arguments;
  for (const CoreInstantiateArg &argument : expr.args)
    arguments.emplace(argument.name, scope.coreInstances[argument.instance]);
  ModuleId module = scope.coreModules[expr.module];
  Instance instance{module, scope.id, {}, {}, {}, {}, {}};
  const std::vector<wasm::Import> &imports = program.modules[module].module->imports;
  TRY(charge(imports.size() + expr.args.size() + 1));
  for (const wasm::Import &import : imports) {
    auto found = arguments.find(import.module);
    if (found == arguments.end())
      return Error::internal(fmt::format("no argument for the module \"{}\"", import.module));
    TRY(bindImport(instance, import, *found->second));
  }
  InstanceId id = program.instances.push(std::move(instance));
  program.steps.push_back(InstantiateStep{id});
  return id;
}

Result<void> Instantiator::bindImport(Instance &instance, const wasm::Import &import,
                                      const CoreInstanceValue &from) const {
  CoreItem item = TRY(coreExport(from, import.name));
  bool fits = std::visit(
      [&](const auto &def) {
        using Def = std::decay_t<decltype(def)>;
        if constexpr (std::is_same_v<Def, FuncDef>) {
          instance.funcs.push_back(def);
          return std::holds_alternative<wasm::TypeIndex>(import.type);
        } else if constexpr (std::is_same_v<Def, TableDef>) {
          instance.tables.push_back(def);
          return std::holds_alternative<wasm::TableType>(import.type);
        } else if constexpr (std::is_same_v<Def, MemoryDef>) {
          instance.memories.push_back(def);
          return std::holds_alternative<wasm::MemoryType>(import.type);
        } else if constexpr (std::is_same_v<Def, GlobalDef>) {
          instance.globals.push_back(def);
          return std::holds_alternative<wasm::GlobalType>(import.type);
        } else {
          instance.tags.push_back(def);
          return std::holds_alternative<wasm::TagType>(import.type);
        }
      },
      item);
  if (!fits)
    return Error::internal(fmt::format("import \"{}\" \"{}\" gets something of another sort",
                                       import.module, import.name));
  return {};
}

Result<CoreItem> Instantiator::coreExport(const CoreInstanceValue &value,
                                          std::string_view name) const {
  if (!value.instance) {
    auto found = value.items.find(name);
    if (found == value.items.end())
      return Error::internal(fmt::format("a core instance lacks its export \"{}\"", name));
    return found->second;
  }
  InstanceId id = *value.instance;
  const wasm::Export *found = program.moduleOf(id).findExport(name);
  if (!found)
    return Error::internal(fmt::format("a core module lacks its export \"{}\"", name));
  switch (found->kind) {
  case wasm::ExternKind::Func:
    return CoreItem(program.resolve(id, wasm::FuncIndex(found->index)));
  case wasm::ExternKind::Table:
    return CoreItem(program.resolve(id, wasm::TableIndex(found->index)));
  case wasm::ExternKind::Memory:
    return CoreItem(program.resolve(id, wasm::MemoryIndex(found->index)));
  case wasm::ExternKind::Global:
    return CoreItem(program.resolve(id, wasm::GlobalIndex(found->index)));
  case wasm::ExternKind::Tag:
    return CoreItem(program.resolve(id, wasm::TagIndex(found->index)));
  }
  return Error::internal("an export of no sort");
}

// REQUIRES: a sort that core instances export; validation sees to it.
CoreItem Instantiator::coreItem(const Scope &scope, SortIndex item) const {
  if (item.sort == Sort::CoreFunc)
    return scope.coreFuncs[item.index];
  if (item.sort == Sort::CoreTable)
    return scope.coreTables[item.index];
  if (item.sort == Sort::CoreMemory)
    return scope.coreMemories[item.index];
  if (item.sort == Sort::CoreGlobal)
    return scope.coreGlobals[item.index];
  return scope.coreTags[item.index];
}

void Instantiator::pushCore(Scope &scope, const CoreItem &item) {
  if (const auto *func = std::get_if<FuncDef>(&item))
    scope.coreFuncs.push_back(*func);
  if (const auto *table = std::get_if<TableDef>(&item))
    scope.coreTables.push_back(*table);
  if (const auto *memory = std::get_if<MemoryDef>(&item))
    scope.coreMemories.push_back(*memory);
  if (const auto *global = std::get_if<GlobalDef>(&item))
    scope.coreGlobals.push_back(*global);
  if (const auto *tag = std::get_if<TagDef>(&item))
    scope.coreTags.push_back(*tag);
}

} // namespace aotc
