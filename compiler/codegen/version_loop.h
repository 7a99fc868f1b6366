// A loop twice: one copy for when something holds, the other for when it doesn't; and what else
// passes that change innermost loops have in common.
#pragma once

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Dominators.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

namespace aotc {

// Calls `change`, which says whether it changed something, for each loop that is innermost before
// any is changed. Returns whether one was.
bool changeInnermostLoops(const llvm::LoopInfo &loops,
                          llvm::function_ref<bool(llvm::Loop &)> change);

// Whether `value` can be computed in the loop's preheader, with little code.
bool isCheapBefore(llvm::Loop &loop, const llvm::SCEV *value, llvm::SCEVExpander &expander,
                   const llvm::TargetTransformInfo &costs);

// LLVM's vectorisers leave `loop` as it is from now on, and it isn't unrolled.
void leaveAlone(llvm::Loop &loop);

// Whether versionLoop can copy `loop`, which isn't one that is to be left alone.
bool canVersion(const llvm::Loop &loop);

// `loop` runs from now on where `condition`, a value of its preheader, holds, and a copy of it
// runs elsewhere. The copy is left as it is by LLVM's vectorisers and isn't unrolled. Keeps both
// in simplified and LCSSA form.
// REQUIRES: canVersion(loop).
void versionLoop(llvm::Loop &loop, llvm::Value *condition, llvm::LoopInfo &loops,
                 llvm::DominatorTree &dominators, llvm::ScalarEvolution &evolution);

} // namespace aotc
