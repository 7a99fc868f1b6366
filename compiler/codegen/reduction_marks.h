// Keeps the loads of a reduction by its result: part of trap_effects.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Instructions.h"

namespace aotc {

// Behind each loop of one block in which one of `loads` goes into a sum, or what is carried
// like one, says that the sum is needed. The marks stay until there is machine code, of which
// they make none.
llvm::SmallVector<llvm::Instruction *, 8> markReductions(llvm::LoopInfo &loops,
                                                         llvm::ArrayRef<llvm::LoadInst *> loads);

} // namespace aotc
