// Core types within components: their definitions, module types, and the types
// of core modules (Binary.md, core:type; Explainer.md, "Type Definitions").
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

// A module type while its declarators are read. Each begins with an empty index
// space of types.
struct ModuleTypeScope {
  std::vector<wasm::SubType> space;
  std::unordered_set<std::string> importNames;
  CoreModuleTypeInfo result;

  Result<wasm::FuncType> funcAt(wasm::TypeIndex index, uint64_t offset) const {
    if (index.index >= space.size())
      return outOfBounds("type", index.index, offset);
    return space[index.index].composite.func;
  }

  Result<CoreItemType> resolve(const CoreExternType &type, std::string_view name,
                               uint64_t offset) const {
    CoreItemType resolved;
    if (auto *func = std::get_if<wasm::TypeIndex>(&type))
      resolved = TRY(funcAt(*func, offset));
    else if (auto *tag = std::get_if<wasm::TagType>(&type))
      resolved = CoreTag{TRY(funcAt(tag->type, offset))};
    else if (auto *table = std::get_if<wasm::TableType>(&type))
      resolved = *table;
    else if (auto *memory = std::get_if<wasm::MemoryType>(&type))
      resolved = *memory;
    else
      resolved = std::get<wasm::GlobalType>(type);
    TRY(refuseTypeIndex(resolved, name, offset));
    TRY(checkLimits(resolved, offset));
    return resolved;
  }

  Result<void> add(const CoreModuleTypeDecl::Import &import, uint64_t offset) {
    if (!importNames.insert(importKey(import.module, import.name)).second)
      return Error::invalid(
          offset, fmt::format("duplicate import name `{}:{}`", import.module, import.name));
    CoreItemType type = TRY(resolve(import.type, import.name, offset));
    result.imports.push_back({import.module, import.name, std::move(type)});
    return {};
  }

  Result<void> add(const CoreModuleTypeDecl::Export &item, uint64_t offset) {
    if (!result.exportIndex.emplace(item.name, uint32_t(result.exports.size())).second)
      return Error::invalid(offset, fmt::format("export name `{}` already defined", item.name));
    CoreItemType type = TRY(resolve(item.type, item.name, offset));
    result.exports.push_back({item.name, std::move(type)});
    return {};
  }

  Result<void> add(const CoreTypeDef &def, uint64_t offset) {
    for (const wasm::SubType &sub : std::get<CoreTypeGroup>(def.type).types) {
      TRY(refuseTypeIndex(CoreItemType(sub.composite.func), "core type", offset));
      space.push_back(sub);
    }
    return {};
  }
};

} // namespace

// The module type is a scope of its own: an outer alias' count 0 is itself.
Result<wasm::SubType> ComponentValidator::outerCoreType(const CoreModuleTypeDecl::OuterAlias &outer,
                                                        const std::vector<wasm::SubType> &own,
                                                        uint64_t offset) const {
  if (outer.count > scopes.size())
    return Error::invalid(offset, fmt::format("invalid outer alias count of {}", outer.count));
  if (outer.count == 0) {
    if (outer.index >= own.size())
      return outOfBounds("type", outer.index, offset);
    return own[outer.index];
  }
  const auto &from = scopes[scopes.size() - outer.count]->space.coreTypes;
  if (outer.index >= from.size())
    return outOfBounds("core type", outer.index, offset);
  if (auto *sub = std::get_if<wasm::SubType>(&from[outer.index]))
    return *sub;
  return Error::invalid(offset, "a module type can't refer to another module type");
}

Result<CoreModuleTypeId> ComponentValidator::coreModuleType(const CoreModuleType &def,
                                                            uint64_t offset) {
  ModuleTypeScope module;
  for (const CoreModuleTypeDecl &each : def.declarators) {
    if (auto *import = std::get_if<CoreModuleTypeDecl::Import>(&each.decl))
      TRY(module.add(*import, each.offset));
    else if (auto *item = std::get_if<CoreModuleTypeDecl::Export>(&each.decl))
      TRY(module.add(*item, each.offset));
    else if (auto *type = std::get_if<CoreTypeDef>(&each.decl))
      TRY(module.add(*type, each.offset));
    else
      module.space.push_back(TRY(outerCoreType(std::get<CoreModuleTypeDecl::OuterAlias>(each.decl),
                                               module.space, each.offset)));
  }
  TRY(types().charge(def.declarators.size(), offset));
  return types().add(std::move(module.result));
}

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

} // namespace aotc::component
