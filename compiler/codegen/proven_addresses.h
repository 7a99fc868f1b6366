// Addresses that accesses nearby prove not to wrap around at 2^32.
#pragma once

#include "llvm/IR/PassManager.h"

namespace aotc {

// Gives accesses to the same object the same base, and lets LLVM forward stores to loads then.
// Runs after inlining.
struct ProvenAddressesPass : llvm::PassInfoMixin<ProvenAddressesPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace aotc
