// LLVM's passes of code generation, less what finds nothing to do in our modules and takes long to
// find that out, and below -O3 what takes longer than it is worth.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/LegacyPassManager.h"

namespace llvm {
class TargetMachine;
}

namespace aotc {

class VectorFixups;

// What a target machine adds its passes to (TargetMachine::addPassesToEmitFile).
class MachinePasses : public llvm::legacy::PassManagerBase {
public:
  explicit MachinePasses(llvm::TargetMachine &machine) : machine(machine) {}

  // Takes `pass` over: it runs behind those before it, or never.
  void add(llvm::Pass *pass) override;

  void run(llvm::Module &module) { passes.run(module); }

private:
  bool isLeftOut(llvm::StringRef name);
  bool isLean() const; // below -O3
  bool isX86() const;

  llvm::TargetMachine &machine;
  llvm::legacy::PassManager passes;
  VectorFixups *vectorFixups = nullptr; // one of the passes
  bool propagatesCopies = false;        // by a pass that was added
};

} // namespace aotc
