// Objects of partitions that were compiled before, by what they were made of.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "codegen/codegen.h"

namespace aotc {

// A folder of files, one an object, named by their key. Many processes may use one at
// once. It is a help and never an obstacle: whatever is wrong with the folder or a file
// in it makes a miss. Used by many threads.
class CompileCache {
public:
  // A digest of everything that an object depends on, in hexadecimal.
  using Key = std::string;

  // `runtimeBitcode`: what is linked into the modules. Null where no folder is known (or
  // WASI_AOTC_CACHE_DIR is empty), and where we can't tell what compiler we are.
  static std::unique_ptr<CompileCache> open(const Target &target, OptLevel level,
                                            std::string_view runtimeBitcode);

  // Of the translated, not yet optimised module.
  Key key(const llvm::Module &module) const;
  std::optional<ObjectBytes> find(const Key &key);
  void store(const Key &key, const ObjectBytes &object);
  // Removes what wasn't used for the longest time, where there is too much; once a run.
  void trim() const;

  size_t hits() const { return found; }

private:
  CompileCache(std::string folder, uint64_t limit, std::string context)
      : folder(std::move(folder)), limit(limit), context(std::move(context)) {}

  std::string folder;
  uint64_t limit;      // bytes
  std::string context; // what all keys of a run have in common
  std::atomic<size_t> found = 0, stored = 0;
};

} // namespace aotc
