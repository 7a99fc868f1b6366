// Names to things: packages and interfaces (WIT.md, "WIT Packages and use",
// "Name resolution"). Entry point: resolve; types are in resolve_types.cpp,
// worlds in resolve_worlds.cpp.
//
// All packages, interfaces and worlds are declared first, then each interface is
// resolved when it is first needed: what it uses comes before it, which makes
// Resolved::interfaces a topological order. A reference back to an interface
// that is being resolved is a cycle and refused. The recursion is limited by
// kMaxReferenceDepth.
#include "wit/resolve.h"

#include <algorithm>

#include <fmt/format.h>

#include "abi/names.h"
#include "wit/parser.h"
#include "wit/resolver.h"

namespace aotc::wit {

std::string Package::qualify(std::string_view item) const {
  return fmt::format("{}/{}{}{}", name, item, version.empty() ? "" : "@", version);
}

Result<std::unique_ptr<Resolved>> resolve(const std::vector<ParsedFile> &files,
                                          const ResolveOptions &options) {
  return Resolver(files, options).run();
}

Result<WorldId> Resolved::findWorld(std::string_view text) const {
  if (text.empty()) {
    if (!root.valid() || packages[root].worlds.size() != 1)
      return Error::usage("name a world: the root package doesn't have exactly one");
    return packages[root].worlds.begin()->second;
  }
  auto parsed = parsePath(text);
  if (!parsed)
    return Error::usage(
        fmt::format("'{}' doesn't name a world (NAME or NS:PKG/NAME[@VERSION])", text));
  for (WorldId id(0u); id.index < worlds.size(); ++id.index) {
    const World &world = worlds[id];
    const Package &package = packages[world.package];
    if (world.name != parsed->name.text)
      continue;
    if (!parsed->package && world.package == root)
      return id;
    if (parsed->package &&
        package.name == fmt::format("{}:{}", parsed->package->ns, parsed->package->name) &&
        (parsed->package->version.empty() || parsed->package->version == package.version))
      return id;
  }
  return Error::usage(fmt::format("there is no world '{}'", text));
}

Result<std::unique_ptr<Resolved>> Resolver::run() {
  TRY(declarePackages());
  for (PackageFile &file : packageFiles)
    TRY(declareItems(file));
  for (const PackageFile &file : packageFiles) {
    TRY(checkUses(file));
    TRY(checkGates(file));
  }
  for (PendingInterface &pending : pendingInterfaces)
    TRY(resolveInterface(pending));
  for (PendingWorld &pending : pendingWorlds)
    TRY(resolveWorld(pending));
  return std::move(out);
}

bool Resolver::isEnabled(const Gate &gate) const {
  return gate.unstable.empty() || options.allFeatures ||
         options.features.contains(std::string(gate.unstable));
}

FeatureGate Resolver::keep(const Gate &gate) {
  return {std::string(gate.since), std::string(gate.deprecated), std::string(gate.unstable)};
}

namespace {

std::string folderOf(const std::string &path) { return path.substr(0, path.rfind('/') + 1); }

} // namespace

Result<void> Resolver::declarePackages() {
  // A file without a package declaration belongs to its folder's package.
  std::unordered_map<std::string, const PackageName *> ofFolder;
  for (const ParsedFile &file : files)
    if (const auto &name = file.tree.packages[0].name)
      ofFolder.emplace(folderOf(file.path), &*name);
  bool oneRoot = true;
  for (const ParsedFile &file : files)
    for (const PackageDecl &decl : file.tree.packages) {
      bool isOwn = &decl == &file.tree.packages[0];
      bool isEmpty = !decl.name && decl.interfaces.empty() && decl.worlds.empty();
      if (isOwn && isEmpty && file.tree.packages.size() > 1)
        continue; // only nested packages in this file
      auto folder = ofFolder.find(folderOf(file.path));
      PackageId id =
          TRY(packageOf(decl, file, folder == ofFolder.end() ? nullptr : folder->second));
      packageFiles.push_back({&decl, &file.path, id, {}});
      if (file.isRoot && isOwn) {
        oneRoot &= !out->root.valid() || out->root == id;
        out->root = id;
      }
    }
  if (!oneRoot)
    out->root = {};
  return {};
}

Result<PackageId> Resolver::packageOf(const PackageDecl &decl, const ParsedFile &file,
                                      const PackageName *folder) {
  const PackageName *name = decl.name ? &*decl.name : folder;
  if (!name)
    return Error::malformed(0, "no file of this folder declares a package").in(file.path);
  std::string text = name->text();
  // Only the files of one folder share a package.
  std::string home = &decl == &file.tree.packages[0] ? folderOf(file.path) + '.' : "";
  if (auto found = packagesByName.find(text); found != packagesByName.end()) {
    if (home.empty() || found->second.folder != home)
      return Error::invalid(name->offset, fmt::format("package {} is defined in two places", text))
          .in(file.path);
    return found->second.id;
  }
  Package package;
  package.name = fmt::format("{}:{}", name->ns, name->name);
  package.version = name->version;
  std::string key = package.name;
  PackageId id = out->packages.push(std::move(package));
  packagesByName.emplace(std::move(text), PackageHome{id, std::move(home)});
  versionsByName[key].push_back(id);
  return id;
}

Result<void> Resolver::declareItems(PackageFile &file) {
  const Package &package = out->packages[file.package];
  auto duplicate = [&](Ident name) {
    return Error::invalid(name.offset, fmt::format("'{}' is defined twice in package {}", name.text,
                                                   package.name))
        .in(*file.file);
  };
  for (const TopUseDecl &use : file.decl->uses)
    if (!file.uses.emplace(use.as.text, &use.path).second)
      return duplicate(use.as);
  for (const InterfaceDecl &decl : file.decl->interfaces) {
    if (!isEnabled(decl.gate))
      continue;
    std::string qualified = package.qualify(decl.name.text);
    pendingInterfaces.push_back({&decl, &file, qualified, State::New, {}, nullptr});
    if (!interfaceByName.emplace(qualified, &pendingInterfaces.back()).second)
      return duplicate(decl.name);
  }
  for (const WorldDecl &decl : file.decl->worlds) {
    if (!isEnabled(decl.gate))
      continue;
    std::string qualified = package.qualify(decl.name.text);
    pendingWorlds.push_back({&decl, &file, State::New, {}});
    if (interfaceByName.contains(qualified) ||
        !worldByName.emplace(qualified, &pendingWorlds.back()).second)
      return duplicate(decl.name);
  }
  return {};
}

// A file's own `use` must name an interface that there is, by a name that
// nothing else in the file has.
Result<void> Resolver::checkUses(const PackageFile &file) const {
  std::set<std::string_view> names;
  for (const InterfaceDecl &decl : file.decl->interfaces)
    names.insert(decl.name.text);
  for (const WorldDecl &decl : file.decl->worlds)
    names.insert(decl.name.text);
  for (const TopUseDecl &use : file.decl->uses) {
    Target found = TRY(target(use.path, file, false));
    std::string meant = out->packages[found.package].qualify(found.name);
    if (names.contains(use.as.text))
      return Error::invalid(use.as.offset, fmt::format("'{}' is defined twice", use.as.text))
          .in(*file.file);
    if (!interfaceByName.contains(meant))
      return Error::invalid(use.path.name.offset, fmt::format("there is no interface '{}'", meant))
          .in(*file.file);
  }
  return {};
}

Result<PackageId> Resolver::findPackage(const PackageName &name, const std::string &file) const {
  if (auto found = packagesByName.find(name.text()); found != packagesByName.end())
    return found->second.id;
  auto versions = versionsByName.find(fmt::format("{}:{}", name.ns, name.name));
  if (versions == versionsByName.end())
    return Error::unlinkable(fmt::format("there is no package {}", name.text())).in(file);
  if (name.version.empty() && versions->second.size() == 1)
    return versions->second[0];
  std::string offer;
  for (PackageId id : versions->second)
    offer += fmt::format("{}{}@{}", offer.empty() ? "" : ", ", out->packages[id].name,
                         out->packages[id].version);
  return Error::unlinkable(fmt::format("there is no package {}, only {}", name.text(), offer))
      .in(file);
}

// What a path means: through the file's own `use`, this package, or another.
Result<Resolver::Target> Resolver::target(const UsePath &path, const PackageFile &file,
                                          bool throughUses) const {
  const UsePath *meant = &path;
  if (!path.package && throughUses)
    if (auto used = file.uses.find(path.name.text); used != file.uses.end())
      meant = used->second;
  if (!meant->package)
    return Target{file.package, std::string(meant->name.text)};
  auto package = findPackage(*meant->package, *file.file);
  if (!package) {
    Error error = package.takeError();
    error.offset = meant->name.offset;
    return error;
  }
  return Target{*package, std::string(meant->name.text)};
}

Result<InterfaceId> Resolver::interfaceAt(const UsePath &path, const PackageFile &file) {
  Target found = TRY(target(path, file));
  const Package &package = out->packages[found.package];
  auto pending = interfaceByName.find(package.qualify(found.name));
  if (pending == interfaceByName.end())
    return Error::invalid(path.name.offset, fmt::format("there is no interface '{}' in package {}",
                                                        found.name, package.name))
        .in(*file.file);
  if (pending->second->state == State::Active)
    return Error::invalid(path.name.offset,
                          fmt::format("interface '{}' depends on itself", found.name))
        .in(*file.file);
  auto id = resolveInterface(*pending->second);
  if (!id)
    return id.takeError().in(*file.file);
  return id;
}

Result<InterfaceId> Resolver::resolveInterface(PendingInterface &pending) {
  if (pending.state == State::Done)
    return pending.id;
  DepthGuard guard(depth);
  if (guard.tooDeep())
    return Error::invalid(pending.decl->name.offset, "interfaces depend on each other too deeply");
  pending.state = State::Active;
  Interface interface;
  interface.name = pending.decl->name.text;
  interface.qualified = pending.qualified;
  interface.normalized = abi::normalizeInterfaceName(pending.qualified);
  std::string prefix = interface.normalized;
  auto id = buildInterface(*pending.decl, *pending.file, std::move(interface), std::move(prefix),
                           pending.scope);
  if (!id)
    return id.takeError().in(*pending.file->file);
  pending.id = *id;
  pending.state = State::Done;
  out->packages[pending.file->package].interfaces.emplace(pending.decl->name.text, pending.id);
  return pending.id;
}

Result<InterfaceId> Resolver::buildInterface(const InterfaceDecl &decl, const PackageFile &file,
                                             Interface interface, std::string prefix,
                                             std::unique_ptr<Scope> &scope) {
  scope = std::make_unique<Scope>();
  scope->prefix = std::move(prefix);
  scope->file = file.file;
  // Resolves the interfaces it uses, so that they come before this one.
  TRY(declareNames(*scope, decl.uses, decl.types, file));
  interface.package = file.package;
  interface.gate = keep(decl.gate);
  interface.dependencies = scope->dependencies;
  InterfaceId id = out->interfaces.push(std::move(interface));
  scopes.push(scope.get());
  scope->interface = id;
  for (std::string_view name : scope->order) {
    TypeDefId def = TRY(resolveName(*scope, name, 0));
    out->interfaces[id].types.push_back(def);
  }
  std::vector<Function> all;
  TRY(functions(*scope, decl.types, decl.functions, all));
  for (const FuncDecl &function : decl.functions)
    if (isEnabled(function.gate) && scope->lowered.contains(lowerCase(function.name.text)))
      return Error::invalid(function.name.offset,
                            fmt::format("'{}' is defined twice", function.name.text));
  out->interfaces[id].functions = std::move(all);
  return id;
}

Result<void> Resolver::declareName(Scope &scope, Ident ident, Name name) {
  name.offset = ident.offset;
  if (!scope.lowered.insert(lowerCase(ident.text)).second ||
      !scope.names.emplace(ident.text, std::move(name)).second)
    return Error::invalid(ident.offset, fmt::format("'{}' is defined twice", ident.text));
  scope.order.push_back(ident.text);
  return {};
}

Result<void> Resolver::declareNames(Scope &scope, const std::vector<UseDecl> &uses,
                                    const std::vector<TypeDecl> &types, const PackageFile &file) {
  std::set<InterfaceId> known;
  for (const UseDecl &use : uses) {
    if (!isEnabled(use.gate))
      continue;
    InterfaceId from = TRY(interfaceAt(use.from, file));
    if (known.insert(from).second)
      scope.dependencies.push_back(from);
    for (const UseDecl::Name &name : use.names) {
      Name used;
      used.from = from;
      used.fromName = name.name.text;
      TRY(declareName(scope, name.as, std::move(used)));
    }
  }
  for (const TypeDecl &decl : types) {
    if (!isEnabled(decl.gate))
      continue;
    Name declared;
    declared.decl = &decl;
    TRY(declareName(scope, decl.name, std::move(declared)));
  }
  return {};
}

} // namespace aotc::wit
