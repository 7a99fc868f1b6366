// Matches imports to exports by name. Entry point: wire.
//
// A plug comes before the host: a component that exports a WASI interface stands
// between the program and the host (link-time virtualisation). What a plug
// exports is offered to the program and to all other plugs, so the order of the
// command line decides nothing but which of two messages comes first.
//
// Rejected: to let the first of two providers win. The second would be
// silently unused, or used elsewhere.
#include "compose/wiring.h"

#include <algorithm>

#include <fmt/format.h>

#include "abi/names.h"
#include "support/suggest.h"

namespace aotc::compose {

using component::NamedExtern;
using component::Sort;

namespace {

// Types are looked through, components and modules can't be plugged.
bool canBePlugged(const NamedExtern &item) {
  Sort sort = component::sortOf(item.type);
  return sort == Sort::Instance || sort == Sort::Func;
}

class Wirer {
public:
  explicit Wirer(const std::vector<Input> &inputs) : inputs(inputs), used(inputs.size()) {
    for (size_t i = 1; i < inputs.size(); ++i)
      for (const NamedExtern &item : inputs[i].component->exports())
        if (canBePlugged(item))
          offers[abi::normalizeInterfaceName(item.name)].push_back({i, item.name});
  }

  Result<Wiring> run() {
    wiring.imports.resize(inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i)
      for (const NamedExtern &import : inputs[i].component->imports())
        if (canBePlugged(import))
          TRY(connect(i, import));
    for (size_t i = 1; i < inputs.size(); ++i)
      if (!used[i])
        return providesNothing(i);
    state.resize(inputs.size());
    for (size_t i = 0; i < inputs.size(); ++i)
      TRY(place(i));
    return std::move(wiring);
  }

private:
  Result<void> connect(size_t importer, const NamedExtern &import) {
    auto found = offers.find(abi::normalizeInterfaceName(import.name));
    if (found == offers.end())
      return {};
    const Provider *provider = nullptr;
    for (const Provider &offer : found->second) {
      if (offer.input == importer)
        continue;
      if (provider)
        return Error::unlinkable(
            fmt::format("import \"{}\" of {}: both {} (\"{}\") and {} (\"{}\") provide it",
                        import.name, inputs[importer].name, inputs[provider->input].name,
                        provider->name, inputs[offer.input].name, offer.name));
      provider = &offer;
    }
    if (!provider)
      return {};
    wiring.imports[importer].emplace(import.name, *provider);
    used[provider->input] = true;
    return {};
  }

  Error providesNothing(size_t plug) const {
    std::vector<std::string_view> exported, wanted;
    for (const NamedExtern &item : inputs[plug].component->exports())
      exported.push_back(item.name);
    for (size_t i = 0; i < inputs.size(); ++i)
      for (const NamedExtern &import : inputs[i].component->imports())
        if (i != plug && canBePlugged(import) && !wiring.imports[i].count(import.name))
          wanted.push_back(import.name);
    return Error::unlinkable(
        fmt::format("{} provides nothing that is imported: it exports {}; the others import {}",
                    inputs[plug].name, listNames(exported), listNames(wanted)));
  }

  // Depth first; as deep as there are inputs, which are files of a command line.
  Result<void> place(size_t input) {
    if (state[input] == State::Placed)
      return {};
    path.push_back(input);
    if (state[input] == State::Open)
      return needEachOther();
    state[input] = State::Open;
    for (const NamedExtern &import : inputs[input].component->imports()) {
      auto provider = wiring.imports[input].find(import.name);
      if (provider != wiring.imports[input].end())
        TRY(place(provider->second.input));
    }
    state[input] = State::Placed;
    wiring.order.push_back(input);
    path.pop_back();
    return {};
  }

  Error needEachOther() const {
    std::string cycle;
    for (auto i = std::find(path.begin(), path.end(), path.back()); i != path.end(); ++i)
      cycle += (cycle.empty() ? "" : " imports from ") + inputs[*i].name;
    return Error::unlinkable("components need each other: " + cycle);
  }

  enum class State : uint8_t { New, Open, Placed };

  const std::vector<Input> &inputs;
  std::unordered_map<std::string, std::vector<Provider>> offers; // by normalised name
  Wiring wiring;
  std::vector<bool> used;
  std::vector<State> state;
  std::vector<size_t> path;
};

} // namespace

Result<Wiring> wire(const std::vector<Input> &inputs) { return Wirer(inputs).run(); }

} // namespace aotc::compose
