// Core types, core modules' types and core instances within components
// (Binary.md, "Instance Definitions" and core:type).
#include "component/validator.h"

#include <algorithm>

#include <fmt/format.h>

namespace aotc::component {

namespace {

bool usesTypeIndex(const wasm::ValType &type) {
  return type.isRef() && type.ref.heap.kind == wasm::HeapKind::Concrete;
}
bool usesTypeIndex(const wasm::FuncType &type) {
  auto uses = [](const wasm::ValType &t) { return usesTypeIndex(t); };
  return std::any_of(type.params.begin(), type.params.end(), uses) ||
         std::any_of(type.results.begin(), type.results.end(), uses);
}
bool usesTypeIndex(const CoreItemType &type) {
  if (auto *func = std::get_if<wasm::FuncType>(&type))
    return usesTypeIndex(*func);
  if (auto *tag = std::get_if<CoreTag>(&type))
    return usesTypeIndex(tag->type);
  if (auto *table = std::get_if<wasm::TableType>(&type))
    return table->element.heap.kind == wasm::HeapKind::Concrete;
  if (auto *global = std::get_if<wasm::GlobalType>(&type))
    return usesTypeIndex(global->type);
  return false;
}

// Such types mean something in their own module only; to compare them across
// modules takes canonical type ids.
Result<void> refuseTypeIndex(const CoreItemType &type, std::string_view name, uint64_t offset) {
  if (!usesTypeIndex(type))
    return {};
  return Error::unsupported(
      offset, fmt::format("typed function references in the type of `{}`, which is imported or "
                          "exported by a core module within a component",
                          name));
}

// Core specification, "Validation / Types": limits.
Result<void> checkLimits(const CoreItemType &type, uint64_t offset) {
  auto check = [&](const wasm::Limits &limits, uint64_t most, const char *what) -> Result<void> {
    if (limits.min > most || (limits.max && *limits.max > most))
      return Error::invalid(offset, fmt::format("{} size must be at most {}", what, most));
    if (limits.max && *limits.max < limits.min)
      return Error::invalid(offset, "size minimum must not be greater than maximum");
    return {};
  };
  if (auto *memory = std::get_if<wasm::MemoryType>(&type)) {
    bool wide = memory->address == wasm::AddressType::I64;
    if (memory->pageSizeLog2 != 16 && memory->pageSizeLog2 != 0)
      return Error::invalid(offset, "invalid custom page size");
    if (memory->shared && !memory->limits.max)
      return Error::invalid(offset, "shared memory must have maximum");
    unsigned bits = (wide ? 64 : 32) - memory->pageSizeLog2;
    uint64_t most = bits >= 64 ? UINT64_MAX : (uint64_t(1) << bits);
    return check(memory->limits, memory->pageSizeLog2 == 0 && !wide ? most - 1 : most, "memory");
  }
  if (auto *table = std::get_if<wasm::TableType>(&type)) {
    bool wide = table->address == wasm::AddressType::I64;
    return check(table->limits, wide ? UINT64_MAX : UINT32_MAX, "table");
  }
  return {};
}

std::string importKey(std::string_view module, std::string_view name) {
  return fmt::format("{}:{}:{}", module.size(), module, name);
}

} // namespace

void ComponentValidator::pushCore(const CoreItemType &type) {
  IndexSpaces &space = scope().space;
  if (auto *func = std::get_if<wasm::FuncType>(&type))
    space.coreFuncs.push_back(*func);
  else if (auto *table = std::get_if<wasm::TableType>(&type))
    space.coreTables.push_back(*table);
  else if (auto *memory = std::get_if<wasm::MemoryType>(&type))
    space.coreMemories.push_back(*memory);
  else if (auto *global = std::get_if<wasm::GlobalType>(&type))
    space.coreGlobals.push_back(*global);
  else
    space.coreTags.push_back(std::get<CoreTag>(type).type);
}

Result<CoreItemType> ComponentValidator::coreItem(SortIndex item, uint64_t offset) {
  const IndexSpaces &space = scope().space;
  auto at = [&](const auto &items, const char *what) -> Result<CoreItemType> {
    if (item.index >= items.size())
      return outOfBounds(what, item.index, offset);
    return CoreItemType(items[item.index]);
  };
  switch (item.sort) {
  case Sort::CoreFunc:
    return at(space.coreFuncs, "core function");
  case Sort::CoreTable:
    return at(space.coreTables, "core table");
  case Sort::CoreMemory:
    return at(space.coreMemories, "core memory");
  case Sort::CoreGlobal:
    return at(space.coreGlobals, "core global");
  case Sort::CoreTag:
    if (item.index >= space.coreTags.size())
      return outOfBounds("core tag", item.index, offset);
    return CoreItemType(CoreTag{space.coreTags[item.index]});
  case Sort::CoreType:
  case Sort::CoreModule:
  case Sort::CoreInstance:
  case Sort::Func:
  case Sort::Value:
  case Sort::Type:
  case Sort::Component:
  case Sort::Instance:
    break;
  }
  return Error::invalid(offset,
                        fmt::format("core instances can't export a {}", toString(item.sort)));
}

// ---------------------------------------------------------------------------
// Types.

Result<void> ComponentValidator::coreType(const CoreTypeDef &def, uint64_t offset) {
  if (auto *module = std::get_if<CoreModuleType>(&def.type)) {
    scope().space.coreTypes.emplace_back(TRY(coreModuleType(*module, offset)));
    return {};
  }
  for (const wasm::SubType &sub : std::get<CoreTypeGroup>(def.type).types) {
    TRY(refuseTypeIndex(CoreItemType(sub.composite.func), "core type", offset));
    scope().space.coreTypes.emplace_back(sub);
  }
  return {};
}

Result<CoreModuleTypeId> ComponentValidator::coreModuleType(const CoreModuleType &def,
                                                            uint64_t offset) {
  std::vector<wasm::SubType> space; // each module type begins with an empty one
  CoreModuleTypeInfo result;
  std::unordered_set<std::string> importNames;

  auto resolveType = [&](const CoreExternType &type, uint64_t at) -> Result<CoreItemType> {
    auto funcAt = [&](wasm::TypeIndex index) -> Result<wasm::FuncType> {
      if (index.index >= space.size())
        return outOfBounds("type", index.index, at);
      return space[index.index].composite.func;
    };
    if (auto *func = std::get_if<wasm::TypeIndex>(&type))
      return CoreItemType(TRY(funcAt(*func)));
    if (auto *tag = std::get_if<wasm::TagType>(&type))
      return CoreItemType(CoreTag{TRY(funcAt(tag->type))});
    if (auto *table = std::get_if<wasm::TableType>(&type))
      return CoreItemType(*table);
    if (auto *memory = std::get_if<wasm::MemoryType>(&type))
      return CoreItemType(*memory);
    return CoreItemType(std::get<wasm::GlobalType>(type));
  };
  auto checked = [&](const CoreExternType &type, std::string_view name,
                     uint64_t at) -> Result<CoreItemType> {
    CoreItemType resolved = TRY(resolveType(type, at));
    TRY(refuseTypeIndex(resolved, name, at));
    TRY(checkLimits(resolved, at));
    return resolved;
  };

  for (const CoreModuleTypeDecl &decl : def.declarators) {
    if (auto *import = std::get_if<CoreModuleTypeDecl::Import>(&decl.decl)) {
      if (!importNames.insert(importKey(import->module, import->name)).second)
        return Error::invalid(decl.offset, fmt::format("duplicate import name `{}:{}`",
                                                       import->module, import->name));
      result.imports.push_back(
          {import->module, import->name, TRY(checked(import->type, import->name, decl.offset))});
    } else if (auto *item = std::get_if<CoreModuleTypeDecl::Export>(&decl.decl)) {
      if (!result.exportIndex.emplace(item->name, uint32_t(result.exports.size())).second)
        return Error::invalid(decl.offset,
                              fmt::format("export name `{}` already defined", item->name));
      result.exports.push_back({item->name, TRY(checked(item->type, item->name, decl.offset))});
    } else if (auto *type = std::get_if<CoreTypeDef>(&decl.decl)) {
      const auto &group = std::get<CoreTypeGroup>(type->type);
      for (const wasm::SubType &sub : group.types) {
        TRY(refuseTypeIndex(CoreItemType(sub.composite.func), "core type", decl.offset));
        space.push_back(sub);
      }
    } else {
      // The module type is a scope of its own: count 0 is itself.
      const auto &outer = std::get<CoreModuleTypeDecl::OuterAlias>(decl.decl);
      if (outer.count > scopes.size())
        return Error::invalid(decl.offset,
                              fmt::format("invalid outer alias count of {}", outer.count));
      if (outer.count == 0) {
        if (outer.index >= space.size())
          return outOfBounds("type", outer.index, decl.offset);
        wasm::SubType sub = space[outer.index];
        space.push_back(std::move(sub));
        continue;
      }
      const auto &from = scopes[scopes.size() - outer.count]->space.coreTypes;
      if (outer.index >= from.size())
        return outOfBounds("core type", outer.index, decl.offset);
      auto *sub = std::get_if<wasm::SubType>(&from[outer.index]);
      if (!sub)
        return Error::invalid(decl.offset, "a module type can't refer to another module type");
      space.push_back(*sub);
    }
  }
  TRY(types().charge(def.declarators.size(), offset));
  return types().add(std::move(result));
}

Result<CoreModuleTypeId> ComponentValidator::typeOf(const wasm::Module &module, uint64_t offset) {
  CoreModuleTypeInfo result;
  std::unordered_set<std::string> importNames;
  for (const wasm::Import &import : module.imports) {
    if (!importNames.insert(importKey(import.module, import.name)).second)
      return Error::invalid(
          import.offset, fmt::format("duplicate import name `{}:{}`", import.module, import.name));
    CoreItemType type;
    if (auto *func = std::get_if<wasm::TypeIndex>(&import.type))
      type = module.funcType(*func);
    else if (auto *table = std::get_if<wasm::TableType>(&import.type))
      type = *table;
    else if (auto *memory = std::get_if<wasm::MemoryType>(&import.type))
      type = *memory;
    else if (auto *global = std::get_if<wasm::GlobalType>(&import.type))
      type = *global;
    else
      type = CoreTag{module.funcType(std::get<wasm::TagType>(import.type).type)};
    TRY(refuseTypeIndex(type, import.name, import.offset));
    result.imports.push_back({import.module, import.name, std::move(type)});
  }
  for (const wasm::Export &item : module.exports) {
    CoreItemType type;
    switch (item.kind) {
    case wasm::ExternKind::Func:
      type = module.funcType(wasm::FuncIndex(item.index));
      break;
    case wasm::ExternKind::Table:
      type = module.tables[wasm::TableIndex(item.index)].type;
      break;
    case wasm::ExternKind::Memory:
      type = module.memories[wasm::MemoryIndex(item.index)].type;
      break;
    case wasm::ExternKind::Global:
      type = module.globals[wasm::GlobalIndex(item.index)].type;
      break;
    case wasm::ExternKind::Tag:
      type = CoreTag{module.funcType(module.tags[wasm::TagIndex(item.index)].type.type)};
      break;
    }
    TRY(refuseTypeIndex(type, item.name, item.offset));
    result.exportIndex.emplace(item.name, uint32_t(result.exports.size()));
    result.exports.push_back({item.name, std::move(type)});
  }
  TRY(types().charge(result.imports.size() + result.exports.size(), offset));
  return types().add(std::move(result));
}

// ---------------------------------------------------------------------------
// Instances.

Result<CoreInstanceTypeInfo>
ComponentValidator::coreInstantiate(const CoreInstanceDef::Instantiate &expr, uint64_t offset) {
  const IndexSpaces &space = scope().space;
  if (expr.module >= space.coreModules.size())
    return outOfBounds("module", expr.module, offset);
  std::unordered_map<std::string_view, uint32_t> args;
  for (const CoreInstantiateArg &arg : expr.args) {
    if (arg.instance >= space.coreInstances.size())
      return outOfBounds("core instance", arg.instance, offset);
    if (!args.emplace(arg.name, arg.instance).second)
      return Error::invalid(offset, fmt::format("duplicate module instantiation argument named "
                                                "`{}`",
                                                arg.name));
  }
  const CoreModuleTypeInfo &module = types()[space.coreModules[expr.module].type];
  TRY(types().charge(8 * (module.imports.size() + module.exports.size()), offset));
  for (const auto &import : module.imports) {
    auto arg = args.find(import.module);
    if (arg == args.end())
      return Error::invalid(
          offset, fmt::format("missing module instantiation argument named `{}`", import.module));
    const auto &exports = types()[space.coreInstances[arg->second]].exports;
    auto found = exports.find(import.name);
    if (found == exports.end())
      return Error::invalid(offset,
                            fmt::format("module instantiation argument `{}` does not export an "
                                        "item named `{}`",
                                        import.module, import.name));
    if (auto why = coreMismatch(found->second, import.type))
      return Error::invalid(offset, fmt::format("type mismatch for export `{}` of module "
                                                "instantiation argument `{}`: {}",
                                                import.name, import.module, *why));
  }
  CoreInstanceTypeInfo result;
  for (const auto &item : module.exports)
    result.exports.emplace(item.name, item.type);
  return result;
}

Result<void> ComponentValidator::coreInstance(const CoreInstanceDef &def, uint64_t offset) {
  CoreInstanceTypeInfo type;
  if (auto *expr = std::get_if<CoreInstanceDef::Instantiate>(&def.expr)) {
    type = TRY(coreInstantiate(*expr, offset));
  } else {
    for (const auto &item : std::get<CoreInstanceDef::FromExports>(def.expr).exports)
      if (!type.exports.emplace(item.name, TRY(coreItem(item.item, offset))).second)
        return Error::invalid(offset, fmt::format("export name `{}` already defined", item.name));
  }
  scope().space.coreInstances.push_back(types().add(std::move(type)));
  return {};
}

} // namespace aotc::component
