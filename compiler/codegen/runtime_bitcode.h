// The runtime library as LLVM bitcode, so that host calls inline into the guest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/result.h"

namespace llvm {
class Module;
} // namespace llvm

namespace aotc {

// The runtime's bitcode file of one target, read once and parsed lazily for each partition.
class RuntimeBitcode {
public:
  // Errors: Io with what to do when the file is missing.
  static Result<RuntimeBitcode> read(const std::string &path);

  // Gives `module` bodies, as available_externally copies, of the runtime's
  // functions that it calls and that are worth inlining, and of what those call.
  // The archive stays the definition: nothing breaks when no copy is used.
  Result<void> importInto(llvm::Module &module) const;

  std::string_view contents() const { return {bytes.data(), bytes.size()}; }

private:
  std::string path;
  std::vector<char> bytes;
};

} // namespace aotc
