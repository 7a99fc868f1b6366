// Loops whose addresses don't wrap around at 2^32 count them in 64 bits.
#pragma once

#include "llvm/IR/PassManager.h"

namespace aotc {

// Runs right before the vectorisers. Copies innermost loops.
struct LinearAddressesPass : llvm::PassInfoMixin<LinearAddressesPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace aotc
