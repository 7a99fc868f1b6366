// Canonical definitions (Explainer.md, "Canonical Definitions"). Entry point:
// Instantiator::canon.
//
// Lowering a function of the host becomes a call of its generated shim, with
// the canonical options as constants of the call site. Lowering a function that
// a component lifted makes an adapter (component_adapter.cpp). Canonical built-ins
// of resources are host calls too, all others are component_task.cpp's. A function whose
// type is asynchronous but which is lifted and lowered without that option is called as
// any other: nothing can block.
#include <fmt/format.h>

#include "flatten/instantiator.h"
#include "flatten/unlinked.h"

namespace aotc {

using namespace component;

namespace {

aotc::StringEncoding encodingOf(component::StringEncoding encoding) {
  switch (encoding) {
  case component::StringEncoding::Utf8:
    return aotc::StringEncoding::Utf8;
  case component::StringEncoding::Utf16:
    return aotc::StringEncoding::Utf16;
  case component::StringEncoding::Latin1Utf16:
    return aotc::StringEncoding::Latin1Utf16;
  }
  return aotc::StringEncoding::Utf8;
}

template <typename T>
std::optional<T> at(const std::vector<T> &space, const std::optional<uint32_t> &index) {
  return index ? std::optional<T>(space[*index]) : std::nullopt;
}

} // namespace

Result<void> Instantiator::canon(Scope &scope, const CanonDef &def, uint64_t offset) {
  if (def.kind == CanonKind::Lift)
    return lift(scope, def);
  if (def.kind == CanonKind::Lower)
    return lower(scope, def, offset);
  if (def.kind != CanonKind::ResourceNew && def.kind != CanonKind::ResourceRep &&
      def.kind != CanonKind::ResourceDrop)
    return taskBuiltin(scope, def, offset);
  resourceBuiltin(scope, def);
  return {};
}

Result<void> Instantiator::lift(Scope &scope, const CanonDef &def) {
  CanonOptions options = collectOptions(def);
  FuncTypeId type = scope.component->funcType(def.type);
  arena.liftedFuncs.push_back({scope.coreFuncs[def.func], type, &scope,
                               encodingOf(options.encoding), at(scope.coreMemories, options.memory),
                               at(scope.coreFuncs, options.realloc),
                               at(scope.coreFuncs, options.postReturn), options.isAsync});
  scope.funcs.push_back(&arena.liftedFuncs.back());
  return {};
}

Result<void> Instantiator::lower(Scope &scope, const CanonDef &def, uint64_t offset) {
  CanonOptions options = collectOptions(def);
  if (options.isAsync)
    return unsupported(scope, "canon lower async", offset);
  const FuncValue &func = scope.funcs[def.func];
  const auto *hostFunc = std::get_if<const HostFuncValue *>(&func);
  if (!hostFunc && std::get<const LiftedFuncValue *>(func)->isAsync)
    return unsupported(scope, "canon lift async", offset);
  if (!hostFunc) {
    CanonSide caller{scope.id, encodingOf(options.encoding), at(scope.coreMemories, options.memory),
                     at(scope.coreFuncs, options.realloc)};
    scope.coreFuncs.push_back(
        TRY(adapter(caller, *std::get<const LiftedFuncValue *>(func), offset)));
    return {};
  }
  if ((*hostFunc)->function && options.memory &&
      scope.component->spaces().coreMemories[*options.memory].address == wasm::AddressType::I64)
    return Error::unsupported(offset, "host functions with a 64-bit memory");
  HostCallId call = program.hostCalls.push(
      {(*hostFunc)->name,
       std::string((*hostFunc)->function ? (*hostFunc)->function->symbol : kUnlinkedSymbol),
       scope.component->spaces().coreFuncs[scope.coreFuncs.size()], scope.id,
       at(scope.coreMemories, options.memory), at(scope.coreFuncs, options.realloc),
       encodingOf(options.encoding), std::nullopt, std::nullopt});
  scope.coreFuncs.push_back(call);
  return {};
}

void Instantiator::resourceBuiltin(Scope &scope, const CanonDef &def) {
  const char *symbol = def.kind == CanonKind::ResourceNew   ? "aotc_resource_new"
                       : def.kind == CanonKind::ResourceRep ? "aotc_resource_rep"
                                                            : "aotc_resource_drop";
  HostCallId call = program.hostCalls.push(
      {info(def.kind).name, symbol, scope.component->spaces().coreFuncs[scope.coreFuncs.size()],
       scope.id, std::nullopt, std::nullopt, aotc::StringEncoding::Utf8,
       scope.types[def.type].resource, std::nullopt});
  scope.coreFuncs.push_back(call);
}

} // namespace aotc
