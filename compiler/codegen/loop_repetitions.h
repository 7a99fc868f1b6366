// Loops of one block whose body repeats itself, taken apart (codegen/reroll_loops.cpp
// says what for).
#pragma once

#include <vector>

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"

namespace aotc {

// A loop of one block and what its instructions are.
class LoopBody {
public:
  LoopBody(llvm::Loop &loop, llvm::ScalarEvolution &evolution)
      : loop(loop), evolution(evolution), block(loop.getHeader()) {}

  // False for loops that aren't taken apart.
  bool read();

  bool contains(const llvm::Value *value) const {
    auto *instruction = llvm::dyn_cast<llvm::Instruction>(value);
    return instruction && instruction->getParent() == block;
  }
  bool isRecurrence(const llvm::Value *value) const {
    return llvm::is_contained(recurrences, value);
  }
  llvm::Value *latchValue(const llvm::PHINode *phi) const {
    return phi->getIncomingValueForBlock(block);
  }
  // {start,+,step} of this loop with a constant step, or null.
  const llvm::SCEVAddRecExpr *affine(llvm::Value *value) const;
  llvm::APInt step(const llvm::SCEVAddRecExpr *value) const;

  llvm::Loop &loop;
  llvm::ScalarEvolution &evolution;
  llvm::BasicBlock *block;
  llvm::SmallVector<llvm::PHINode *, 4> inductions, recurrences;
  // Computed of inductions and values from outside alone: addresses, for the most part.
  llvm::SmallPtrSet<llvm::Instruction *, 32> derived;
  // Of these, those that are linear in the inductions whatever values those have. SCEV also
  // sees through a mask or an `or` that relies on the bits which a step leaves zero; `or
  // disjoint` counts as the sum that it is.
  llvm::SmallPtrSet<llvm::Instruction *, 32> linear;
  llvm::SmallVector<llvm::Instruction *, 16> effects; // stores and marks, in program order

private:
  bool readInstruction(llvm::Instruction &instruction);
  bool isDerived(llvm::Instruction &instruction) const;
  bool isLinear(const llvm::Value *value) const;
  bool computesLinear(llvm::Instruction &instruction) const;
};

// `body` as `factor` repetitions that run one after the other.
class Repetitions {
public:
  Repetitions(LoopBody &body, unsigned factor) : body(body), factor(factor), matches(factor) {}

  // Whether all of the body is that.
  bool match();

  // From an instruction of the first repetition to that of repetition j, 1 ≤ j < factor.
  using Match = llvm::DenseMap<llvm::Instruction *, llvm::Instruction *>;

  LoopBody &body;
  const unsigned factor;
  std::vector<Match> matches;
  // What a recurrence is after the first repetition.
  llvm::DenseMap<llvm::PHINode *, llvm::Instruction *> firstUpdates;
  llvm::DenseMap<const llvm::Instruction *, unsigned> repetitionOf; // but for the first

  // A reduction that isn't written as one repetition behind the other: `root` combines
  // the phi and a value of each repetition, in any order.
  struct Tree {
    llvm::PHINode *phi;
    llvm::Instruction *root;
    llvm::Value *first; // the first repetition's
    llvm::SmallPtrSet<llvm::Instruction *, 8> nodes;
  };
  std::vector<Tree> trees;

private:
  bool matchEffects();
  bool matchReductions();
  bool matchChain(llvm::PHINode *phi);
  bool matchTree(llvm::PHINode *phi);
  bool matchLeaves(llvm::Value *first, llvm::ArrayRef<llvm::Value *> leaves);
  llvm::SmallVector<llvm::Instruction *, 8> reductionOf(llvm::PHINode *phi) const;
  bool matchValue(llvm::Value *first, llvm::Value *other, unsigned j);
  bool matchRecurrence(llvm::PHINode *phi, llvm::Value *other, unsigned j);
  bool matchAffine(llvm::Value *first, llvm::Value *other, unsigned j);
  bool matchDerived(llvm::Value *first, llvm::Value *other, unsigned j);
  bool matchInstruction(llvm::Instruction *first, llvm::Instruction *other, unsigned j);
  bool matchOperands(llvm::Instruction *first, llvm::Instruction *other, unsigned j);
  void undo(size_t size);
  void collectLeaves(Tree &tree, llvm::Instruction *node,
                     llvm::SmallVectorImpl<llvm::Value *> &leaves) const;
  bool isTreeNode(llvm::Instruction *instruction) const;

  bool isWhole();
  bool isCovered(llvm::Instruction &instruction,
                 llvm::SmallPtrSetImpl<const llvm::Instruction *> &exitOnly) const;
  bool leavesWell(llvm::Instruction &instruction) const;
  bool isInOrder() const;

  // Repetition and instruction of the first one, in the order of matching.
  std::vector<std::pair<unsigned, llvm::Instruction *>> matched;
  unsigned effort = 0;
};

} // namespace aotc
