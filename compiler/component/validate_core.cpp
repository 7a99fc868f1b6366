// Core instances within components, and the core items that they export
// (Binary.md, "Instance Definitions"). Instantiating matches a module's two-level
// imports against the exports of the instances given for the first level.
#include "component/validator.h"

#include <fmt/format.h>

namespace aotc::component {

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
