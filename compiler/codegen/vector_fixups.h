// x86-64's passes that fix vector instructions up, where there are such.
#pragma once

#include <memory>
#include <vector>

#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/ReachingDefAnalysis.h"

namespace aotc {

// Runs passes that ask where each register was written last. To find that out for a function takes
// longer than all that they do, and they do something only where vectors are more than copied,
// cleared or of floats, or registers are written in part.
class VectorFixups : public llvm::MachineFunctionPass {
public:
  static char ID;
  VectorFixups() : MachineFunctionPass(ID) {}

  // Owns the pass, which needs nothing but the analysis of reaching definitions and keeps it.
  void addFixup(llvm::Pass *pass);

  llvm::StringRef getPassName() const override { return "Fix-ups of vector instructions"; }
  void getAnalysisUsage(llvm::AnalysisUsage &usage) const override;
  bool doInitialization(llvm::Module &module) override;
  bool runOnMachineFunction(llvm::MachineFunction &function) override;

private:
  bool run(llvm::FunctionPass &pass, llvm::MachineFunction &function);

  llvm::ReachingDefInfoWrapperPass reachingDefinitions;
  std::vector<std::unique_ptr<llvm::FunctionPass>> fixups;
};

} // namespace aotc
