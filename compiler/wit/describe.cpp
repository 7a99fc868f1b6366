// Text for people and for tests: each interface with the layout and flat form
// of its types and the core signatures of its functions, and each world as
// elaborated. Entry point: describe.
#include "wit/describe.h"

#include <fmt/format.h>

#include "abi/signature.h"

namespace aotc::wit {

namespace {

class Describer {
public:
  Describer(const Resolved &resolved, const DescribeOptions &options)
      : resolved(resolved), options(options) {}

  Result<std::string> everything() {
    for (InterfaceId id(0u); id.index < resolved.interfaces.size(); ++id.index)
      TRY(interface(id));
    for (const World &each : resolved.worlds)
      TRY(world(each));
    return std::move(out);
  }

  Result<std::string> one(const World &world) {
    std::set<InterfaceId> shown;
    for (const auto *items : {&world.imports, &world.exports})
      for (const WorldItem &item : *items)
        if (auto *id = std::get_if<InterfaceId>(&item.what); id && shown.insert(*id).second)
          TRY(interface(*id));
    TRY(this->world(world));
    return std::move(out);
  }

private:
  Result<void> interface(InterfaceId id) {
    const Interface &interface = resolved.interfaces[id];
    out += fmt::format("interface {}\n", interface.qualified);
    for (TypeDefId type : interface.types)
      TRY(typeDef(resolved.types[type]));
    for (const Function &each : interface.functions)
      TRY(function(each));
    return {};
  }

  Result<void> typeDef(const TypeDef &def) {
    if (def.isResource()) {
      std::string of = def.kind == TypeDefKind::Resource ? "" : " = " + def.resource.name;
      out += fmt::format("  resource {}{}{}\n", def.name, of, gates(def.gate));
      return {};
    }
    abi::Layout layout = def.type->layout(options.abi.memory);
    std::string text = TRY(abi::typeText(def.type));
    out += fmt::format("  type {} = {}{}\n    size {} align {}", def.name, text, gates(def.gate),
                       layout.size, layout.align);
    if (auto flat = abi::flatten(def.type, options.abi.memory))
      out += fmt::format(" flat {}\n",
                         abi::coreText({*flat, {}, false, false})
                             .substr(0, abi::coreText({*flat, {}, false, false}).find("->")));
    else
      out += " flat (more than 16 values)\n";
    return {};
  }

  Result<void> function(const Function &function) {
    std::string text = TRY(abi::signature(function.type));
    out += fmt::format("  {}: {}{}\n", function.name, text, gates(function.gate));
    for (abi::Direction direction : {abi::Direction::Lower, abi::Direction::Lift}) {
      bool lower = direction == abi::Direction::Lower;
      out +=
          fmt::format("    {} {}{}{}\n", lower ? "lower" : "lift",
                      abi::coreText(abi::coreSignature(function.type, direction, options.abi)),
                      abi::needsMemory(function.type, direction, options.abi) ? " memory" : "",
                      abi::needsRealloc(function.type, direction, options.abi) ? " realloc" : "");
    }
    return {};
  }

  Result<void> world(const World &world) {
    out += fmt::format("world {}\n", world.qualified);
    for (bool isImport : {true, false})
      for (const WorldItem &item : isImport ? world.imports : world.exports)
        TRY(worldItem(item, isImport ? "import" : "export"));
    return {};
  }

  Result<void> worldItem(const WorldItem &item, std::string_view verb) {
    if (auto *id = std::get_if<InterfaceId>(&item.what)) {
      const std::string &interface = resolved.interfaces[*id].qualified;
      out += fmt::format("  {} {}{}\n", verb, item.name,
                         interface == item.name ? "" : " = " + interface);
    } else if (auto *type = std::get_if<TypeDefId>(&item.what)) {
      const TypeDef &def = resolved.types[*type];
      std::string text = def.isResource() ? "resource" : TRY(abi::typeText(def.type));
      out += fmt::format("  {} {}: type {}\n", verb, item.name, text);
    } else {
      std::string text = TRY(abi::signature(std::get<Function>(item.what).type));
      out += fmt::format("  {} {}: {}\n", verb, item.name, text);
    }
    return {};
  }

  static std::string gates(const FeatureGate &gate) {
    std::string text;
    for (auto [name, value] :
         {std::pair{"since", &gate.since}, std::pair{"deprecated", &gate.deprecated},
          std::pair{"unstable", &gate.unstable}})
      if (!value->empty())
        text += fmt::format(" @{}({})", name, *value);
    return text;
  }

  const Resolved &resolved;
  const DescribeOptions &options;
  std::string out;
};

} // namespace

Result<std::string> describe(const Resolved &resolved, const DescribeOptions &options) {
  Describer describer(resolved, options);
  if (options.world.empty())
    return describer.everything();
  return describer.one(resolved.worlds[TRY(resolved.findWorld(options.world))]);
}

} // namespace aotc::wit
