// What the host gives for the imports of the outermost component. Entry point:
// Instantiator::hostArguments.
//
// Names are normalised to their compatible version (abi/names.h), then looked up
// in the list that bindgen made; types are compared as canonical text. All that
// can be wrong with an import is said here, in the words of WIT, and nothing is
// left for the linker. Only what an import's type asks for is looked up: a host
// interface may have more, and an interface of types alone needs no host.
#include <fmt/format.h>

#include "abi/names.h"
#include "abi/signature.h"
#include "flatten/instantiator.h"
#include "support/suggest.h"

namespace aotc {

using namespace component;

Result<Arguments> Instantiator::hostArguments(const ValidComponent &root,
                                              const PluggedImports &plugged) {
  Arguments arguments;
  for (const NamedExtern &import : root.imports()) {
    if (auto given = plugged.find(import.name); given != plugged.end()) {
      arguments.emplace(import.name, TRY(pluggedItem(root, import, given->second)));
      continue;
    }
    if (const auto *instance = std::get_if<InstanceTypeId>(&import.type)) {
      arguments.emplace(import.name, TRY(hostInstance(root, import.name, root.types()[*instance])));
      continue;
    }
    // A type that is equal to another is no demand on the host.
    const auto *type = std::get_if<TypeItem>(&import.type);
    if (type && !type->isSubResource)
      continue;
    const auto *func = std::get_if<FuncTypeId>(&import.type);
    if (stubMissing && func) {
      arguments.emplace(import.name, FuncValue(stubFunc(std::string(import.name))));
      continue;
    }
    if (stubMissing && type) {
      arguments.emplace(import.name, TypeValue{stubResource(std::string(import.name))});
      continue;
    }
    std::string typeText;
    if (func)
      typeText = " of the type " + TRY(abi::signature(root.types()[*func].abi));
    return Error::unlinkable(
        fmt::format("import \"{}\"{}: the host provides interfaces only, not a {}", import.name,
                    typeText, toString(sortOf(import.type))));
  }
  return arguments;
}

Result<const InstanceValue *> Instantiator::hostInstance(const ValidComponent &root,
                                                         std::string_view name,
                                                         const component::InstanceType &type) {
  InstanceValue &value = arena.instances.emplace_back();
  for (const NamedExtern &item : type.exports.items) {
    if (const auto *func = std::get_if<FuncTypeId>(&item.type)) {
      value.exports.emplace(item.name, FuncValue(TRY(hostFunc(root, name, item.name, *func))));
      continue;
    }
    const auto *named = std::get_if<TypeItem>(&item.type);
    if (!named)
      return Error::unlinkable(fmt::format("import \"{}\": the host has no {} \"{}\"", name,
                                           toString(sortOf(item.type)), item.name));
    TypeValue made;
    if (const auto *resource = std::get_if<component::ResourceTypeId>(&named->type)) {
      // A resource is asked of the host by its first import; the types that are
      // equal to it come later and share it.
      ResourceId id = root.types().resource(*resource);
      if (named->isSubResource)
        importedResources[id] = TRY(hostResource(name, item.name));
      if (auto found = importedResources.find(id); found != importedResources.end())
        made.resource = found->second;
    }
    value.exports.emplace(item.name, made);
  }
  return &value;
}

Result<const HostFuncValue *> Instantiator::hostFunc(const ValidComponent &root,
                                                     std::string_view instance,
                                                     std::string_view name, FuncTypeId type) {
  std::string wanted = TRY(abi::signature(root.types()[type].abi));
  auto function = findHostFunc(instance, name, wanted);
  if (!function.ok() && stubMissing)
    return stubFunc(fmt::format("{}#{}", instance, name));
  arena.hostFuncs.push_back({TRY(std::move(function)), fmt::format("{}#{}", instance, name)});
  return &arena.hostFuncs.back();
}

Result<const HostFunction *> Instantiator::findHostFunc(std::string_view instance,
                                                        std::string_view name,
                                                        const std::string &type) const {
  std::string interface = abi::normalizeInterfaceName(instance);
  const HostFunction *function = host.function(interface, name);
  std::string what = fmt::format("import \"{}\" function \"{}\"", instance, name);
  if (!function && !host.offers(interface))
    return missingInterface(fmt::format("{} of the type {}", what, type), interface);
  if (!function)
    return Error::unlinkable(fmt::format(
        "{} of the type {}: the host's interface has no such function; it has {}{}", what, type,
        listNames(host.functionsOf(interface)), didYouMean(name, host.functionsOf(interface))));
  if (type != function->signature)
    return Error::unlinkable(fmt::format("{}: has the type {}, but the host's has the type {}",
                                         what, type, function->signature));
  return function;
}

// What takes the place of a function that nothing provides.
const HostFuncValue *Instantiator::stubFunc(std::string name) {
  arena.hostFuncs.push_back({nullptr, std::move(name)});
  return &arena.hostFuncs.back();
}

// A resource without values: nothing makes any. It is the root's, for want of another owner.
aotc::ResourceTypeId Instantiator::stubResource(std::string name) {
  return program.resourceTypes.push(
      {std::move(name), GuestResource{ComponentInstanceId(0u), std::nullopt}});
}

Result<aotc::ResourceTypeId> Instantiator::hostResource(std::string_view instance,
                                                        std::string_view name) {
  std::string interface = abi::normalizeInterfaceName(instance);
  const HostResourceType *resource = host.resource(interface, name);
  if (!resource && stubMissing)
    return stubResource(fmt::format("{}/{}", instance, name));
  std::string what = fmt::format("import \"{}\" resource \"{}\"", instance, name);
  if (!resource && !host.offers(interface))
    return missingInterface(what, interface);
  if (!resource)
    return Error::unlinkable(fmt::format("{}: the host's interface has no such resource", what));
  auto [it, isNew] = hostResources.try_emplace(resource->symbol);
  if (isNew)
    it->second = program.resourceTypes.push(
        {fmt::format("{}/{}", instance, name), HostResource{std::string(resource->symbol)}});
  return it->second;
}

// `what`: the import and the item of it that is asked for first.
Error Instantiator::missingInterface(std::string_view what, std::string_view normalized) const {
  std::vector<std::string_view> offered = host.interfaces();
  std::string_view unversioned = normalized.substr(0, normalized.rfind('@'));
  for (std::string_view other : offered)
    if (other.substr(0, other.rfind('@')) == unversioned)
      return Error::unlinkable(
          fmt::format("{}: the host has another version of this interface, \"{}\"", what, other));
  std::string near = didYouMean(normalized, offered);
  if (near.empty())
    near = "; it has " + listNames(offered);
  return Error::unlinkable(fmt::format("{}: the host has no such interface{}", what, near));
}

} // namespace aotc
