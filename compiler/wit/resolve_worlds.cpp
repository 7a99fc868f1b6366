// Worlds, elaborated: includes merged, transitive imports added (WIT.md, "WIT
// Worlds", "Union of Worlds with include", "Transitive imports and worlds").
// Entry point for resolve.cpp: resolveWorld.
//
// The result lists every import and export by the name it has in a component.
// An interface named by its path stands there once, however often it is
// included; plain names conflict, and `with` renames them. What an imported or
// exported interface uses is an import before it, unless the world exports it
// too and the user is an export.
#include <algorithm>

#include <fmt/format.h>

#include "abi/names.h"
#include "wit/resolver.h"

namespace aotc::wit {

class Resolver::WorldBuilder {
public:
  WorldBuilder(Resolver &resolver, PendingWorld &pending)
      : resolver(resolver), decl(*pending.decl), file(*pending.file) {}

  Result<World> build();

private:
  Result<void> addTypes();
  Result<void> addItem(const WorldItemDecl &item);
  Result<void> addInline(const WorldItemDecl &item, std::string name);
  Result<void> addInclude(const IncludeDecl &include);
  Result<void> addIncluded(const IncludeDecl &include, const std::vector<WorldItem> &items,
                           bool isImport, std::set<std::string_view> &renamed);
  void addDependencies(const std::vector<InterfaceId> &ids);
  void addInterface(InterfaceId id, bool isImport);
  Result<void> checkExports() const;
  Result<void> addPlain(WorldItem item, bool isImport, uint64_t offset);

