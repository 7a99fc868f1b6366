// Loops that look for the first byte in which two places differ compare eight at once.
#pragma once

#include "llvm/IR/PassManager.h"

namespace aotc {

// Runs on simplified loops, before their addresses are counted in 64 bits (linear_addresses.h).
struct CompareWordsPass : llvm::PassInfoMixin<CompareWordsPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace aotc
