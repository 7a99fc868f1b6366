// Subtyping of component-level items. Entry point: SubtypeChecker::check.
//
// Value and function types are the same type or they aren't: their shapes are
// compared. Only modules, instances and components have subtypes. Where the
// expected type binds resources (a component type's imports and exports, an
// instance type's exports), the resources of the actual one are put in first,
// so that what follows is again a comparison of shapes.
#include "component/subtype.h"

#include <fmt/format.h>

#include "wasm/canonical_types.h"

namespace aotc::component {

Error SubtypeChecker::mismatch(std::string message) const {
  if (!path.empty())
    message = fmt::format("type mismatch for `{}`: {}", path, message);
  return Error::invalid(offset, std::move(message));
}

namespace {

const char *kindOf(const AnyTypeId &type) {
  static constexpr const char *kNames[] = {"defined type", "func", "resource", "instance",
                                           "component"};
  return kNames[type.index()];
}

const ExternType *findPath(const ComponentTypes &types, const ExternMap &expected,
                           const ResourcePath &path, const ExternMap &actual) {
  const ExternMap *from = &expected, *to = &actual;
  const ExternType *found = nullptr;
  for (size_t i = 0; i < path.size(); ++i) {
    const NamedExtern &step = from->items[path[i]];
    found = to->find(step.name);
    if (!found || i + 1 == path.size())
      return found;
    auto *inner = std::get_if<InstanceTypeId>(&step.type);
    auto *innerActual = std::get_if<InstanceTypeId>(found);
    if (!inner || !innerActual)
      return nullptr;
    from = &types[*inner].exports;
    to = &types[*innerActual].exports;
  }
  return found;
}

} // namespace

void bindResources(const ComponentTypes &types, const ExternMap &expected,
                   const std::vector<BoundResource> &bound, const ExternMap &actual,
                   Substitution &into) {
  for (const BoundResource &each : bound) {
    const ExternType *found = findPath(types, expected, each.path, actual);
    auto *item = found ? std::get_if<TypeItem>(found) : nullptr;
    auto *resource = item ? std::get_if<ResourceTypeId>(&item->type) : nullptr;
    if (resource)
      into.map(each.resource, types.resource(*resource));
  }
}

Result<void> bindNames(ComponentTypes &types, const ExternMap &expected, const ExternMap &actual,
                       Substitution &into, uint64_t offset) {
  TRY(types.charge(1 + expected.items.size(), offset));
  for (const NamedExtern &item : expected.items) {
    const ExternType *found = actual.find(item.name);
    if (!found || found->index() != item.type.index())
      continue;
    if (auto *type = std::get_if<TypeItem>(&item.type)) {
      const AnyTypeId &given = std::get<TypeItem>(*found).type;
      if (type->type.index() != given.index())
        continue;
      if (auto *value = std::get_if<ValueTypeId>(&type->type))
        into.map(*value, std::get<ValueTypeId>(given));
      else if (auto *resource = std::get_if<ResourceTypeId>(&type->type))
        into.map(*resource, std::get<ResourceTypeId>(given));
    } else if (auto *instance = std::get_if<InstanceTypeId>(&item.type)) {
      TRY(bindNames(types, types[*instance].exports,
                    types[std::get<InstanceTypeId>(*found)].exports, into, offset));
    }
  }
  return {};
}

Result<void> SubtypeChecker::check(const ExternType &actual, const ExternType &expected) {
  if (actual.index() != expected.index())
    return mismatch(
        fmt::format("expected {}, found {}", toString(sortOf(expected)), toString(sortOf(actual))));
  if (auto *module = std::get_if<CoreModuleTypeId>(&expected))
    return check(std::get<CoreModuleTypeId>(actual), *module);
  if (auto *func = std::get_if<FuncTypeId>(&expected))
    return check(std::get<FuncTypeId>(actual), *func);
  if (auto *value = std::get_if<ValueItem>(&expected))
    return check(std::get<ValueItem>(actual).type, value->type);
  if (auto *item = std::get_if<TypeItem>(&expected))
    return check(std::get<TypeItem>(actual), *item);
  if (auto *instance = std::get_if<InstanceTypeId>(&expected))
    return check(std::get<InstanceTypeId>(actual), *instance);
  return check(std::get<ComponentTypeId>(actual), std::get<ComponentTypeId>(expected));
}

Result<void> SubtypeChecker::check(ValueTypeId actual, ValueTypeId expected) {
  if (types.equal(actual, expected))
    return {};
  return mismatch(
      fmt::format("expected {}, found {}{}", toString(types, expected), toString(types, actual),
                  types[actual].hasResource ? " (or their resource types are not the same)" : ""));
}

Result<void> SubtypeChecker::check(FuncTypeId actual, FuncTypeId expected) {
  if (types.equal(actual, expected))
    return {};
  return mismatch(
      fmt::format("expected {}, found {}{}", toString(types, expected), toString(types, actual),
                  types[actual].hasResource ? " (or their resource types are not the same)" : ""));
}

Result<void> SubtypeChecker::check(const TypeItem &actual, const TypeItem &expected) {
  if (actual.type.index() != expected.type.index())
    return mismatch(
        fmt::format("expected {}, found {}", kindOf(expected.type), kindOf(actual.type)));
  if (auto *resource = std::get_if<ResourceTypeId>(&expected.type)) {
    if (types.resource(*resource) != types.resource(std::get<ResourceTypeId>(actual.type)))
      return mismatch("resource types are not the same");
    return {};
  }
  if (auto *value = std::get_if<ValueTypeId>(&expected.type))
    return check(std::get<ValueTypeId>(actual.type), *value);
  if (auto *func = std::get_if<FuncTypeId>(&expected.type))
    return check(std::get<FuncTypeId>(actual.type), *func);
  // Types of instances and of components must be equal: each the other's subtype.
  if (auto *instance = std::get_if<InstanceTypeId>(&expected.type)) {
    InstanceTypeId other = std::get<InstanceTypeId>(actual.type);
    TRY(check(other, *instance));
    return check(*instance, other);
  }
  ComponentTypeId component = std::get<ComponentTypeId>(expected.type);
  ComponentTypeId other = std::get<ComponentTypeId>(actual.type);
  TRY(check(other, component));
  return check(component, other);
}

Result<void> SubtypeChecker::check(const ExternMap &actual, const ExternMap &expected,
                                   const char *role) {
  TRY(types.charge(1 + expected.items.size(), offset));
  // A copy: checking may make types, and so move what the maps are part of.
  ExternMap have = actual;
  std::vector<NamedExtern> want = expected.items;
  for (const NamedExtern &item : want) {
    const ExternType *found = have.find(item.name);
    if (!found)
      return mismatch(fmt::format("missing expected {} `{}`", role, item.name));
    size_t length = path.size();
    path += path.empty() ? "" : "#";
    path += item.name;
    TRY(check(*found, item.type));
    path.resize(length);
  }
  return {};
}

Result<void> SubtypeChecker::check(InstanceTypeId actual, InstanceTypeId expected) {
  if (actual == expected)
    return {};
  InstanceType want = types[expected];
  InstanceType have = types[actual];
  Substitution substitution(types, offset);
  bindResources(types, want.exports, want.defined, have.exports, substitution);
  bool changed = false;
  if (!substitution.empty())
    want.exports = TRY(substitution.apply(want.exports, changed));
  return check(have.exports, want.exports, "export");
}

// The expected type's imports stand for what the actual component will get.
Result<void> SubtypeChecker::check(ComponentTypeId actual, ComponentTypeId expected) {
  if (actual == expected)
    return {};
  ComponentType want = types[expected];
  ComponentType have = types[actual];
  bool changed = false;
  Substitution imports(types, offset);
  bindResources(types, have.imports, have.imported, want.imports, imports);
  if (!imports.empty()) {
    have.imports = TRY(imports.apply(have.imports, changed));
    have.exports = TRY(imports.apply(have.exports, changed));
  }
  TRY(check(want.imports, have.imports, "import"));

  Substitution exports(types, offset);
  bindResources(types, want.exports, want.defined, have.exports, exports);
  if (!exports.empty())
    want.exports = TRY(exports.apply(want.exports, changed));
  return check(have.exports, want.exports, "export");
}

// A module may export more and import less. Imports have two names each.
Result<void> SubtypeChecker::check(CoreModuleTypeId actual, CoreModuleTypeId expected) {
  if (actual == expected)
    return {};
  const CoreModuleTypeInfo &want = types[expected], &have = types[actual];
  TRY(types.charge(want.imports.size() + want.exports.size() + have.imports.size(), offset));
  std::unordered_map<std::string, const CoreItemType *> given;
  auto key = [](const CoreModuleTypeInfo::Import &import) {
    return fmt::format("{}:{}:{}", import.module.size(), import.module, import.name);
  };
  for (const auto &import : want.imports)
    given.emplace(key(import), &import.type);
  for (const auto &import : have.imports) {
    auto found = given.find(key(import));
    if (found == given.end())
      return mismatch(fmt::format("missing expected import `{}::{}`", import.module, import.name));
    if (auto why = coreMismatch(*found->second, import.type))
      return mismatch(fmt::format("import `{}::{}`: {}", import.module, import.name, *why));
  }
  for (const auto &item : want.exports) {
    const CoreItemType *found = have.findExport(item.name);
    if (!found)
      return mismatch(fmt::format("missing expected export `{}`", item.name));
    if (auto why = coreMismatch(*found, item.type))
      return mismatch(fmt::format("export `{}`: {}", item.name, *why));
  }
  return {};
}

// ---------------------------------------------------------------------------
// Core items (core specification, "Matching"). Reference types are compared by
// syntax: modules and core types that use type indices in them are refused
// earlier.

const char *kindOf(const CoreItemType &type) {
  static constexpr const char *kNames[] = {"func", "table", "memory", "global", "tag"};
  return kNames[type.index()];
}

namespace {

bool limitsMatch(const wasm::Limits &actual, const wasm::Limits &expected) {
  if (actual.min < expected.min)
    return false;
  return !expected.max || (actual.max && *actual.max <= *expected.max);
}

} // namespace

std::optional<std::string> coreMismatch(const CoreItemType &actual, const CoreItemType &expected) {
  if (actual.index() != expected.index())
    return fmt::format("expected {}, found {}", kindOf(expected), kindOf(actual));
  if (auto *func = std::get_if<wasm::FuncType>(&expected)) {
    const auto &have = std::get<wasm::FuncType>(actual);
    if (have == *func)
      return std::nullopt;
    return fmt::format("expected func {}, found func {}", wasm::toString(*func),
                       wasm::toString(have));
  }
  if (auto *table = std::get_if<wasm::TableType>(&expected)) {
    const auto &have = std::get<wasm::TableType>(actual);
    bool ok = have.element == table->element && have.address == table->address &&
              limitsMatch(have.limits, table->limits);
    return ok ? std::nullopt : std::optional<std::string>("mismatch in table type or limits");
  }
  if (auto *memory = std::get_if<wasm::MemoryType>(&expected)) {
    const auto &have = std::get<wasm::MemoryType>(actual);
    bool ok = have.address == memory->address && have.shared == memory->shared &&
              have.pageSizeLog2 == memory->pageSizeLog2 && limitsMatch(have.limits, memory->limits);
    return ok ? std::nullopt : std::optional<std::string>("mismatch in memory type or limits");
  }
  if (auto *global = std::get_if<wasm::GlobalType>(&expected)) {
    const auto &have = std::get<wasm::GlobalType>(actual);
    constexpr wasm::TypeSpace kNone{nullptr, nullptr, nullptr}; // no type indices here
    bool ok = have == *global || (!have.isMutable && !global->isMutable &&
                                  wasm::matches(kNone, have.type, kNone, global->type));
    return ok ? std::nullopt : std::optional<std::string>("mismatch in the types of globals");
  }
  if (std::get<CoreTag>(actual) == std::get<CoreTag>(expected))
    return std::nullopt;
  return "expected tag type differs";
}

} // namespace aotc::component
