// Loads of what was stored in parts.
#pragma once

#include "llvm/IR/PassManager.h"

namespace aotc {

// Loads parts one by one that were just stored one by one. Runs when nothing puts loads
// together any more.
struct SplitLoadsPass : llvm::PassInfoMixin<SplitLoadsPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace aotc
