// From an instantiated component to a Program with an entry. Entry points:
// flattenComponent, Instantiator::run.
#include <fmt/format.h>

#include "abi/names.h"
#include "abi/signature.h"
#include "flatten/flatten.h"
#include "flatten/instantiator.h"
#include "support/suggest.h"

namespace aotc {

using namespace component;

namespace {

constexpr std::string_view kRunInterface = "wasi:cli/run@0.2";
constexpr std::string_view kRunUnversioned = "wasi:cli/run";
constexpr std::string_view kRunSignature = "func()->result";

// Exports are in no order of their own; the component's type has them in order.
std::vector<std::string_view> exportNames(const ValidComponent &root) {
  std::vector<std::string_view> names;
  for (const NamedExtern &item : root.exports())
    names.push_back(item.name);
  return names;
}

} // namespace

Result<const InstanceValue *>
Instantiator::instantiateRoot(std::shared_ptr<const ValidComponent> root,
                              const PluggedImports &plugged) {
  importedResources.clear();
  Arguments arguments = TRY(hostArguments(*root, plugged));
  return instantiate({root, nullptr}, arguments, "", std::nullopt);
}

Result<Program> Instantiator::run(std::shared_ptr<const ValidComponent> root,
                                  const FlattenOptions &options) {
  stubMissing = options.stubMissing;
  deterministic = options.deterministic;
  const InstanceValue *exports = TRY(instantiateAll(root, options.plugs));
  if (options.invoke.empty())
    program.entry = TRY(findEntry(*root, *exports));
  else
    TRY(invoke(*root, *exports, options.invoke));
  for (ResourceType &resource : program.resourceTypes)
    if (resource.name.empty())
      resource.name = "resource";
  return std::move(program);
}

Result<Entry> Instantiator::findEntry(const ValidComponent &root,
                                      const InstanceValue &exports) const {
  const ItemValue *instance = nullptr;
  for (std::string_view name : exportNames(root)) {
    if (name.substr(0, name.rfind('@')) != kRunUnversioned)
      continue;
    if (abi::normalizeInterfaceName(name) != kRunInterface)
      return Error::unsupported(std::nullopt,
                                fmt::format("the export \"{}\"; versions 0.2.x can be run", name));
    instance = &exports.exports.at(name);
  }
  if (!instance || !std::holds_alternative<const InstanceValue *>(*instance))
    return Error::unlinkable(fmt::format("there is nothing to run: expected a component that "
                                         "exports \"{}.x\"; this one exports {} (--invoke "
                                         "calls another function)",
                                         kRunInterface, listNames(exportNames(root))));
  const auto &items = std::get<const InstanceValue *>(*instance)->exports;
  auto found = items.find("run");
  const auto *func = found == items.end() ? nullptr : std::get_if<FuncValue>(&found->second);
  const auto *lifted = func ? std::get_if<const LiftedFuncValue *>(func) : nullptr;
  if (!lifted)
    return Error::unlinkable(fmt::format(
        "the export \"{}.x\" has no function \"run\" of this component", kRunInterface));
  const LiftedFuncValue &run = **lifted;
  if (run.isAsync)
    return Error::unsupported(std::nullopt, fmt::format("calling \"{}.x\" \"run\", which is lifted "
                                                        "by the asynchronous ABI",
                                                        kRunInterface));
  std::string type = TRY(abi::signature(run.scope->component->types()[run.type].abi));
  if (type != kRunSignature)
    return Error::unlinkable(
        fmt::format("the function \"{}.x\" \"run\" has the type {}, expected {}", kRunInterface,
                    type, kRunSignature));
  return Entry{Entry::Kind::ComponentRun, run.func, run.postReturn, run.scope->id};
}

Result<Program> flattenComponent(std::shared_ptr<const ValidComponent> component,
                                 const FlattenOptions &options) {
  return Instantiator().run(std::move(component), options);
}

} // namespace aotc
