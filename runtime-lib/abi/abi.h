// What generated code and the runtime library agree on. Everything here comes
// from the .def files beside it; codegen reads the same files.
#pragma once

#include <stdint.h>

namespace aotc::rt {

class Context;
class HandleTable;
struct Waiter; // core/wait.cpp

// One 64-bit word for every reference type. Null is 0; a funcref is the address
// of a FuncRecord, an exnref that of an Exception, an externref whatever the host
// put there.
using Ref = uint64_t;

enum class TrapKind : uint32_t {
#define AOTC_TRAP(ENUM, TEXT) ENUM,
#include "abi/traps.def"
#undef AOTC_TRAP
};

enum class MemoryStrategy : uint32_t { Guard, Check };
enum class StringEncoding : uint64_t { Utf8, Utf16, Latin1Utf16 };

// Drops a host resource; `representation` is what its handle was made from.
using HostDrop = void(Context &context, void *representation);
// Runs the startup steps and the entry on the guest's stack: the exit code.
using GuestRun = int32_t(Context *context);
// What an embedder calls, by core/entry.h. `values` holds the parameters and then
// the results, 16 bytes each, little-endian from the first byte on; null for a step.
using GuestCall = void(void *values);

#define AOTC_STRUCT(NAME) struct NAME;
#define AOTC_FIELD(STRUCT, FIELD, KIND, TYPE)
#define AOTC_END(NAME)
#include "abi/instance.def"
#undef AOTC_STRUCT
#undef AOTC_FIELD
#undef AOTC_END

// clang-format off
#define AOTC_STRUCT(NAME) struct NAME {
#define AOTC_FIELD(STRUCT, FIELD, KIND, TYPE) TYPE FIELD;
#define AOTC_END(NAME) };
// clang-format on
#include "abi/instance.def"
#undef AOTC_STRUCT
#undef AOTC_FIELD
#undef AOTC_END

// One guest function in section aotc_funcs: where its code is, and where it
// came from. The section is an array of these, in no order, without padding; the
// linker drops the entries of functions that it drops. Words of 64 bits are in two
// halves since entries are only 4-byte aligned.
struct FuncPlace {
  int32_t start;              // code begins at (const char *)&start + start
  uint32_t size;              // of the code in bytes
  uint32_t fileOffset, zero;  // of the body in the input file
  uint32_t nameLow, nameHigh; // const char *, NUL-terminated, as in the name section or "func[N]"
};
extern "C" {
extern const FuncPlace __start_aotc_funcs[] __attribute__((weak, visibility("hidden")));
extern const FuncPlace __stop_aotc_funcs[] __attribute__((weak, visibility("hidden")));
} // extern "C"

// The kinds of builtins.def as C++ types.
namespace kinds {
using Void = void;
using Ptr = void *;
using I32 = uint32_t;
using I64 = uint64_t;
using Ref = rt::Ref;
} // namespace kinds

extern "C" {
extern const ProgramInfo aotc_program; // emitted by codegen
extern const Config aotc_config;       // emitted by codegen, from the options
} // extern "C"

namespace kinds {
extern "C" {
#define AOTC_BUILTIN(NAME, RESULT, PARAMETERS) RESULT aotc_##NAME PARAMETERS;
#define AOTC_BUILTIN_NORETURN(NAME, RESULT, PARAMETERS)                                            \
  [[noreturn, gnu::cold]] RESULT aotc_##NAME PARAMETERS;
#include "abi/builtins.def"
#undef AOTC_BUILTIN
#undef AOTC_BUILTIN_NORETURN
} // extern "C"
} // namespace kinds

} // namespace aotc::rt
