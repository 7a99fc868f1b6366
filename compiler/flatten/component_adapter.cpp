// Calls between components: a function that one component lifted and another
// lowers becomes an adapter (abi/adapter.h), a module and an instance of its own.
// Entry point: Instantiator::adapter.
//
// An adapter for each lowering, not for each pair of types: bindings are then
// constants, and LLVM sees through the call in both directions. It is instantiated
// where it is lowered, when all it imports is there already, and nobody can have
// called it.
//
// What bookkeeping an adapter can do without (CanonicalABI.md, "Component
// Instances"), by what each component's own definitions say:
//
// - What context.get and .set keep is kept for instances that have those.
// - May-leave is taken away during a realloc or post-return of an instance, and
//   looked at by its lowered functions and built-ins. An instance without those
//   has nobody to look; one without realloc and post-return is never marked.
// - May-enter of an instance is looked at by who enters it. To enter it a second
//   time, control must get out of it (or of an instance inside) and come back by
//   what its parent can call: instances get their imports when they are made, so
//   that a sibling made earlier knows nothing of it, and one made later can't be
//   called by it. Only the parent's own core code, which may call through a table
//   that was filled later, closes the circle. Without a lowered function or
//   resource.drop in the parent, or without one inside the instance, there is no
//   way. (The specification counts the first half, and lowered functions only; but
//   a destructor is entered just the same.)
#include <algorithm>

#include <fmt/format.h>

#include "abi/adapter.h"
#include "flatten/instantiator.h"

