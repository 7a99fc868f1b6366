// The commands of a .wast file as wast-compile lays them out and the runner, inside
// the compiled program, executes them: a list of 64-bit words at the symbol
// aotc_wast_commands.
//
//   list:      count, command…
//   command:   kind, line, Callee, index of it, count of steps, traps, count, bytes…,
//              what is called: arguments, results
//   arguments: count, argument…; of Lifted: bytes (abi/value_types.h)
//   results:   count, result…; of Lifted: bytes
//   argument:  low word, high word
//   result:    count, alternative…              one of them must match
//   alternative: count, lane…                   all of them must match
//   lane:      match, bytes, bits               of the result's bytes in their order
//   bytes:     count, the bytes in as many words as it takes
//
// `traps` is a set of TrapKind bits, and the bytes behind it are starts of what a trap
// says; one of either must end the command. Neither: no trap may.
#pragma once

#include <stdint.h>

namespace aotc::wast {

#define AOTC_WAST_KINDS(KIND)                                                                      \
  KIND(module)                                                                                     \
  KIND(action)                                                                                     \
  KIND(assert_return)                                                                              \
  KIND(assert_trap)                                                                                \
  KIND(assert_exhaustion)                                                                          \
  KIND(assert_exception)                                                                           \
  KIND(assert_uninstantiable)                                                                      \
  KIND(assert_unlinkable)

enum class Kind : uint64_t {
#define KIND(NAME) NAME,
  AOTC_WAST_KINDS(KIND)
#undef KIND
};
inline constexpr const char *kindNames[] = {
#define KIND(NAME) #NAME,
    AOTC_WAST_KINDS(KIND)
#undef KIND
};
inline constexpr unsigned kindCount = sizeof(kindNames) / sizeof(kindNames[0]);

enum class Callee : uint64_t {
  Steps,      // of the program, one after the other until one traps
  EntryPoint, // with core values
  Lifted,     // LiftedFunc, with values of the component model
};

// CanonicalNan and ArithmeticNan as in the specification's tests, NonNull for a
// reference that is only known to be one.
enum class Match : uint64_t { Bits, CanonicalNan, ArithmeticNan, NonNull };

} // namespace aotc::wast
