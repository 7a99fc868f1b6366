// Several root components in one Program: plugs, and what their exports give for
// imports of the others. Entry point: Instantiator::instantiateAll.
//
// Each component was validated by itself, so that no two share a type. Function
// types are compared as canonical text (abi/signature.h) in which resources are
// called by their numbers in the Program: equal text is equal structure and the
// same resources. That is what subtyping of functions asks for (Explainer.md, "Type
// Checking"); an instance may have more than is imported of it.
//
// Rejected: to write one outer component of all and validate that. The types of
// the imports that are left to the host had to be turned into definitions first.
#include <algorithm>

#include <fmt/format.h>

#include "abi/signature.h"
#include "compose/wiring.h"
#include "flatten/instantiator.h"
#include "support/suggest.h"

namespace aotc {

using namespace component;

Result<const InstanceValue *>
Instantiator::instantiateAll(std::shared_ptr<const ValidComponent> root,
                             const std::vector<Plug> &plugs) {
  std::vector<compose::Input> inputs{{"the program", root.get()}};
  for (const Plug &plug : plugs)
    inputs.push_back({plug.name, plug.component.get()});
  compose::Wiring wiring = TRY(compose::wire(inputs));
  std::vector<const InstanceValue *> made(inputs.size());
  for (size_t i : wiring.order) {
    PluggedImports plugged;
    for (const auto &[import, provider] : wiring.imports[i])
      plugged.emplace(import, Plugged{made[provider.input]->exports.at(provider.name),
                                      inputs[provider.input].name, provider.name});
    auto exports = instantiateRoot(i == 0 ? root : plugs[i - 1].component, plugged);
    if (!exports.ok() && i > 0)
      return exports.takeError().in(inputs[i].name);
    made[i] = TRY(std::move(exports));
  }
  return made[0];
}

Result<ItemValue> Instantiator::pluggedItem(const ValidComponent &root, const NamedExtern &import,
                                            const Plugged &plugged) {
  std::string what =
      fmt::format("import \"{}\" from {} (\"{}\")", import.name, plugged.plug, plugged.name);
  if (const auto *type = std::get_if<InstanceTypeId>(&import.type))
    if (const auto *given = std::get_if<const InstanceValue *>(&plugged.value))
      return ItemValue(TRY(pluggedInstance(root, *type, **given, what)));
  if (const auto *type = std::get_if<FuncTypeId>(&import.type))
    if (const auto *given = std::get_if<FuncValue>(&plugged.value)) {
      TRY(checkPluggedFunc(root, *type, *given, what));
      return ItemValue(*given);
    }
  return Error::unlinkable(fmt::format("{}: expected a {}", what, toString(sortOf(import.type))));
}

Result<const InstanceValue *> Instantiator::pluggedInstance(const ValidComponent &root,
                                                            component::InstanceTypeId type,
                                                            const InstanceValue &given,
                                                            const std::string &what) {
  InstanceValue &value = arena.instances.emplace_back();
  const std::vector<NamedExtern> &wanted = root.types()[type].exports.items;
  TRY(charge(wanted.size()));
  for (const NamedExtern &item : wanted) {
    std::string which = fmt::format("{}: {} \"{}\"", what, toString(sortOf(item.type)), item.name);
    auto found = given.exports.find(item.name);
    if (found == given.exports.end()) {
      std::vector<std::string_view> offered;
      for (const auto &[name, unused] : given.exports)
        offered.push_back(name);
      std::sort(offered.begin(), offered.end());
      return Error::unlinkable(fmt::format("{} is missing there; it has {}{}", which,
                                           listNames(offered), didYouMean(item.name, offered)));
    }
    if (const auto *func = std::get_if<FuncTypeId>(&item.type)) {
      const auto *func2 = std::get_if<FuncValue>(&found->second);
      if (!func2)
        return Error::unlinkable(which + " is something else there");
      TRY(checkPluggedFunc(root, *func, *func2, which));
      value.exports.emplace(item.name, *func2);
    } else if (const auto *named = std::get_if<TypeItem>(&item.type)) {
      value.exports.emplace(item.name, TRY(pluggedType(root, *named, found->second, which)));
    } else if (const auto *nested = std::get_if<InstanceTypeId>(&item.type)) {
      const auto *inner = std::get_if<const InstanceValue *>(&found->second);
      if (!inner)
        return Error::unlinkable(which + " is something else there");
      value.exports.emplace(item.name, TRY(pluggedInstance(root, *nested, **inner, which)));
    } else {
      return Error::unsupported(std::nullopt, which + " of a plug");
    }
  }
  return &value;
}

// A resource that is imported anew becomes the plug's; one that equals another must be it.
Result<TypeValue> Instantiator::pluggedType(const ValidComponent &root, const TypeItem &type,
                                            const ItemValue &given, const std::string &what) {
  const auto *value = std::get_if<TypeValue>(&given);
  if (!value)
    return Error::unlinkable(what + " is something else there");
  const auto *resource = std::get_if<component::ResourceTypeId>(&type.type);
  if (!resource)
    return TypeValue();
  if (!value->resource)
    return Error::unlinkable(what + " is no resource there");
  ResourceId id = root.types().resource(*resource);
  auto [known, isNew] = importedResources.try_emplace(id, *value->resource);
  if (!isNew && known->second != *value->resource)
    return Error::unlinkable(fmt::format("{} is the resource \"{}\" there, expected \"{}\"", what,
                                         program.resourceTypes[*value->resource].name,
                                         program.resourceTypes[known->second].name));
  return *value;
}

Result<void> Instantiator::checkPluggedFunc(const ValidComponent &root, FuncTypeId type,
                                            const FuncValue &given, const std::string &what) const {
  using Resources = std::unordered_map<ResourceId, aotc::ResourceTypeId>;
  auto numbersIn = [](const Resources &resources) -> abi::ResourceNames {
    return [&resources](const abi::ResourceRef &resource) {
      auto found = resources.find(ResourceId(resource.id - 1));
      return found == resources.end() ? resource.name : fmt::format("#{}", found->second.index);
    };
  };
  const abi::FuncType &wanted = root.types()[type].abi;
  std::string expected = TRY(abi::signature(wanted, numbersIn(importedResources)));
  std::string actual;
  if (const auto *host = std::get_if<const HostFuncValue *>(&given)) {
    const HostFunction *function = (*host)->function;
    if (!function) // a stub is of any type
      return {};
    expected = TRY(abi::signature(wanted));
    actual = function->signature;
  } else {
    const LiftedFuncValue &lifted = *std::get<const LiftedFuncValue *>(given);
    actual = TRY(abi::signature(lifted.scope->component->types()[lifted.type].abi,
                                numbersIn(lifted.scope->resources)));
  }
  if (actual == expected)
    return {};
  return Error::unlinkable(
      fmt::format("{} has the type {} there, expected {}", what, actual, expected));
}

} // namespace aotc
