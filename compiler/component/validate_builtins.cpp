// Canonical built-ins (CanonicalABI.md, "Canonical Definitions", from
// `canon resource.new` on): what each asks of its immediates, and the core
// signature that it has.
#include "component/validator.h"

#include <fmt/format.h>

namespace aotc::component {

namespace {

using wasm::ValType;

const ValType i32 = ValType::i32();

} // namespace

Result<wasm::FuncType> ComponentValidator::taskReturn(const CanonDef &def, uint64_t offset) {
  CanonOptions opts = TRY(options(def, offset));
  if (opts.realloc)
    return optionNotAllowed("realloc", def.kind, offset);
  if (opts.isAsync)
    return optionNotAllowed("async", def.kind, offset);
  abi::FuncType type;
  if (def.result) {
    ValueTypeId result = TRY(resolve(*def.result, offset));
    if (types()[result].abi->hasBorrow)
      return Error::invalid(offset, "function result cannot contain a `borrow` type");
    type.params.push_back({"result", types()[result].abi});
  }
  abi::AbiOptions abiOpts = abiOptions(scope().space, opts);
  if (abi::needsMemory(type, abi::Direction::Lower, abiOpts) && !opts.memory)
    return missingOption("memory", offset);
  return coreSignatureOf(abi::coreSignature(type, abi::Direction::Lower, abiOpts));
}

// context.get and context.set: all of a component use one type.
Result<wasm::FuncType> ComponentValidator::contextBuiltin(const CanonDef &def, uint64_t offset) {
  if (def.coreType != ValType::i32() && def.coreType != ValType::i64())
    return Error::invalid(offset, "the type of a context slot must be i32 or i64");
  if (def.slot >= 2)
    return Error::invalid(offset, fmt::format("immediate must be less than 2: {}", def.slot));
  auto &common = scope().contextType;
  if (common && *common != def.coreType)
    return Error::invalid(offset,
                          "all context slots of a component must have the same type, i32 or i64");
  common = def.coreType;
  if (def.kind == CanonKind::ContextGet)
    return wasm::FuncType{{}, {def.coreType}};
  return wasm::FuncType{{def.coreType}, {}};
}

Result<wasm::FuncType> ComponentValidator::threadNew(const CanonDef &def, uint64_t offset) {
  const IndexSpaces &space = scope().space;
  if (def.type >= space.coreTypes.size())
    return outOfBounds("core type", def.type, offset);
  auto *sub = std::get_if<wasm::SubType>(&space.coreTypes[def.type]);
  if (!sub)
    return Error::invalid(offset,
                          fmt::format("core type index {} is not a function type", def.type));
  const wasm::FuncType &start = sub->composite.func;
  bool isStart = start.results.empty() && start.params.size() == 1 &&
                 (start.params[0] == ValType::i32() || start.params[0] == ValType::i64());
  if (!isStart)
    return Error::invalid(offset, "start function must take a single `i32` or `i64` argument and "
                                  "return nothing");
  if (def.table >= space.coreTables.size())
    return outOfBounds("table", def.table, offset);
  const wasm::TableType &table = space.coreTables[def.table];
  if (ValType::reference(table.element) != ValType::funcref())
    return Error::invalid(offset, "expected a table of funcref");
  ValType index = table.address == wasm::AddressType::I64 ? ValType::i64() : ValType::i32();
  return wasm::FuncType{{index, start.params[0]}, {i32}};
}

Result<wasm::FuncType> ComponentValidator::streamBuiltin(const CanonDef &def, uint64_t offset) {
  bool isStream = std::string_view(info(def.kind).name).starts_with("stream.");
  AnyTypeId any = TRY(typeAt(def.type, offset));
  auto *id = std::get_if<ValueTypeId>(&any);
  abi::TypeKind wanted = isStream ? abi::TypeKind::Stream : abi::TypeKind::Future;
  if (!id || types()[*id].abi->kind != wanted)
    return Error::invalid(offset, fmt::format("type index {} is not a {} type", def.type,
                                              isStream ? "stream" : "future"));
  bool isRead = def.kind == CanonKind::StreamRead || def.kind == CanonKind::FutureRead;
  bool isWrite = def.kind == CanonKind::StreamWrite || def.kind == CanonKind::FutureWrite;
  if (def.kind == CanonKind::StreamNew || def.kind == CanonKind::FutureNew)
    return wasm::FuncType{{}, {ValType::i64()}};
  if (!isRead && !isWrite)
    return wasm::FuncType{{i32},
                          info(def.kind).immediates == CanonImmediates::TypeAsync
                              ? wasm::ResultType{i32}
                              : wasm::ResultType{}};

  CanonOptions opts = TRY(options(def, offset));
  abi::TypeRef element = types()[*id].abi->element;
  ValType address = opts.memory ? TRY(addressType(*opts.memory, offset)) : i32;
  if (element && !opts.memory)
    return missingOption("memory", offset);
  if (element && isRead && element->hasPointer && !opts.realloc)
    return missingOption("realloc", offset);
  if (isStream)
    return wasm::FuncType{{i32, address, address}, {address}};
  return wasm::FuncType{{i32, address}, {i32}};
}

Result<wasm::FuncType> ComponentValidator::resourceBuiltin(const CanonDef &def, uint64_t offset) {
  ResourceId id = types().resource(TRY(resourceAt(def.type, offset)));
  if (def.kind == CanonKind::ResourceDrop)
    return wasm::FuncType{{i32}, {}};
  if (!scope().locallyDefined.contains(id))
    return Error::invalid(offset, fmt::format("type index {} is not a local resource", def.type));
  if (def.kind == CanonKind::ResourceNew)
    return wasm::FuncType{{types()[id].rep}, {i32}};
  return wasm::FuncType{{i32}, {types()[id].rep}};
}

Result<wasm::FuncType> ComponentValidator::errorContextBuiltin(const CanonDef &def,
                                                               uint64_t offset) {
  CanonOptions opts = TRY(options(def, offset));
  if (opts.isAsync)
    return optionNotAllowed("async", def.kind, offset);
  if (!opts.memory)
    return missingOption("memory", offset);
  ValType address = TRY(addressType(*opts.memory, offset));
  if (def.kind == CanonKind::ErrorContextNew)
    return wasm::FuncType{{address, address}, {i32}};
  if (!opts.realloc)
    return missingOption("realloc", offset);
  return wasm::FuncType{{i32, address}, {}};
}

Result<wasm::FuncType> ComponentValidator::builtin(const CanonDef &def, uint64_t offset) {
  switch (def.kind) {
  case CanonKind::Lift:
  case CanonKind::Lower:
    return Error::internal("lift and lower are not built-ins");
  case CanonKind::ResourceNew:
  case CanonKind::ResourceDrop:
  case CanonKind::ResourceRep:
    return resourceBuiltin(def, offset);
  case CanonKind::TaskReturn:
    return taskReturn(def, offset);
  case CanonKind::ContextGet:
  case CanonKind::ContextSet:
    return contextBuiltin(def, offset);
  case CanonKind::StreamNew:
  case CanonKind::StreamRead:
  case CanonKind::StreamWrite:
  case CanonKind::StreamCancelRead:
  case CanonKind::StreamCancelWrite:
  case CanonKind::StreamDropReadable:
  case CanonKind::StreamDropWritable:
  case CanonKind::FutureNew:
  case CanonKind::FutureRead:
  case CanonKind::FutureWrite:
  case CanonKind::FutureCancelRead:
  case CanonKind::FutureCancelWrite:
  case CanonKind::FutureDropReadable:
  case CanonKind::FutureDropWritable:
    return streamBuiltin(def, offset);
  case CanonKind::ErrorContextNew:
  case CanonKind::ErrorContextDebugMessage:
    return errorContextBuiltin(def, offset);
  case CanonKind::WaitableSetWait:
  case CanonKind::WaitableSetPoll:
    return wasm::FuncType{{i32, TRY(addressType(def.memory, offset))}, {i32}};
  case CanonKind::ThreadNewIndirect:
    return threadNew(def, offset);
  case CanonKind::TaskCancel:
  case CanonKind::BackpressureInc:
  case CanonKind::BackpressureDec:
    return wasm::FuncType{{}, {}};
  case CanonKind::SubtaskDrop:
  case CanonKind::ErrorContextDrop:
  case CanonKind::WaitableSetDrop:
  case CanonKind::ThreadResumeLater:
    return wasm::FuncType{{i32}, {}};
  case CanonKind::WaitableSetNew:
  case CanonKind::ThreadIndex:
  case CanonKind::ThreadYield:
  case CanonKind::ThreadSuspend:
    return wasm::FuncType{{}, {i32}};
  case CanonKind::SubtaskCancel:
  case CanonKind::ThreadSuspendThenResume:
  case CanonKind::ThreadYieldThenResume:
  case CanonKind::ThreadSuspendThenPromote:
  case CanonKind::ThreadYieldThenPromote:
    return wasm::FuncType{{i32}, {i32}};
  case CanonKind::WaitableJoin:
    return wasm::FuncType{{i32, i32}, {}};
  case CanonKind::ThreadSpawnRef:
  case CanonKind::ThreadSpawnIndirect:
  case CanonKind::ThreadAvailableParallelism:
    return Error::unsupported(
        offset, fmt::format("shared-everything threads (canon {})", info(def.kind).name));
  }
  return Error::internal("canonical built-in not covered");
}

} // namespace aotc::component
