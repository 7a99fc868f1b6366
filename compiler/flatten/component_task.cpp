// Canonical built-ins of tasks: of the asynchronous ABI, of threads and of error
// contexts. Entry point: Instantiator::taskBuiltin.
//
// Each becomes a core module of one function, as adapters are. What isn't there yet
// first does the traps that CanonicalABI.md prescribes, which is all that many of
// them can do as long as nothing makes a stream, a subtask or a second thread.
#include <algorithm>

#include <fmt/format.h>

#include "abi/adapter_code.h"
#include "flatten/instantiator.h"

namespace aotc {

using namespace component;

// The thread that a call comes with, the only one of its instance: the first index of
// a table ("Table State").
static constexpr uint32_t kOnlyThread = 1;

Result<void> Instantiator::taskBuiltin(Scope &scope, const CanonDef &def, uint64_t offset) {
  auto call = [&](const char *builtin) {
    return stub(scope, info(def.kind).name, offset, {builtin},
                [](wasm::FunctionBuilder &body) { body.callImport(0); });
  };
  if (def.kind == CanonKind::ContextGet || def.kind == CanonKind::ContextSet)
    return context(scope, def, offset);
  if (def.kind == CanonKind::BackpressureInc)
    return call("backpressure_inc");
  if (def.kind == CanonKind::BackpressureDec)
    return call("backpressure_dec");
  return unsupported(scope, info(def.kind).name, offset, info(def.kind).demand);
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

// Nobody may leave during realloc and post-return, which comes first in all of these.
Result<void> Instantiator::unsupported(Scope &scope, std::string_view name, uint64_t offset,
                                       CanonDemand demand) {
  std::string note = fmt::format("{} is not there yet: a call of it traps", name);
  if (std::find(program.notes.begin(), program.notes.end(), note) == program.notes.end())
    program.notes.push_back(std::move(note));
  enum : uint32_t { CheckLeave, NoSuchHandle, Trap, Unsupported };
  auto trap = [](wasm::FunctionBuilder &body, abi::CanonRule rule) {
    body.i32(uint32_t(rule));
    body.callImport(Trap);
  };
  return stub(scope, name, offset,
              {"canon_check_leave", "canon_no_such_handle", "canon_trap", "canon_unsupported"},
              [&](wasm::FunctionBuilder &body) {
                body.callImport(CheckLeave);
                switch (demand) {
                case CanonDemand::None:
                  break;
                case CanonDemand::Handle:
                  body.op(wasm::Opcode::LocalGet, 0);
                  body.callImport(NoSuchHandle);
                  break;
                case CanonDemand::AsyncTask:
                  trap(body, abi::CanonRule::NotAsyncTask);
                  break;
                case CanonDemand::Thread:
                case CanonDemand::SuspendedThread:
                  body.op(wasm::Opcode::LocalGet, 0);
                  body.i32(kOnlyThread);
                  body.op(wasm::Opcode::I32Ne);
                  body.begin(wasm::Opcode::If);
                  trap(body, abi::CanonRule::UnknownThread);
                  body.op(wasm::Opcode::End);
                  if (demand == CanonDemand::SuspendedThread)
                    trap(body, abi::CanonRule::ThreadNotSuspended);
                  break;
                }
                body.callImport(Unsupported);
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

} // namespace aotc
