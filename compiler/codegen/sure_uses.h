// Whether a loaded value is needed on every path from its load: part of
// trap_effects.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/DemandedBits.h"
#include "llvm/IR/Instructions.h"

namespace aotc {

class SureUses {
public:
  explicit SureUses(llvm::DemandedBits &demanded) : demanded(demanded) {}

  // Whether each execution of `load` is followed by an effect that needs its value: no
  // later pass may then delete the load, or move it to where it isn't always executed.
  // False also where finding out takes too long.
  bool has(const llvm::LoadInst &load);

private:
  struct Point {
    const llvm::Value *value;
    const llvm::BasicBlock *block;
    friend bool operator==(const Point &, const Point &) = default;
  };

  bool isNeededFrom(Point point);
  bool isNeededIn(Point point);
  bool isNeededOnEdge(Point point, const llvm::BasicBlock &successor);
  bool isSureUse(const llvm::Use &use);

  llvm::DemandedBits &demanded;
  const llvm::LoadInst *origin = nullptr;
  llvm::SmallVector<Point, 16> underWay;
  unsigned steps = 0;
};

} // namespace aotc
