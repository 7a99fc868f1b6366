// Canonical definitions (Explainer.md, "Canonical Definitions"). Entry point:
// Instantiator::canon.
//
// Lowering a function of the host becomes a call of its generated shim, with
// the canonical options as constants of the call site. Lowering a function that
// a component lifted makes an adapter (component_adapter.cpp). Canonical built-ins
// of resources are host calls too; all others belong to the asynchronous ABI,
// to threads or to error contexts, and become functions that trap. A function whose
// type is asynchronous but which is lifted and lowered without that option is called as
// any other: nothing can block.
#include <algorithm>

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
  if (def.kind == CanonKind::ContextGet || def.kind == CanonKind::ContextSet)
    return context(scope, def, offset);
  if (def.kind == CanonKind::BackpressureInc || def.kind == CanonKind::BackpressureDec)
    return stub(scope, info(def.kind).name, offset,
                {def.kind == CanonKind::BackpressureInc ? "backpressure_inc" : "backpressure_dec"},
                [](wasm::FunctionBuilder &body) { body.callImport(0); });
  if (def.kind != CanonKind::ResourceNew && def.kind != CanonKind::ResourceRep &&
      def.kind != CanonKind::ResourceDrop)
    return unsupported(scope, info(def.kind).name, offset);
  resourceBuiltin(scope, def);
  return {};
}

// A function of a few instructions around calls of built-ins: a module of its own, as
// adapters are.
Result<void> Instantiator::stub(Scope &scope, std::string_view name, uint64_t offset,
                                const std::vector<const char *> &builtins, const StubBody &write) {
  wasm::ModuleBuilder module;
  for (const char *builtin : builtins)
    module.importFunction(abi::builtinType(builtin));
  wasm::FunctionBuilder body(scope.component->spaces().coreFuncs[scope.coreFuncs.size()],
                             std::string(name));
  write(body);
  module.define(module.reserve(), std::move(body));
  std::vector<uint8_t> bytes = module.finish();
  TRY(charge(bytes.size()));
  Instance instance{TRY(adapterModule(std::move(bytes), offset)), scope.id, {}, {}, {}, {}, {}};
  for (const char *builtin : builtins)
    instance.funcs.push_back(program.hostCalls.push(
        {std::string(name), fmt::format("aotc_{}", builtin), abi::builtinType(builtin), scope.id,
         std::nullopt, std::nullopt, aotc::StringEncoding::Utf8, std::nullopt, std::nullopt}));
  InstanceId id = program.instances.push(std::move(instance));
  program.steps.push_back(InstantiateStep{id});
  scope.coreFuncs.push_back(InstanceFunc{id, wasm::FuncIndex(uint32_t(builtins.size()))});
  return {};
}

// A function of the asynchronous ABI, of threads or of error contexts. What the
// specification says of nearly all of them comes first: nobody may leave during
// realloc and post-return.
Result<void> Instantiator::unsupported(Scope &scope, std::string_view name, uint64_t offset) {
  std::string note = fmt::format("{} is not there yet: a call of it traps", name);
  if (std::find(program.notes.begin(), program.notes.end(), note) == program.notes.end())
    program.notes.push_back(std::move(note));
  return stub(scope, name, offset, {"canon_check_leave", "canon_unsupported"},
              [](wasm::FunctionBuilder &body) {
                body.callImport(0);
                body.callImport(1);
                body.op(wasm::Opcode::Unreachable);
              });
}

// context.get and .set, as i32 or i64.
Result<void> Instantiator::context(Scope &scope, const CanonDef &def, uint64_t offset) {
  bool isGet = def.kind == CanonKind::ContextGet;
  bool isWide = def.coreType.kind == wasm::ValKind::I64;
  return stub(scope, info(def.kind).name, offset, {isGet ? "context_get" : "context_set"},
              [&](wasm::FunctionBuilder &body) {
                body.i32(def.slot);
                if (!isGet)
                  body.op(wasm::Opcode::LocalGet, 0);
                if (!isGet && !isWide)
                  body.op(wasm::Opcode::I64ExtendI32U);
                body.callImport(0);
                if (isGet && !isWide)
                  body.op(wasm::Opcode::I32WrapI64);
              });
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
