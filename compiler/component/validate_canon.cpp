// Canonical definitions (CanonicalABI.md, "Canonical Definitions"): their
// options, and the core signatures they need or make.
//
// The signature of a lifted or lowered function is the canonical ABI library's
// (abi/flatten.h); here is which options must and may be there.
#include "component/validator.h"

#include <fmt/format.h>

namespace aotc::component {

namespace {

using wasm::ValType;

ValType valTypeOf(abi::CoreType type) {
  switch (type) {
  case abi::CoreType::I32:
    return ValType::i32();
  case abi::CoreType::I64:
    return ValType::i64();
  case abi::CoreType::F32:
    return ValType::f32();
  case abi::CoreType::F64:
    return ValType::f64();
  }
  return ValType::i32();
}

} // namespace

wasm::FuncType coreSignatureOf(const abi::CoreSignature &signature) {
  wasm::FuncType type;
  for (abi::CoreType param : signature.params)
    type.params.push_back(valTypeOf(param));
  for (abi::CoreType result : signature.results)
    type.results.push_back(valTypeOf(result));
  return type;
}

namespace {

const ValType i32 = ValType::i32();

using Kind = CanonOption::Kind;

const char *nameOf(Kind kind) {
  switch (kind) {
  case Kind::Utf8:
    return "utf8";
  case Kind::Utf16:
    return "utf16";
  case Kind::Latin1Utf16:
    return "latin1-utf16";
  case Kind::Memory:
    return "memory";
  case Kind::Realloc:
    return "realloc";
  case Kind::PostReturn:
    return "post-return";
  case Kind::Async:
    return "async";
  case Kind::Callback:
    return "callback";
  }
  return "";
}

bool isEncoding(Kind kind) {
  return kind == Kind::Utf8 || kind == Kind::Utf16 || kind == Kind::Latin1Utf16;
}

Result<void> checkNoneTwice(const std::vector<CanonOption> &options) {
  std::optional<Kind> encoding;
  bool seen[size_t(Kind::Callback) + 1] = {};
  for (const CanonOption &option : options) {
    if (isEncoding(option.kind)) {
      if (encoding)
        return Error::invalid(option.offset,
                              fmt::format("canonical encoding option `{}` conflicts with option "
                                          "`{}`",
                                          nameOf(*encoding), nameOf(option.kind)));
      encoding = option.kind;
    } else if (std::exchange(seen[size_t(option.kind)], true)) {
      return Error::invalid(
          option.offset,
          fmt::format("canonical option `{}` is specified more than once", nameOf(option.kind)));
    }
  }
  return {};
}

} // namespace

Error missingOption(const char *option, uint64_t offset) {
  return Error::invalid(offset, fmt::format("canonical option `{}` is required", option));
}

Error optionNotAllowed(const char *option, CanonKind kind, uint64_t offset) {
  return Error::invalid(offset,
                        fmt::format("canonical option `{}` cannot be specified for {}", option,
                                    kind == CanonKind::Lower ? "lowerings" : info(kind).name));
}

namespace {

Error wrongSignature(const char *option, uint64_t offset) {
  return Error::invalid(
      offset, fmt::format("canonical option `{}` uses a core function with an incorrect signature",
                          option));
}

std::string list(const wasm::ResultType &types) {
  std::string text = "[";
  for (const ValType &type : types)
    text += (text.size() > 1 ? " " : "") + wasm::toString(type);
  return text + "]";
}

} // namespace

CanonOptions collectOptions(const CanonDef &def) {
  CanonOptions result;
  for (const CanonOption &option : def.options) {
    switch (option.kind) {
    case Kind::Utf8:
      result.encoding = StringEncoding::Utf8;
      break;
    case Kind::Utf16:
      result.encoding = StringEncoding::Utf16;
      break;
    case Kind::Latin1Utf16:
      result.encoding = StringEncoding::Latin1Utf16;
      break;
    case Kind::Memory:
      result.memory = option.index;
      break;
    case Kind::Realloc:
      result.realloc = option.index;
      break;
    case Kind::PostReturn:
      result.postReturn = option.index;
      break;
    case Kind::Async:
      result.isAsync = true;
      break;
    case Kind::Callback:
      result.callback = option.index;
      break;
    }
  }
  return result;
}

Result<const wasm::FuncType *> ComponentValidator::coreFunc(uint32_t index, uint64_t offset) {
  const auto &funcs = scope().space.coreFuncs;
  if (index >= funcs.size())
    return outOfBounds("core function", index, offset);
  return &funcs[index];
}

Result<wasm::ValType> ComponentValidator::addressType(uint32_t memory, uint64_t offset) {
  const auto &memories = scope().space.coreMemories;
  if (memory >= memories.size())
    return outOfBounds("memory", memory, offset);
  const wasm::MemoryType &type = memories[memory];
  if (type.shared)
    return Error::invalid(offset, "canonical option `memory` must not be a shared memory");
  if (type.pageSizeLog2 != 16)
    return Error::invalid(offset, "canonical option `memory` must have pages of 64 KiB");
  return type.address == wasm::AddressType::I64 ? ValType::i64() : ValType::i32();
}

// "canonopt Validation": what holds wherever an option stands.
Result<CanonOptions> ComponentValidator::options(const CanonDef &def, uint64_t offset) {
  TRY(checkNoneTwice(def.options));
  CanonOptions result = collectOptions(def);
  if (result.memory)
    TRY(addressType(*result.memory, offset));
  TRY(checkRealloc(result, offset));
  bool isLift = def.kind == CanonKind::Lift;
  if (result.postReturn) {
    if (!isLift)
      return optionNotAllowed("post-return", def.kind, offset);
    if (result.isAsync)
      return Error::invalid(offset,
                            "canonical option `post-return` cannot be specified with `async`");
    TRY(coreFunc(*result.postReturn, offset));
  }
  if (result.callback) {
    if (!isLift)
      return optionNotAllowed("callback", def.kind, offset);
    if (!result.isAsync)
      return Error::invalid(offset, "cannot specify callback without async");
    const wasm::FuncType *type = TRY(coreFunc(*result.callback, offset));
    if (*type != wasm::FuncType{{i32, i32, i32}, {i32}})
      return wrongSignature("callback", offset);
  }
  return result;
}

Result<void> ComponentValidator::checkRealloc(const CanonOptions &options, uint64_t offset) {
  if (!options.realloc)
    return {};
  const wasm::FuncType *type = TRY(coreFunc(*options.realloc, offset));
  if (!options.memory)
    return Error::invalid(offset,
                          "canonical option `realloc` requires `memory` to also be specified");
  ValType address = TRY(addressType(*options.memory, offset));
  if (*type != wasm::FuncType{{address, address, address, address}, {address}})
    return wrongSignature("realloc", offset);
  return {};
}

abi::AbiOptions abiOptions(const IndexSpaces &space, const CanonOptions &options) {
  abi::AbiOptions result;
  bool wide =
      options.memory && space.coreMemories[*options.memory].address == wasm::AddressType::I64;
  result.memory = wide ? abi::MemoryWidth::Mem64 : abi::MemoryWidth::Mem32;
  result.async = options.isAsync;
  result.callback = options.callback.has_value();
  return result;
}

Result<void> ComponentValidator::lift(const CanonDef &def, uint64_t offset) {
  AnyTypeId any = TRY(typeAt(def.type, offset));
  auto *id = std::get_if<FuncTypeId>(&any);
  if (!id)
    return Error::invalid(offset, fmt::format("type index {} is not a function type", def.type));
  const wasm::FuncType *callee = TRY(coreFunc(def.func, offset));
  CanonOptions opts = TRY(options(def, offset));
  const abi::FuncType &type = types()[*id].abi;
  if (opts.isAsync && !type.async)
    return Error::invalid(offset, "the `async` canonical option requires an async function type");

  abi::AbiOptions abiOpts = abiOptions(scope().space, opts);
  abi::CoreSignature flat = abi::coreSignature(type, abi::Direction::Lift, abiOpts);
  wasm::FuncType expected = coreSignatureOf(flat);
  if (callee->params != expected.params)
    return Error::invalid(offset,
                          fmt::format("lowered parameter types `{}` do not match parameter types "
                                      "`{}` of core function {}",
                                      list(expected.params), list(callee->params), def.func));
  if (callee->results != expected.results)
    return Error::invalid(offset,
                          fmt::format("lowered result types `{}` do not match result types `{}` "
                                      "of core function {}",
                                      list(expected.results), list(callee->results), def.func));
  bool needsMemory = abi::needsMemory(type, abi::Direction::Lift, abiOpts) ||
                     (opts.isAsync && type.result && type.result->flatOverflow);
  if (needsMemory && !opts.memory)
    return missingOption("memory", offset);
  if (abi::needsRealloc(type, abi::Direction::Lift, abiOpts) && !opts.realloc)
    return missingOption("realloc", offset);
  if (opts.postReturn) {
    const wasm::FuncType *post = TRY(coreFunc(*opts.postReturn, offset));
    if (post->params != expected.results || !post->results.empty())
      return wrongSignature("post-return", offset);
  }
  scope().space.funcs.push_back(*id);
  return {};
}

Result<void> ComponentValidator::lower(const CanonDef &def, uint64_t offset) {
  IndexSpaces &space = scope().space;
  if (def.func >= space.funcs.size())
    return outOfBounds("function", def.func, offset);
  CanonOptions opts = TRY(options(def, offset));
  const abi::FuncType &type = types()[space.funcs[def.func]].abi;
  if (opts.isAsync && !type.async)
    return Error::invalid(offset, "the `async` canonical option requires an async function type");
  abi::AbiOptions abiOpts = abiOptions(space, opts);
  if (abi::needsMemory(type, abi::Direction::Lower, abiOpts) && !opts.memory)
    return missingOption("memory", offset);
  if (abi::needsRealloc(type, abi::Direction::Lower, abiOpts) && !opts.realloc)
    return missingOption("realloc", offset);
  space.coreFuncs.push_back(
      coreSignatureOf(abi::coreSignature(type, abi::Direction::Lower, abiOpts)));
  return {};
}

Result<void> ComponentValidator::canon(const CanonDef &def, uint64_t offset) {
  if (def.kind == CanonKind::Lift)
    return lift(def, offset);
  if (def.kind == CanonKind::Lower)
    return lower(def, offset);
  scope().space.coreFuncs.push_back(TRY(builtin(def, offset)));
  return {};
}

} // namespace aotc::component