  Resolver &resolver;
  const WorldDecl &decl;
  const PackageFile &file;
  World world;
  std::set<std::string> importNames, exportNames;
  std::set<InterfaceId> explicitExports; // interfaces named by path
  std::set<InterfaceId> written[2];      // by this world itself: imports, exports
  std::unique_ptr<Scope> scope = std::make_unique<Scope>();
};

Result<WorldId> Resolver::resolveWorld(PendingWorld &pending) {
  if (pending.state == State::Done)
    return pending.id;
  const Ident &name = pending.decl->name;
  DepthGuard guard(depth);
  if (pending.state == State::Active || guard.tooDeep())
    return Error::invalid(name.offset,
                          fmt::format("world '{}' includes itself, or too deeply", name.text))
        .in(*pending.file->file);
  pending.state = State::Active;
  auto world = WorldBuilder(*this, pending).build();
  if (!world)
    return world.takeError().in(*pending.file->file);
  pending.id = out->worlds.push(world.takeValue());
  out->packages[pending.file->package].worlds.emplace(name.text, pending.id);
  pending.state = State::Done;
  return pending.id;
}

Result<World> Resolver::WorldBuilder::build() {
  const Package &package = resolver.out->packages[file.package];
  world.name = decl.name.text;
  world.qualified = package.qualify(world.name);
  world.package = file.package;
  // Exports by path are known before transitive imports are added.
  for (const WorldItemDecl &item : decl.items)
    if (!item.isImport && item.path && item.name.text.empty() && resolver.isEnabled(item.gate))
      explicitExports.insert(TRY(resolver.interfaceAt(*item.path, file)));
  TRY(addTypes());
  for (const IncludeDecl &include : decl.includes)
    if (resolver.isEnabled(include.gate))
      TRY(addInclude(include));
  for (const WorldItemDecl &item : decl.items)
    if (resolver.isEnabled(item.gate))
      TRY(addItem(item));
  TRY(checkExports());
  return std::move(world);
}

// An exported interface sees what the world exports. If it also sees, by way of
// an import, an interface that uses an exported one, it would see that twice:
// once as exported, once as imported.
Result<void> Resolver::WorldBuilder::checkExports() const {
  const auto &interfaces = resolver.out->interfaces;
  std::set<InterfaceId> tainted; // not exported, but uses what is, at any depth
  for (InterfaceId id(0u); id.index < interfaces.size(); ++id.index)
    for (InterfaceId used : interfaces[id].dependencies)
      if (!explicitExports.contains(id) &&
          (explicitExports.contains(used) || tainted.contains(used)))
        tainted.insert(id);
  for (const WorldItem &item : world.exports)
    if (auto *id = std::get_if<InterfaceId>(&item.what))
      for (InterfaceId used : interfaces[*id].dependencies)
        if (tainted.contains(used))
          return Error::invalid(decl.name.offset,
                                fmt::format("export '{}' uses '{}', an import, which uses an "
                                            "interface that the world exports",
                                            item.name, interfaces[used].qualified));
  return {};
}

Result<void> Resolver::WorldBuilder::addTypes() {
  scope->prefix = abi::normalizeInterfaceName(world.qualified);
  scope->file = file.file;
  TRY(resolver.declareNames(*scope, decl.uses, decl.types, file));
  addDependencies(scope->dependencies);
  for (std::string_view name : scope->order) {
    TypeDefId def = TRY(resolver.resolveName(*scope, name, decl.name.offset));
    TRY(addPlain({std::string(name), def}, true, decl.name.offset));
  }
  std::vector<Function> functions;
  TRY(resolver.functions(*scope, decl.types, {}, functions));
  for (Function &function : functions) {
    std::string name = function.name;
    TRY(addPlain({std::move(name), std::move(function)}, true, decl.name.offset));
  }
  return {};
}

Result<void> Resolver::WorldBuilder::addItem(const WorldItemDecl &item) {
  std::string name(item.name.text);
  if (item.function) {
    Function function = TRY(resolver.function(*scope, *item.function, {}));
    return addPlain({std::move(name), std::move(function)}, item.isImport, item.offset);
  }
  if (item.interface)
    return addInline(item, std::move(name));
  InterfaceId id = TRY(resolver.interfaceAt(*item.path, file));
  if (name.empty()) {
    if (!(item.isImport ? written[0] : written[1]).insert(id).second)
      return Error::invalid(item.offset, fmt::format("an interface is {} twice",
                                                     item.isImport ? "imported" : "exported"));
    addInterface(id, item.isImport);
    return {};
  }
  addDependencies(resolver.out->interfaces[id].dependencies);
  return addPlain({std::move(name), id}, item.isImport, item.offset);
}

Result<void> Resolver::WorldBuilder::addInline(const WorldItemDecl &item, std::string name) {
  Interface interface;
  interface.name = name;
  interface.qualified = name;
  interface.normalized = name;
  resolver.inlineScopes.emplace_back();
  // Types of inline interfaces of different worlds must not share a name.
  std::string prefix = fmt::format("{}/{}", scope->prefix, name);
  InterfaceId id = TRY(resolver.buildInterface(*item.interface, file, std::move(interface),
                                               std::move(prefix), resolver.inlineScopes.back()));
  addDependencies(resolver.out->interfaces[id].dependencies);
  return addPlain({std::move(name), id}, item.isImport, item.offset);
}

// What is used must be there: as an import, the used one's own uses first.
// Recursion is as deep as interfaces depend on each other, which is limited.
void Resolver::WorldBuilder::addDependencies(const std::vector<InterfaceId> &ids) {
  for (InterfaceId id : ids)
    addInterface(id, true);
}

void Resolver::WorldBuilder::addInterface(InterfaceId id, bool isImport) {
  const Interface &interface = resolver.out->interfaces[id];
  auto &names = isImport ? importNames : exportNames;
  if (!names.insert(interface.qualified).second)
    return;
  for (InterfaceId used : interface.dependencies)
    if (isImport || !explicitExports.contains(used))
      addInterface(used, true);
  (isImport ? world.imports : world.exports).push_back({interface.qualified, id});
}

Result<void> Resolver::WorldBuilder::addPlain(WorldItem item, bool isImport, uint64_t offset) {
  if (!(isImport ? importNames : exportNames).insert(lowerCase(item.name)).second)
    return Error::invalid(
        offset, fmt::format("'{}' is {} twice", item.name, isImport ? "imported" : "exported"));
  (isImport ? world.imports : world.exports).push_back(std::move(item));
  return {};
}

Result<void> Resolver::WorldBuilder::addInclude(const IncludeDecl &include) {
  Target target = TRY(resolver.target(include.path, file));
  const Package &package = resolver.out->packages[target.package];
  auto found = resolver.worldByName.find(package.qualify(target.name));
  if (found == resolver.worldByName.end())
    return Error::invalid(include.path.name.offset, fmt::format("there is no world '{}' in package "
                                                                "{}",
                                                                target.name, package.name));
  WorldId id = TRY(resolver.resolveWorld(*found->second));
  World included = resolver.out->worlds[id];
  for (const WorldItem &item : included.exports)
    if (auto *interface = std::get_if<InterfaceId>(&item.what))
      if (resolver.out->interfaces[*interface].qualified == item.name)
        explicitExports.insert(*interface);
  std::set<std::string_view> renamed;
  TRY(addIncluded(include, included.imports, true, renamed));
  TRY(addIncluded(include, included.exports, false, renamed));
  for (const auto &[from, to] : include.renames)
    if (!renamed.contains(from.text))
      return Error::invalid(from.offset, fmt::format("world '{}' has no plain name '{}' to rename",
                                                     target.name, from.text));
  return {};
}

Result<void> Resolver::WorldBuilder::addIncluded(const IncludeDecl &include,
                                                 const std::vector<WorldItem> &items, bool isImport,
                                                 std::set<std::string_view> &renamed) {
  std::unordered_map<std::string_view, std::string_view> names;
  for (const auto &[from, to] : include.renames)
    names.emplace(from.text, to.text);
  for (const WorldItem &item : items) {
    auto *interface = std::get_if<InterfaceId>(&item.what);
    if (interface && resolver.out->interfaces[*interface].qualified == item.name &&
        item.name.find(':') != std::string::npos) {
      addInterface(*interface, isImport);
      continue;
    }
    WorldItem copy = item;
    if (auto to = names.find(item.name); to != names.end()) {
      renamed.insert(to->first);
      copy.name = to->second;
    }
    bool same = std::holds_alternative<TypeDefId>(copy.what) &&
                std::any_of(world.imports.begin(), world.imports.end(), [&](const WorldItem &w) {
                  return w.name == copy.name && w.what.index() == copy.what.index() &&
                         std::get<TypeDefId>(w.what) == std::get<TypeDefId>(copy.what);
                });
    if (!same) // the same type by two ways is one type
      TRY(addPlain(std::move(copy), isImport, include.path.name.offset));
  }
  return {};
}

} // namespace aotc::wit
