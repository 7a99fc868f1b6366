// The code of one adapter while it is written: functions, local variables, imports,
// and what both lifting and lowering need of a memory. Only adapter.cpp and
// transfer*.cpp include this.
#pragma once

#include <map>

#include "abi/adapter.h"

namespace aotc::abi {

enum class CanonRule : uint32_t {
#define AOTC_CANON_RULE(ENUM, KIND, TEXT) ENUM,
#include "abi/canon_rules.def"
#undef AOTC_CANON_RULE
};

// CanonicalABI.md, MAX_LIST_BYTE_LENGTH and MAX_STRING_BYTE_LENGTH.
inline constexpr uint64_t kMaxListBytes = (uint64_t(1) << 28) - 1;

struct Local {
  uint32_t index = 0;
  CoreType type = CoreType::I32;
};

wasm::ValType valType(CoreType type);

class AdapterCode {
public:
  explicit AdapterCode(const AdapterSpec &spec);

  const AdapterSpec &spec;
  const AdapterSide &of(Side side) const {
    return side == Side::Caller ? spec.caller : spec.callee;
  }
  MemoryWidth width(Side side) const { return of(side).width(); }
  CoreType pointer(Side side) const { return pointerType(width(side)); }

  // Functions. begin() while another one is being written is fine: end() returns
  // to that one.
  uint32_t reserve() { return module.reserve(); }
  void begin(wasm::FuncType type, std::string name);
  void end(uint32_t function);
  bool tooLarge() const {
    return written + (bodies.empty() ? 0 : code().size()) > kMaxAdapterBytes;
  }
  Adapter finish();

  // Instructions of the function that is being written.
  wasm::FunctionBuilder &code() { return bodies.back().builder; }
  const wasm::FunctionBuilder &code() const { return bodies.back().builder; }
  void op(wasm::Opcode opcode) { code().op(opcode); }
  void get(Local local) { code().op(wasm::Opcode::LocalGet, local.index); }
  void set(Local local) { code().op(wasm::Opcode::LocalSet, local.index); }
  void tee(Local local) { code().op(wasm::Opcode::LocalTee, local.index); }
  // A core value as one of another type that join() allows ("Flat Lifting").
  void coerce(CoreType have, CoreType want);
  // Of a side's address type.
  void constant(Side side, uint64_t value);
  void op(Side side, wasm::Opcode narrow, wasm::Opcode wide) {
    op(width(side) == MemoryWidth::Mem32 ? narrow : wide);
  }
  void access(wasm::Opcode opcode, Side side, uint64_t offset) {
    code().access(opcode, memory(side), offset);
  }
  void addressToI64(Side side);
  // From one side's address type to the other's. REQUIRES: the value fits 32 bits.
  void convertAddress(Side from, Side to);
  // memory.copy from the other side's memory; `bytes` has that one's address type.
  void copyMemory(Local to, Side toSide, Local from, Local bytes);

  // Local variables. A variable of its own starts as zero, a Temp as anything.
  Local variable(CoreType type);
  Local takeTemp(CoreType type);
  void releaseTemp(Local local) { bodies.back().free[size_t(local.type)].push_back(local); }

  // Traps if the condition on the stack holds.
  void trapIf(CanonRule rule);
  void trapUnlessAligned(Side side, Local address, uint32_t align, CanonRule rule);
  void trapUnlessInBounds(Side side, Local address, Local size, CanonRule rule);

  // The side's realloc ("Lifting and Lowering Context"); without `old`, a fresh
  // block. The result is checked. `size` has the side's address type.
  struct Block {
    Local address, size;
  };
  void reallocate(Side side, const Block *old, uint32_t align, Local size, Local result);
  void allocate(Side side, Layout layout, Local result);

  // An exception may not leave a component ("canon lift", call_and_trap_on_throw): what
  // is called between the two, with its arguments and results, is caught.
  void beginGuestCall();
  void endGuestCall();
  void callFunction(AdapterImport::Kind kind, Side side, const wasm::FuncType &type);
  void callBuiltin(Side side, const char *name, std::optional<uint32_t> resource = std::nullopt);
  void callText(Side side, const char *name);
  void callEntered(const char *name, uint32_t index);
  // A call of the side's instance begins, with its own context, and ends.
  struct Context {
    std::optional<Local> slots[2]; // of the call before it
  };
  Context beginContext(Side side);
  void endContext(Side side, const Context &context);
  // May-leave is taken away, and given back, for the time of a call.
  void markLeave(Side side, bool allowed);

  // Functions for parts that occur more than once, by type and direction.
  std::map<std::pair<TypeRef, Side>, uint32_t> parts;
  // What the walk has found out about types.
  std::map<TypeRef, uint64_t> nodeCounts;
  std::map<TypeRef, bool> plainTypes;

private:
  struct Body {
    wasm::FunctionBuilder builder;
    std::vector<Local> free[4]; // temps by type
  };

  uint32_t memory(Side side);
  uint32_t import(AdapterImport wanted);
  void pushMemoryBytes(Side side); // as i64

  wasm::ModuleBuilder module;
  std::vector<Body> bodies;
  uint64_t written = 0;
  Adapter adapter;
  std::optional<uint32_t> memories[2];
};

// A local variable for the time of a scope.
class Temp {
public:
  Temp(AdapterCode &code, CoreType type) : code(code), local(code.takeTemp(type)) {}
  Temp(const Temp &) = delete;
  ~Temp() { code.releaseTemp(local); }
  operator Local() const { return local; }

private:
  AdapterCode &code;
  Local local;
};

} // namespace aotc::abi