namespace aotc {

using namespace component;

namespace {

abi::Encoding encodingOf(aotc::StringEncoding encoding) {
  switch (encoding) {
  case aotc::StringEncoding::Utf8:
    return abi::Encoding::Utf8;
  case aotc::StringEncoding::Utf16:
    return abi::Encoding::Utf16;
  case aotc::StringEncoding::Latin1Utf16:
    return abi::Encoding::Latin1Utf16;
  }
  return abi::Encoding::Utf8;
}

// Code costs more than instantiation: about six megabytes of it, and no more.
constexpr uint64_t kStepsPerAdapterByte = 8;

bool looksAtMayLeave(CanonKind kind) {
  return kind != CanonKind::Lift && kind != CanonKind::ResourceRep &&
         kind != CanonKind::ContextGet && kind != CanonKind::ContextSet &&
         kind != CanonKind::BackpressureInc && kind != CanonKind::BackpressureDec;
}

} // namespace

CanonTraits Instantiator::traitsOf(const ValidComponent &component) {
  CanonTraits traits;
  for (const Definition &definition : component.component().definitions) {
    const auto *canon = std::get_if<CanonDef>(&definition.def);
    if (!canon)
      continue;
    CanonOptions options = collectOptions(*canon);
    traits.isMarked |= options.realloc || options.postReturn;
    traits.callsOut |= canon->kind == CanonKind::Lower || canon->kind == CanonKind::ResourceDrop;
    traits.checksLeave |= looksAtMayLeave(canon->kind);
    traits.usesContext |=
        canon->kind == CanonKind::ContextGet || canon->kind == CanonKind::ContextSet;
  }
  traits.leaves = traits.callsOut;
  return traits;
}

// Instances around `callee` that aren't around `caller`, outermost last, as far as
// anybody can find out that they were entered.
std::vector<ComponentInstanceId> Instantiator::enteringSet(ComponentInstanceId callee,
                                                           ComponentInstanceId caller) const {
  std::vector<ComponentInstanceId> around{caller};
  while (auto parent = program.componentInstances[around.back()].parent)
    around.push_back(*parent);
  std::vector<ComponentInstanceId> entered;
  for (std::optional<ComponentInstanceId> at = callee; at;
       at = program.componentInstances[*at].parent) {
    if (std::find(around.begin(), around.end(), *at) != around.end())
      break;
    auto parent = program.componentInstances[*at].parent;
    if (parent && traits[*parent].callsOut && traits[*at].leaves)
      entered.push_back(*at);
  }
  return entered;
}

abi::AdapterSide Instantiator::adapterSide(const CanonSide &side) const {
  abi::AdapterSide result;
  if (side.memory)
    result.memory = program.moduleOf(side.memory->instance).memories[side.memory->memory].type;
  result.encoding = encodingOf(side.encoding);
  result.hasRealloc = side.realloc.has_value();
  result.marksLeave = traits[side.instance].checksLeave;
  result.checksLeave = traits[side.instance].isMarked;
  result.usesContext = traits[side.instance].usesContext;
  return result;
}

// An abi::ResourceRef's id in the type of `func`.
Result<aotc::ResourceTypeId> Instantiator::resourceOf(const LiftedFuncValue &func,
                                                      uint32_t id) const {
  auto found = func.scope->resources.find(ResourceId(id - 1));
  if (found == func.scope->resources.end())
    return Error::internal("a function type names an unbound resource");
  return found->second;
}

abi::AdapterSpec Instantiator::adapterSpec(const CrossCall &call) const {
  const LiftedFuncValue &lifted = call.lifted;
  abi::AdapterSpec spec;
  spec.type = &lifted.scope->component->types()[lifted.type].abi;
  spec.name = fmt::format("call of {}", nameOf(lifted.func));
  spec.caller = adapterSide(call.caller);
  spec.callee = adapterSide(call.callee);
  spec.callee.hasPostReturn = lifted.postReturn.has_value();
  spec.sameMemory = call.caller.memory && call.caller.memory == call.callee.memory;
  spec.canonicalNans = deterministic;
  spec.entered = uint32_t(call.entered.size());
  spec.implements = [this, &call](abi::Side side, uint32_t id) {
    const ResourceType &type = program.resourceTypes[*resourceOf(call.lifted, id)];
    const auto *guest = std::get_if<GuestResource>(&type.implementation);
    return guest && guest->owner == call.of(side).instance;
  };
  return spec;
}

FuncDef Instantiator::bindAdapter(const CrossCall &call, const abi::AdapterImport &import) {
  using Kind = abi::AdapterImport::Kind;
  const CanonSide &side = call.of(import.side);
  HostCall builtin{import.builtin ? import.builtin : "",
                   fmt::format("aotc_{}", import.builtin ? import.builtin : ""),
                   import.type,
                   side.instance,
                   std::nullopt,
                   std::nullopt,
                   aotc::StringEncoding::Utf8,
                   std::nullopt,
                   std::nullopt};
  if (import.resource)
    builtin.resource = *resourceOf(call.lifted, *import.resource); // adapter() has looked
  switch (import.kind) {
  case Kind::Callee:
    return call.lifted.func;
  case Kind::Realloc:
    return *side.realloc;
  case Kind::PostReturn:
    return *call.lifted.postReturn;
  case Kind::Builtin:
    break;
  case Kind::Text:
    builtin.memory = call.caller.memory;
    builtin.otherMemory = call.callee.memory;
    if (import.side == abi::Side::Callee)
      std::swap(builtin.memory, builtin.otherMemory);
    break;
  case Kind::Entered:
    builtin.caller = call.entered[import.index];
    break;
  }
  return builtinCall(std::move(builtin));
}

Result<FuncDef> Instantiator::adapter(const CanonSide &caller, const LiftedFuncValue &lifted,
                                      uint64_t offset) {
  CrossCall call{caller,
                 {lifted.scope->id, lifted.encoding, lifted.memory, lifted.realloc},
                 lifted,
                 enteringSet(lifted.scope->id, caller.instance)};
  for (uint32_t id : abi::resourcesOf(lifted.scope->component->types()[lifted.type].abi))
    TRY(resourceOf(lifted, id));
  abi::AdapterSpec spec = adapterSpec(call);
  auto made = abi::makeAdapter(spec);
  if (!made.ok()) {
    Error error = made.takeError();
    error.offset = offset;
    return error;
  }
  TRY(charge(made->bytes.size() * kStepsPerAdapterByte));

  Instance instance{
      TRY(adapterModule(std::move(made->bytes), offset)), caller.instance, {}, {}, {}, {}, {}};
  for (abi::Side side : made->memories)
    instance.memories.push_back(*call.of(side).memory);
  for (const abi::AdapterImport &import : made->functions)
    instance.funcs.push_back(bindAdapter(call, import));
  wasm::FuncIndex self(uint32_t(instance.funcs.size()));
  InstanceId id = program.instances.push(std::move(instance));
  program.steps.push_back(InstantiateStep{id});
  return FuncDef(InstanceFunc{id, self});
}

// Goes through the parser and the validator as any module does.
Result<ModuleId> Instantiator::adapterModule(std::vector<uint8_t> bytes, uint64_t offset) {
  auto owned = std::make_shared<const std::vector<uint8_t>>(std::move(bytes));
  auto checked = [&]() -> Result<wasm::ValidModule> {
    wasm::Module module = TRY(wasm::parseModule(*owned, {0, owned->size()}));
    module.origin = offset;
    return wasm::validateModule(std::move(module));
  }();
  if (!checked.ok())
    return Error::internal(fmt::format("an adapter is broken at {:#x}: {}",
                                       checked.error().offset.value_or(0),
                                       checked.error().message));
  std::string name = fmt::format("adapter-{}", program.modules.size());
  return program.modules.push({checked.takeValue(), std::move(name), std::move(owned)});
}

HostCallId Instantiator::builtinCall(HostCall call) {
  auto number = [](const auto &id) { return id ? int64_t(id->index) : -1; };
  auto memory = [](const std::optional<MemoryDef> &def) {
    return def ? fmt::format("{}.{}", def->instance.index, def->memory.index) : std::string();
  };
  std::string key =
      fmt::format("{} {} {} {} {}", call.symbol, call.caller.index, memory(call.memory),
                  memory(call.otherMemory), number(call.resource));
  auto [found, isNew] = builtinCalls.try_emplace(std::move(key));
  if (isNew)
    found->second = program.hostCalls.push(std::move(call));
  return found->second;
}

std::string Instantiator::nameOf(const FuncDef &func) const {
  const auto *guest = std::get_if<InstanceFunc>(&func);
  if (!guest)
    return program.hostCalls[std::get<HostCallId>(func)].name;
  const wasm::Module &module = program.moduleOf(guest->instance);
  auto named = module.functionNames.find(guest->func.index);
  if (named != module.functionNames.end())
    return std::string(named->second);
  for (const wasm::Export &item : module.exports)
    if (item.kind == wasm::ExternKind::Func && item.index == guest->func.index)
      return std::string(item.name);
  return fmt::format("func[{}]", guest->func.index);
}

} // namespace aotc
