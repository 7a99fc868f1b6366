// Adapters: what stands between a component that lowers a function and the one
// that lifted it (CanonicalABI.md, "canon lift", "canon lower"), as a core module
// of one exported-to-nobody function that is called with the lowered signature.
//
//   AdapterSpec   the function's type and what each side's canonical options say
//   Adapter       the module's bytes, and what its imports stand for, in order
//
// The walk over the types is in transfer.h; here is what happens around it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "abi/flatten.h"
#include "wasm/module_builder.h"

namespace aotc::abi {

enum class Encoding : uint8_t { Utf8, Utf16, Latin1Utf16 };

// Who lowered the function, and who lifted it.
enum class Side : uint8_t { Caller, Callee };

struct AdapterSide {
  std::optional<wasm::MemoryType> memory;
  Encoding encoding = Encoding::Utf8;
  bool hasRealloc = false;
  bool hasPostReturn = false; // Callee only
  // Whether anybody can find out that the instance may not leave while its realloc
  // or post-return runs, and (Caller) whether it may be such a time now.
  bool marksLeave = true;
  bool checksLeave = true;
  bool usesContext = true; // context.get and .set: calls into the instance have their own

  MemoryWidth width() const {
    return memory && memory->address == wasm::AddressType::I64 ? MemoryWidth::Mem64
                                                               : MemoryWidth::Mem32;
  }
};

struct AdapterSpec {
  const FuncType *type = nullptr; // handles by the ids of their ResourceRefs
  std::string name;               // of the function, for messages
  AdapterSide caller, callee;
  bool sameMemory = false; // both sides' memory is one
  // The deterministic profile: a NaN becomes the canonical one.
  bool canonicalNans = false;
  // Component instances that the call enters ("Component Instances", entering_set)
  // and whose may-enter flags somebody can look at.
  uint32_t entered = 0;
  // Whether the side's component instance defined the resource itself.
  std::function<bool(Side, uint32_t resource)> implements;
};

// What a function that the module imports is bound to.
struct AdapterImport {
  enum class Kind : uint8_t {
    Callee,
    Realloc,    // of `side`
    PostReturn, // the callee's
    Builtin,    // of the runtime library, called by `side`
    Text,       // the same, with `side`'s memory and the other's
    Entered,    // the same, on behalf of the instance that is entered as number `index`
  } kind;
  Side side = Side::Callee;
  const char *builtin = nullptr; // name in builtins.def
  uint32_t index = 0;            // Entered
  // Builtin: the id of a ResourceRef, if the built-in is about one.
  std::optional<uint32_t> resource;
  wasm::FuncType type;
  friend bool operator==(const AdapterImport &, const AdapterImport &) = default;
};

struct Adapter {
  std::vector<uint8_t> bytes;
  std::vector<AdapterImport> functions;
  std::vector<Side> memories; // whose
};

// Ids of the resources that handles of the function are for.
std::vector<uint32_t> resourcesOf(const FuncType &type);

// The core type of a built-in, without the call site that comes first.
wasm::FuncType builtinType(std::string_view name);

// Own function 0 of the module is the adapter.
Result<Adapter> makeAdapter(const AdapterSpec &spec);

// More code than this for one function type is refused.
inline constexpr uint64_t kMaxAdapterBytes = 1 << 20;

} // namespace aotc::abi
