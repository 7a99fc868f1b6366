// Code generation's strength reduction, of wide loops only.
#pragma once

#include "codegen/analysis_managers.h"
#include "llvm/Pass.h"

namespace llvm {
class TargetMachine;
}

namespace aotc {

// Addresses are counted instead of worked out again each time around, in leaf loops that carry
// something of 64 bits or a vector from one time around to the next: those that linear_addresses.h
// or LLVM's vectoriser has made, and guests' own. What counts in 32 bits may wrap around, so that
// an address isn't found to be a multiple of it, and a guest's compiler, where it is a good one,
// has looked for all else. LLVM's own pass looks at each loop; it takes place here, by LLVM's other
// pass manager, which works out what it asks for only where it is asked.
class StrengthReduction : public llvm::FunctionPass {
public:
  static char ID;
  explicit StrengthReduction(llvm::TargetMachine &machine);

  llvm::StringRef getPassName() const override { return "Strength reduction of wide loops"; }
  bool runOnFunction(llvm::Function &function) override;

private:
  AnalysisManagers analyses;
  llvm::FunctionPassManager passes;
};

} // namespace aotc
