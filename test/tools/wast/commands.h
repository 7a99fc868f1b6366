// The commands of a .wast file as wast-compile lays them out and the runner, inside
// the compiled program, executes them: a list of 64-bit words at the symbol
// aotc_wast_commands.
//
//   list:      count, command…
//   command:   kind, line, isStep, target (a step or an entry point), traps,
//              count, argument…, count, result…
//   argument:  low word, high word
//   result:    count, alternative…              one of them must match
//   alternative: count, lane…                   all of them must match
//   lane:      match, bytes, bits               of the result's bytes in their order
//
// `traps` is a set of TrapKind bits of which one must end the command; 0: none may.
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

// CanonicalNan and ArithmeticNan as in the specification's tests, NonNull for a
// reference that is only known to be one.
enum class Match : uint64_t { Bits, CanonicalNan, ArithmeticNan, NonNull };

} // namespace aotc::wast
