// Feature gates (WIT.md, "Feature Gates"): nothing can be since a version of its
// package that isn't there yet. Entry point for resolve.cpp: checkGates. Which
// items a gate leaves out is decided where they are resolved (isEnabled).
#include <fmt/format.h>

#include "wit/resolver.h"
#include "wit/semver.h"

namespace aotc::wit {

namespace {

// One gate after the other; keeps the first that is wrong.
struct GateChecker {
  std::string_view version;
  const Gate *wrong = nullptr;

  void check(const Gate &gate) {
    if (!wrong && !gate.since.empty() && compareVersions(gate.since, version) > 0)
      wrong = &gate;
  }
  template <typename Items> void each(const Items &items) {
    for (const auto &item : items)
      check(item.gate);
  }
  void types(const std::vector<TypeDecl> &types) {
    each(types);
    for (const TypeDecl &type : types)
      each(type.functions);
  }
  void interface(const InterfaceDecl &interface) {
    check(interface.gate);
    each(interface.uses);
    types(interface.types);
    each(interface.functions);
  }
  void world(const WorldDecl &world) {
    check(world.gate);
    each(world.uses);
    types(world.types);
    each(world.items);
    each(world.includes);
    for (const WorldItemDecl &item : world.items)
      if (item.interface)
        interface(*item.interface);
  }
};

} // namespace

Result<void> Resolver::checkGates(const PackageFile &file) const {
  const Package &package = out->packages[file.package];
  if (package.version.empty())
    return {};
  GateChecker checker{package.version};
  for (const InterfaceDecl &interface : file.decl->interfaces)
    checker.interface(interface);
  for (const WorldDecl &world : file.decl->worlds)
    checker.world(world);
  if (checker.wrong)
    return Error::invalid(checker.wrong->offset,
                          fmt::format("@since(version = {}) is later than the package's version {}",
                                      checker.wrong->since, package.version))
        .in(*file.file);
  return {};
}

} // namespace aotc::wit
