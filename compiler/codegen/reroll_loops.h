// Undoes what a guest's compiler has unrolled, so that LLVM's vectoriser sees the loop
// that the program has.
#pragma once

#include "llvm/IR/PassManager.h"

namespace aotc {

// Turns loops whose body repeats itself into loops of one repetition. Runs before the
// loop vectoriser; what that leaves alone is unrolled again as it was.
struct RerollLoopsPass : llvm::PassInfoMixin<RerollLoopsPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace aotc
