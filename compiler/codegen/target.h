// The machine that code is made for. One row a target in target.cpp; nothing
// else in the compiler knows a triple.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/result.h"

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace aotc {

enum class OptLevel : uint8_t { O0, O1, O2, O3, Os };

struct Target {
  std::string name;   // as the user says it and as the runtime's folder is called: "x86_64-linux"
  std::string triple; // LLVM's
  std::string cpu;    // the baseline, or what --cpu asked for
  std::string abi;    // target-abi, "" where there is no choice

  // Accepts our names and LLVM triples. Usage error that lists what there is.
  static Result<Target> find(const std::string &name);
  static std::vector<std::string> names();
};

// A fresh machine description; one a thread. Errors: Internal.
Result<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const Target &target,
                                                               OptLevel level);

// Gives `module` the triple, data layout and module flags of `target`.
void setTarget(llvm::Module &module, const Target &target, const llvm::TargetMachine &machine);

} // namespace aotc
