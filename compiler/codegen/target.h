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

// What --cpu and --cpu-features ask for; "" each for the baseline.
struct CpuChoice {
  std::string cpu;      // LLVM's name, or "native"
  std::string features; // "+v,-zba"
};

struct Target {
  std::string name;     // as the user says it and as the runtime's folder is called: "x86_64-linux"
  std::string triple;   // LLVM's
  std::string cpu;      // the baseline, or what was asked for
  std::string features; // LLVM's, likewise
  std::string abi;      // target-abi, "" where there is no choice
  std::string emulation; // lld's name of the machine

  // Accepts our names, LLVM triples and "native". Usage error that lists what there is.
  static Result<Target> find(const std::string &name);
  // Of a list separated by commas, or "all"; each once, in the order of the list.
  static Result<std::vector<Target>> findAll(const std::vector<std::string> &lists);
  static std::vector<std::string> names();
  // Asks for another processor than the baseline. Usage error for what LLVM doesn't
  // know, for "native" on another architecture, and for less than code needs.
  Result<void> choose(const CpuChoice &choice);
};

// A fresh machine description; one a thread. Errors: Internal.
Result<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const Target &target,
                                                               OptLevel level);

// Gives `module` the triple, data layout and module flags of `target`.
void setTarget(llvm::Module &module, const Target &target, const llvm::TargetMachine &machine);

} // namespace aotc
