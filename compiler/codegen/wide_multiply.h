// Products of 128 bits that a guest spells out in halves: nothing of WebAssembly without
// wide arithmetic has them, and every target's processor does.
#pragma once

#include "llvm/IR/PassManager.h"

namespace aotc {

// Recognises the upper half of a 64×64-bit product, and its lower half where that is
// made of the same parts. Runs behind LLVM's instruction combining, whose canonical
// forms it knows, so that a guest's __multi3 is a multiplication when it is inlined.
struct RecogniseWideMultiplyPass : llvm::PassInfoMixin<RecogniseWideMultiplyPass> {
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace aotc
