// A guest by hand: what codegen would emit for a program with one memory, with
// C++ functions in the place of translated ones. Tests call host functions with
// any argument they like and say what must come back.
#pragma once

#include <stdio.h>
#include <string.h>
#include <string_view>

#include "core/context.h"
#include "wasi/preview1/preview1.h"
#include "wasi/preview1/types.h"

namespace guest {

using namespace aotc::rt;
using namespace aotc::rt::kinds;

inline constexpr uint64_t memorySize = 4 << 20;
extern uint8_t bytes[memorySize];
extern Memory memory;
extern ComponentInstance instance;
extern const CallSite site;
inline int failures = 0;

template <class T> T load(uint32_t at) {
  T value;
  memcpy(&value, bytes + at, sizeof(T));
  return value;
}
template <class T> void store(uint32_t at, T value) { memcpy(bytes + at, &value, sizeof(T)); }

// Texts go to a place of their own, used in turn.
struct Text {
  uint32_t at, size;
};
inline Text text(std::string_view s) {
  static uint32_t next = 65536;
  if (next + s.size() > 131072)
    next = 65536;
  Text result{next, uint32_t(s.size())};
  memcpy(bytes + next, s.data(), s.size());
  next += uint32_t(s.size());
  return result;
}
inline std::string_view textAt(uint32_t at, uint32_t size) {
  return {reinterpret_cast<char *>(bytes) + at, size};
}

inline void check(bool ok, const char *what, int line) {
  if (ok)
    return;
  ++failures;
  fprintf(stderr, "line %d: %s\n", line, what);
}
inline void checkEqual(uint64_t got, uint64_t expected, const char *what, int line) {
  if (got == expected)
    return;
  ++failures;
  fprintf(stderr, "line %d: %s is %llu, not %llu\n", line, what, (unsigned long long)got,
          (unsigned long long)expected);
}

} // namespace guest

#define CHECK(CONDITION) guest::check(CONDITION, #CONDITION, __LINE__)
#define CHECK_EQ(GOT, EXPECTED) guest::checkEqual(uint64_t(GOT), uint64_t(EXPECTED), #GOT, __LINE__)

// Defines the program around `void test(Context &)`. GRANTS: DirGrant values.
#define GUEST_PROGRAM(...)                                                                         \
  namespace guest {                                                                                \
  uint8_t bytes[memorySize];                                                                       \
  Memory memory = {bytes, memorySize, memorySize, memorySize, 16, 1};                              \
  ComponentInstance instance = {};                                                                 \
  const CallSite site = {&instance, &memory, nullptr, nullptr, "test", {}};                        \
  static void test(Context &context);                                                              \
  static int32_t run(Context *context) {                                                           \
    test(*context);                                                                                \
    puts(failures ? "FAILED" : "all passed");                                                      \
    fflush(stdout);                                                                                \
    return failures ? 1 : 0;                                                                       \
  }                                                                                                \
  static const DirGrant grants[] = {__VA_ARGS__};                                                  \
  static const EnvGrant envs[] = {{"GREETING", "hello"}};                                          \
  }                                                                                                \
  namespace aotc::rt {                                                                             \
  extern "C" {                                                                                     \
  extern const ProgramInfo aotc_program;                                                           \
  extern const Config aotc_config;                                                                 \
  const ProgramInfo aotc_program = {guest::run, nullptr, 0};                                       \
  const Config aotc_config = {                                                                     \
      guest::grants, sizeof(guest::grants) / sizeof(DirGrant), guest::envs, 1, 0, 1 << 20};        \
  }                                                                                                \
  }
