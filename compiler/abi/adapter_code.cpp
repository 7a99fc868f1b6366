// How adapters are written: see adapter_code.h for what it offers. Nothing here
// knows component types.
//
// Sizes that guests say are compared in 64 bits, where a 32-bit pointer and a
// length can't overflow; with 64-bit memories the length is compared first.
// Imports are interned, in the order of their first use. What the runtime library
// provides is looked up by its name in builtins.def, where its type stands.
#include "abi/adapter_code.h"

#include <algorithm>
#include <cassert>

namespace aotc::abi {

using wasm::Opcode;
using wasm::ValType;

namespace {

struct BuiltinRow {
  std::string_view name, result, parameters;
};

constexpr BuiltinRow kBuiltins[] = {
#define AOTC_BUILTIN(NAME, RESULT, PARAMETERS) {#NAME, #RESULT, #PARAMETERS},
#define AOTC_BUILTIN_NORETURN AOTC_BUILTIN
#include "abi/builtins.def"
#undef AOTC_BUILTIN
#undef AOTC_BUILTIN_NORETURN
};

} // namespace

wasm::FuncType builtinType(std::string_view name) {
  auto row = std::find_if(std::begin(kBuiltins), std::end(kBuiltins),
                          [&](const BuiltinRow &r) { return r.name == name; });
  assert(row != std::end(kBuiltins));
  wasm::FuncType type;
  for (size_t at = row->parameters.find(','); at != std::string_view::npos;
       at = row->parameters.find(',', at + 1)) {
    std::string_view kind = row->parameters.substr(at + 2, 3);
    assert(kind == "I32" || kind == "I64");
    type.params.push_back(kind == "I32" ? ValType::i32() : ValType::i64());
  }
  if (row->result != "Void")
    type.results.push_back(row->result == "I32" ? ValType::i32() : ValType::i64());
  return type;
}

ValType valType(CoreType type) {
  switch (type) {
  case CoreType::I32:
    return ValType::i32();
  case CoreType::I64:
    return ValType::i64();
  case CoreType::F32:
    return ValType::f32();
  case CoreType::F64:
    return ValType::f64();
  }
  return ValType::i32();
}

AdapterCode::AdapterCode(const AdapterSpec &spec) : spec(spec) {}

void AdapterCode::begin(wasm::FuncType type, std::string name) {
  bodies.push_back({wasm::FunctionBuilder(std::move(type), std::move(name)), {}});
}

void AdapterCode::end(uint32_t function) {
  written += code().size();
  module.define(function, std::move(bodies.back().builder));
  bodies.pop_back();
}

Adapter AdapterCode::finish() {
  adapter.bytes = module.finish();
  return std::move(adapter);
}

// ---------------------------------------------------------------------------
// Values.

void AdapterCode::coerce(CoreType have, CoreType want) {
  if (have == want)
    return;
  if (have == CoreType::F32)
    op(Opcode::I32ReinterpretF32);
  if (have == CoreType::F64)
    op(Opcode::I64ReinterpretF64);
  bool isWide = have == CoreType::I64 || have == CoreType::F64;
  bool wantsWide = want == CoreType::I64 || want == CoreType::F64;
  if (isWide && !wantsWide)
    op(Opcode::I32WrapI64);
  if (!isWide && wantsWide)
    op(Opcode::I64ExtendI32U);
  if (want == CoreType::F32)
    op(Opcode::F32ReinterpretI32);
  if (want == CoreType::F64)
    op(Opcode::F64ReinterpretI64);
}

void AdapterCode::constant(Side side, uint64_t value) {
  if (width(side) == MemoryWidth::Mem32)
    code().i32(static_cast<uint32_t>(value));
  else
    code().i64(value);
}

void AdapterCode::addressToI64(Side side) {
  if (width(side) == MemoryWidth::Mem32)
    op(Opcode::I64ExtendI32U);
}

void AdapterCode::convertAddress(Side from, Side to) { coerce(pointer(from), pointer(to)); }

// The count has the narrower of the two address types.
void AdapterCode::copyMemory(Local to, Side toSide, Local from, Local bytes) {
  Side fromSide = toSide == Side::Caller ? Side::Callee : Side::Caller;
  get(to);
  get(from);
  get(bytes);
  if (pointer(toSide) == CoreType::I32)
    convertAddress(fromSide, toSide);
  code().memoryCopy(memory(toSide), memory(fromSide));
}

Local AdapterCode::variable(CoreType type) { return {code().addLocal(valType(type)), type}; }

Local AdapterCode::takeTemp(CoreType type) {
  std::vector<Local> &free = bodies.back().free[size_t(type)];
  if (free.empty())
    return variable(type);
  Local local = free.back();
  free.pop_back();
  return local;
}

// ---------------------------------------------------------------------------
// Checks.

void AdapterCode::trapIf(CanonRule rule) {
  code().begin(Opcode::If);
  code().i32(static_cast<uint32_t>(rule));
  callBuiltin(Side::Caller, "canon_trap");
  op(Opcode::Unreachable);
  op(Opcode::End);
}

void AdapterCode::trapUnlessAligned(Side side, Local address, uint32_t align, CanonRule rule) {
  if (align == 1)
    return;
  get(address);
  constant(side, align - 1);
  op(side, Opcode::I32And, Opcode::I64And);
  if (width(side) == MemoryWidth::Mem64)
    op(Opcode::I32WrapI64); // less than 8
  trapIf(rule);
}

void AdapterCode::pushMemoryBytes(Side side) {
  code().op(Opcode::MemorySize, memory(side));
  addressToI64(side);
  if (uint8_t log2 = of(side).memory->pageSizeLog2) {
    code().i64(log2);
    op(Opcode::I64Shl);
  }
}

void AdapterCode::trapUnlessInBounds(Side side, Local address, Local size, CanonRule rule) {
  if (width(side) == MemoryWidth::Mem32) {
    get(address);
    op(Opcode::I64ExtendI32U);
    get(size);
    op(Opcode::I64ExtendI32U);
    op(Opcode::I64Add);
    pushMemoryBytes(side);
    op(Opcode::I64GtU);
    trapIf(rule);
    return;
  }
  Temp bytes(*this, CoreType::I64);
  get(size);
  pushMemoryBytes(side);
  tee(bytes);
  op(Opcode::I64GtU);
  get(address);
  get(bytes);
  get(size);
  op(Opcode::I64Sub);
  op(Opcode::I64GtU);
  op(Opcode::I32Or);
  trapIf(rule);
}

// ---------------------------------------------------------------------------
// Calls.

void AdapterCode::reallocate(Side side, const Block *old, uint32_t align, Local size,
                             Local result) {
  markLeave(side, false);
  Context context = beginContext(side);
  beginGuestCall();
  if (old) {
    get(old->address);
    get(old->size);
  } else {
    constant(side, 0);
    constant(side, 0);
  }
  constant(side, align);
  get(size);
  ValType address = valType(pointer(side));
  callFunction(AdapterImport::Kind::Realloc, side,
               {{address, address, address, address}, {address}});
  set(result);
  endGuestCall();
  endContext(side, context);
  markLeave(side, true);
  trapUnlessAligned(side, result, align, CanonRule::ReallocUnaligned);
  trapUnlessInBounds(side, result, size, CanonRule::ReallocOutOfBounds);
}

void AdapterCode::allocate(Side side, Layout layout, Local result) {
  Temp size(*this, pointer(side));
  constant(side, layout.size);
  set(size);
  reallocate(side, nullptr, layout.align, size, result);
}

void AdapterCode::beginGuestCall() {
  code().begin(Opcode::Block); // left when nothing was thrown
  code().begin(Opcode::Block); // left when something was
  code().tryCatchAll(0);
}

void AdapterCode::endGuestCall() {
  code().op(Opcode::Br, 2);
  op(Opcode::End);
  op(Opcode::End);
  code().i32(static_cast<uint32_t>(CanonRule::ExceptionLeaves));
  callBuiltin(Side::Caller, "canon_trap");
  op(Opcode::Unreachable);
  op(Opcode::End);
}

void AdapterCode::callFunction(AdapterImport::Kind kind, Side side, const wasm::FuncType &type) {
  code().callImport(import({kind, side, nullptr, 0, std::nullopt, type}));
}

void AdapterCode::callBuiltin(Side side, const char *name, std::optional<uint32_t> resource) {
  code().callImport(
      import({AdapterImport::Kind::Builtin, side, name, 0, resource, builtinType(name)}));
}

void AdapterCode::callText(Side side, const char *name) {
  code().callImport(
      import({AdapterImport::Kind::Text, side, name, 0, std::nullopt, builtinType(name)}));
}

void AdapterCode::callEntered(const char *name, uint32_t index) {
  code().callImport(import(
      {AdapterImport::Kind::Entered, Side::Callee, name, index, std::nullopt, builtinType(name)}));
}

AdapterCode::Context AdapterCode::beginContext(Side side) {
  Context context;
  for (uint32_t slot = 0; slot < 2 && of(side).usesContext; ++slot) {
    context.slots[slot] = takeTemp(CoreType::I64);
    code().i32(slot);
    code().i64(0);
    callBuiltin(side, "context_swap");
    set(*context.slots[slot]);
  }
  return context;
}

void AdapterCode::endContext(Side side, const Context &context) {
  for (uint32_t slot = 0; slot < 2; ++slot) {
    if (!context.slots[slot])
      continue;
    code().i32(slot);
    get(*context.slots[slot]);
    callBuiltin(side, "context_set");
    releaseTemp(*context.slots[slot]);
  }
}

void AdapterCode::markLeave(Side side, bool allowed) {
  if (of(side).marksLeave)
    callBuiltin(side, allowed ? "canon_allow_leave" : "canon_forbid_leave");
}

// ---------------------------------------------------------------------------
// Imports.

uint32_t AdapterCode::memory(Side side) {
  std::optional<uint32_t> &index = memories[spec.sameMemory ? 0 : size_t(side)];
  if (!index) {
    wasm::MemoryType type = *of(side).memory;
    type.limits = {0, std::nullopt}; // what an import demands; the definition has its own
    if (type.shared)
      type.limits = of(side).memory->limits;
    index = module.importMemory(type);
    adapter.memories.push_back(side);
  }
  return *index;
}

uint32_t AdapterCode::import(AdapterImport wanted) {
  auto &all = adapter.functions;
  auto found = std::find(all.begin(), all.end(), wanted);
  if (found != all.end())
    return uint32_t(found - all.begin());
  module.importFunction(wanted.type);
  all.push_back(std::move(wanted));
  return uint32_t(all.size() - 1);
}

} // namespace aotc::abi
