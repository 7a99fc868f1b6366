// Core signatures of component functions ("Flattening").
#pragma once

#include <optional>

#include "abi/types.h"

namespace aotc::abi {

// Which side of the boundary: `canon lift` describes the core function that the
// exporting component provides, `canon lower` the one that the importer calls.
enum class Direction : uint8_t { Lift, Lower };

struct AbiOptions {
  MemoryWidth memory = MemoryWidth::Mem32;
  bool async = false;    // the canonical option, not the function type's effect
  bool callback = false; // lift only
};

struct CoreSignature {
  std::vector<CoreType> params;
  std::vector<CoreType> results;
  // Parameters travel as one pointer to a tuple of them.
  bool paramsSpilled = false;
  // The result lies in memory: its address is the core result (lift) or the
  // last core parameter (lower).
  bool resultSpilled = false;
  friend bool operator==(const CoreSignature &, const CoreSignature &) = default;
};

// The values of which `type` consists, or nothing where they are more than
// kMaxFlatParams (then it always travels through memory).
std::optional<std::vector<CoreType>> flatten(TypeRef type, MemoryWidth w = MemoryWidth::Mem32);

// The flat parameters, or nothing where there are more than `limit`.
std::optional<std::vector<CoreType>> flattenParams(const FuncType &type, MemoryWidth w,
                                                   uint32_t limit = kMaxFlatParams);

// Whether the parameters fit the limit of sizes even where each does by itself.
Result<void> checkFuncType(const FuncType &type, uint64_t offset = 0);

CoreType join(CoreType a, CoreType b);

CoreSignature coreSignature(const FuncType &type, Direction direction,
                            const AbiOptions &options = {});

// Which canonical options validation demands ("canon lift", "canon lower").
bool needsMemory(const FuncType &type, Direction direction, const AbiOptions &options = {});
bool needsRealloc(const FuncType &type, Direction direction, const AbiOptions &options = {});

// Layout of the parameters spilled to memory, as of a tuple. REQUIRES:
// checkFuncType (sizes beyond TypePool::kMaxSize are cut off here).
Layout paramsLayout(const FuncType &type, MemoryWidth w = MemoryWidth::Mem32);
std::vector<uint32_t> paramOffsets(const FuncType &type, MemoryWidth w = MemoryWidth::Mem32);

} // namespace aotc::abi
