// Exported functions that are called with values as data. Entry points:
// Instantiator::invoke (--invoke), Instantiator::liftedExport.
//
// Nothing of a type is left in the Program but a table that the runtime library
// reads (wave/describe.h), and nothing of a call but its values' bytes: they are
// parsed here, by the parser that the runtime library has too, so that a mistake in
// them is found when the program is made.
//
// A function is named as wasmtime does, by its own name wherever it is exported;
// "INSTANCE#NAME" tells apart those that are exported more than once.
#include <algorithm>

#include <fmt/format.h>

#include "flatten/instantiator.h"
#include "support/suggest.h"
#include "wave/describe.h"
#include "wave/wave.h"

namespace aotc {

using namespace component;

namespace {

// What calls the function (runtime-lib/invoke).
constexpr std::string_view kEmbedder = "aotc_invoke";

struct Candidate {
  std::string qualified; // "ns:pkg/interface@1.0.0#name"
  std::string_view name;
  FuncValue func;
};

// In the order of the types; recursion is bounded by kMaxTypeDepth.
void collect(const ComponentTypes &types, const std::vector<NamedExtern> &items,
             const InstanceValue &values, const std::string &prefix,
             std::vector<Candidate> &candidates) {
  for (const NamedExtern &item : items) {
    auto found = values.exports.find(item.name);
    if (found == values.exports.end())
      continue;
    std::string qualified = prefix + std::string(item.name);
    if (const auto *func = std::get_if<FuncValue>(&found->second))
      candidates.push_back({qualified, item.name, *func});
    const auto *instance = std::get_if<const InstanceValue *>(&found->second);
    const auto *type = std::get_if<InstanceTypeId>(&item.type);
    if (instance && type)
      collect(types, types[*type].exports.items, **instance, qualified + "#", candidates);
  }
}

std::string_view trimmed(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\n\r") - first + 1);
}

Error notFound(std::string_view name, const std::vector<Candidate> &candidates) {
  std::vector<std::string_view> offered;
  for (const Candidate &candidate : candidates)
    offered.push_back(candidate.qualified);
  return Error::unlinkable(fmt::format(
      "--invoke: there is no function \"{}\"; this component exports the functions {}{}", name,
      listNames(offered), didYouMean(name, offered)));
}

Result<Candidate> choose(std::string_view name, const std::vector<Candidate> &candidates) {
  std::vector<const Candidate *> found;
  for (const Candidate &candidate : candidates)
    if (candidate.qualified == name)
      return candidate;
    else if (candidate.name == name)
      found.push_back(&candidate);
  if (found.empty())
    return notFound(name, candidates);
  if (found.size() == 1)
    return *found.front();
  std::vector<std::string_view> names;
  for (const Candidate *candidate : found)
    names.push_back(candidate->qualified);
  return Error::unlinkable(fmt::format("--invoke: the function \"{}\" is exported more than once; "
                                       "there are {}",
                                       name, listNames(names)));
}

struct Call {
  std::string_view name;
  std::optional<std::string_view> arguments;
};

Result<Call> parseCall(std::string_view text) {
  Call call;
  size_t open = text.find('(');
  call.name = trimmed(text.substr(0, open));
  if (open != std::string_view::npos) {
    std::string_view whole =
        text.substr(0, trimmed(text).data() + trimmed(text).size() - text.data());
    if (!whole.ends_with(')'))
      return Error::usage(fmt::format("--invoke {}: expected ')' at the end", text));
    call.arguments = whole.substr(open + 1, whole.size() - open - 2);
  }
  if (call.name.empty())
    return Error::usage(fmt::format("--invoke {}: expected NAME or NAME(VALUES)", text));
  return call;
}

} // namespace

Result<LiftedExport> Instantiator::liftedExport(std::string name, const FuncValue &func) {
  const auto *lifted = std::get_if<const LiftedFuncValue *>(&func);
  if (!lifted)
    return Error::unsupported(std::nullopt,
                              fmt::format("calling \"{}\", which is a function of the host", name));
  const LiftedFuncValue &value = **lifted;
  if (value.isAsync)
    return Error::unsupported(
        std::nullopt, fmt::format("calling \"{}\", which is lifted by the asynchronous ABI", name));
  const abi::FuncType &type = value.scope->component->types()[value.type].abi;
  if (auto why = wave::indescribable(type))
    return Error::unsupported(std::nullopt,
                              fmt::format("calling \"{}\" from outside: {}", name, *why));
  LiftedExport item;
  auto width = abi::MemoryWidth::Mem32;
  if (value.memory)
    if (const wasm::Module &module = program.moduleOf(value.memory->instance);
        module.memories[value.memory->memory].type.address == wasm::AddressType::I64)
      return Error::unsupported(
          std::nullopt, fmt::format("calling \"{}\" from outside: its memory is 64-bit", name));
  item.name = std::move(name);
  item.entryPoint = uint32_t(program.entryPoints.size());
  program.entryPoints.push_back(value.func);
  if (value.postReturn) {
    item.postReturn = uint32_t(program.entryPoints.size());
    program.entryPoints.push_back(*value.postReturn);
  }
  item.instance = value.scope->id;
  item.memory = value.memory;
  item.realloc = value.realloc;
  item.encoding = value.encoding;
  wave::Description described = wave::describe(type, width);
  item.type = std::move(described.words);
  for (uint32_t id : described.resources)
    item.resources.push_back(TRY(resourceOf(value, id)));
  return item;
}

Result<void> Instantiator::invoke(const ValidComponent &root, const InstanceValue &exports,
                                  std::string_view text) {
  Call call = TRY(parseCall(text));
  std::vector<Candidate> candidates;
  collect(root.types(), root.exports(), exports, "", candidates);
  Candidate chosen = TRY(choose(call.name, candidates));
  LiftedExport item = TRY(liftedExport(chosen.qualified, chosen.func));
  if (!item.resources.empty())
    return Error::unsupported(
        std::nullopt,
        fmt::format("printing what \"{}\" returns: its result holds a handle", item.name));
  if (call.arguments) {
    std::string values;
    if (auto error =
            rt::wave::parseArguments(rt::FuncView(item.type.data()), *call.arguments, values))
      return Error::usage(fmt::format("--invoke: at character {}: {}",
                                      size_t(call.arguments->data() - text.data()) + error->at + 1,
                                      error->text));
    item.arguments = std::move(values);
  }
  program.exports.push_back(std::move(item));
  program.entry.kind = Entry::Kind::Embedder;
  program.entry.embedder = kEmbedder;
  return {};
}

} // namespace aotc
