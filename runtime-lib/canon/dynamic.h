// Calls of component functions whose types are known as data only
// (abi/value_types.h): lifting and lowering by a walk over the type at run time. For
// embedders; adapters of known types are canon.h.
#pragma once

#include <string>

#include "abi/value_types.h"
#include "canon/lift_lower.h"

namespace aotc::rt {

// Most bytes of a value that comes out of a guest. Lists may point to the same
// memory again and again, so a guest can make a value of any size with little.
inline constexpr uint64_t maxLiftedBytes = uint64_t(1) << 30;

// Calls `func` with `arguments`, its parameters' values one after the other, and
// appends its result's value to `result`. Does what CanonicalABI.md says of
// `canon lift`: enter, lower the parameters, call, lift the result, post-return,
// leave. Traps.
void callLifted(Context &context, const LiftedFunc &func, const uint8_t *arguments,
                std::string &result);

// One such call.
class LiftedCall : public CallScope {
public:
  explicit LiftedCall(const LiftedFunc &func) : CallScope(func.site), func(func) {}
  const LiftedFunc &func;
};

// Core values travel as 64-bit words that hold their bits; see canon.h on why that
// makes the coercions of joined variants no operation.
struct FlatWords {
  static constexpr uint32_t capacity = 16;
  uint64_t words[capacity] = {};
  uint32_t count = 0;

  void push(uint64_t word) { words[count++] = word; }
  uint64_t next() { return words[count++]; } // when reading
};

// dynamic_lower.cpp. REQUIRES: the type has at most 16 flat values.
void lowerFlat(LiftedCall &scope, TypeView type, ValueReader &value, FlatWords &flat);
void storeValue(LiftedCall &scope, TypeView type, ValueReader &value, uint64_t address);
// dynamic_lift.cpp
void liftFlat(LiftedCall &scope, TypeView type, FlatWords &flat, std::string &value);
void loadValue(LiftedCall &scope, TypeView type, uint64_t address, std::string &value);

} // namespace aotc::rt
