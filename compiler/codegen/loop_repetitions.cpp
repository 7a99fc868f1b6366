// Entry points: LoopBody::read, Repetitions::match.
//
// The stores are cut in equal parts, in program order, and each part is matched with the
// first: from the stores up to their operands, until a value is met that is known in
// every repetition. What is matched:
//   - the same value from outside of the loop;
//   - affine values (of induction variables and constants, by SCEV): that of repetition j
//     is j steps of the rolled loop further than the first one's;
//   - other values that are computed of such values alone in the same way;
//   - for a recurrence (a phi that is no induction variable): what the repetition before
//     made of it;
//   - instructions that do the same with matching operands.
// Integer reductions are matched from their chain of operations likewise. Then nothing may
// be left over that the rolled loop would do another number of times.
#include "codegen/loop_repetitions.h"

#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr unsigned kMostInstructions = 300;
constexpr unsigned kMostEffort = 10 * kMostInstructions;

bool touchesMemory(const Instruction &instruction) {
  return isa<LoadInst, StoreInst>(instruction) ||
         (isa<CallInst>(instruction) && cast<CallInst>(instruction).isInlineAsm());
}

} // namespace

bool LoopBody::read() {
  auto *branch = dyn_cast<BranchInst>(block->getTerminator());
  if (loop.getNumBlocks() != 1 || !loop.getLoopPreheader() || !loop.getExitBlock() ||
      block->size() > kMostInstructions || !branch || !branch->isConditional())
    return false;
  for (Instruction &instruction : *block)
    if (!readInstruction(instruction))
      return false;
  return true;
}

bool LoopBody::readInstruction(Instruction &instruction) {
  if (auto *phi = dyn_cast<PHINode>(&instruction)) {
    (affine(phi) ? inductions : recurrences).push_back(phi);
    return true;
  }
  if (auto *load = dyn_cast<LoadInst>(&instruction))
    return load->isSimple();
  if (auto *store = dyn_cast<StoreInst>(&instruction)) {
    effects.push_back(store);
    return store->isSimple();
  }
  if (auto *call = dyn_cast<CallInst>(&instruction); call && call->isInlineAsm()) {
    effects.push_back(call); // a mark of a load (codegen/trap_effects.h)
    return true;
  }
  if (instruction.isTerminator())
    return true;
  if (isDerived(instruction))
    derived.insert(&instruction);
  if (computesLinear(instruction))
    linear.insert(&instruction);
  return !instruction.mayHaveSideEffects() && !instruction.mayReadOrWriteMemory();
}

bool LoopBody::isDerived(Instruction &instruction) const {
  return all_of(instruction.operands(), [&](Value *operand) {
    return !contains(operand) || is_contained(inductions, operand) ||
           derived.contains(cast<Instruction>(operand));
  });
}

bool LoopBody::isLinear(const Value *value) const {
  return !contains(value) || is_contained(inductions, value) ||
         linear.contains(cast<Instruction>(value));
}

bool LoopBody::computesLinear(Instruction &instruction) const {
  if (!all_of(instruction.operands(), [&](const Value *operand) { return isLinear(operand); }))
    return false;
  const Value *right = instruction.getNumOperands() > 1 ? instruction.getOperand(1) : nullptr;
  switch (instruction.getOpcode()) {
  case Instruction::Add:
  case Instruction::Sub:
  case Instruction::Trunc:
  case Instruction::ZExt:
  case Instruction::SExt:
  case Instruction::GetElementPtr:
    return true;
  case Instruction::Or:
    return cast<PossiblyDisjointInst>(instruction).isDisjoint();
  case Instruction::Mul:
    return !contains(instruction.getOperand(0)) || !contains(right);
  case Instruction::Shl:
    return !contains(right);
  case Instruction::And: // as zext (trunc …)
    return isa<ConstantInt>(right) && cast<ConstantInt>(right)->getValue().isMask();
  default:
    return false;
  }
}

const SCEVAddRecExpr *LoopBody::affine(Value *value) const {
  if (!evolution.isSCEVable(value->getType()))
    return nullptr;
  auto *found = dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(value));
  bool isUsable = found && found->getLoop() == &loop && found->isAffine() &&
                  isa<SCEVConstant>(found->getStepRecurrence(evolution));
  return isUsable ? found : nullptr;
}

APInt LoopBody::step(const SCEVAddRecExpr *value) const {
  return cast<SCEVConstant>(value->getStepRecurrence(evolution))->getAPInt();
}

bool Repetitions::match() {
  for (PHINode *phi : body.inductions)
    if (body.step(body.affine(phi)).srem(factor) != 0)
      return false;
  return matchEffects() && matchReductions() && isWhole() && isInOrder();
}

bool Repetitions::matchEffects() {
  const auto &effects = body.effects;
  if (effects.size() % factor)
    return false;
  size_t each = effects.size() / factor;
  for (unsigned j = 1; j < factor; ++j)
    for (size_t i = 0; i < each; ++i)
      if (!matchInstruction(effects[i], effects[j * each + i], j))
        return false;
  return true;
}

// x ∘ a ∘ b … of the phi x, from the first operation to the last, which is x's next value.
// Empty if that is something else.
SmallVector<Instruction *, 8> Repetitions::reductionOf(PHINode *phi) const {
  SmallVector<Instruction *, 8> chain;
  auto *update = dyn_cast<Instruction>(body.latchValue(phi));
  while (update && body.contains(update) && !isa<PHINode>(update)) {
    chain.push_back(update);
    if (is_contained(update->operands(), phi)) {
      std::reverse(chain.begin(), chain.end());
      return chain;
    }
    auto inner = find_if(update->operands(), [&](Value *operand) {
      auto *instruction = dyn_cast<Instruction>(operand);
      return instruction && body.contains(instruction) && instruction->isSameOperationAs(update);
    });
    update = inner == update->op_end() ? nullptr : cast<Instruction>(*inner);
  }
  return {};
}

// Recurrences that no store has led to. Of floats the order counts, and no vectoriser takes
// them.
bool Repetitions::matchReductions() {
  return all_of(body.recurrences, [&](PHINode *phi) {
    return firstUpdates.count(phi) ||
           (phi->getType()->isIntegerTy() && (matchChain(phi) || matchTree(phi)));
  });
}

bool Repetitions::matchChain(PHINode *phi) {
  SmallVector<Instruction *, 8> chain = reductionOf(phi);
  if (chain.empty() || chain.size() % factor)
    return false;
  size_t each = chain.size() / factor;
  size_t before = matched.size();
  firstUpdates[phi] = chain[each - 1];
  for (unsigned j = 1; j < factor; ++j)
    if (!matchInstruction(chain[each - 1], chain[(j + 1) * each - 1], j)) {
      undo(before);
      firstUpdates.erase(phi);
      return false;
    }
  return true;
}

void Repetitions::collectLeaves(Tree &tree, Instruction *node,
                                SmallVectorImpl<Value *> &leaves) const {
  tree.nodes.insert(node);
  for (Value *operand : node->operands()) {
    auto *inner = dyn_cast<Instruction>(operand);
    bool isNode = inner && inner->getOpcode() == node->getOpcode() && body.contains(inner) &&
                  inner->hasOneUse() && leaves.size() <= factor;
    if (isNode)
      collectLeaves(tree, inner, leaves);
    else
      leaves.push_back(operand);
  }
}

// LLVM combines what doesn't depend on the phi first.
bool Repetitions::matchTree(PHINode *phi) {
  auto *root = dyn_cast<BinaryOperator>(body.latchValue(phi));
  if (!root || !body.contains(root) || !root->isAssociative() || !root->isCommutative())
    return false;
  Tree tree{phi, root, nullptr, {}};
  SmallVector<Value *, 16> leaves;
  collectLeaves(tree, root, leaves);
  auto *carried = find(leaves, phi);
  if (leaves.size() != factor + 1 || carried == leaves.end())
    return false;
  leaves.erase(carried);
  for (Value *leaf : leaves)
    if (body.contains(leaf) && matchLeaves(leaf, leaves)) {
      tree.first = leaf;
      trees.push_back(std::move(tree));
      return true;
    }
  return false;
}

bool Repetitions::matchLeaves(Value *first, ArrayRef<Value *> leaves) {
  size_t before = matched.size();
  for (unsigned j = 1; j < factor; ++j) {
    bool found =
        any_of(leaves, [&](Value *leaf) { return leaf != first && matchValue(first, leaf, j); });
    if (!found) {
      undo(before);
      return false;
    }
  }
  return true;
}

bool Repetitions::isTreeNode(Instruction *instruction) const {
  return any_of(trees, [&](const Tree &tree) { return tree.nodes.contains(instruction); });
}

bool Repetitions::matchValue(Value *first, Value *other, unsigned j) {
  if (++effort > kMostEffort)
    return false;
  if (!body.contains(first))
    return first == other;
  if (body.isRecurrence(first))
    return matchRecurrence(cast<PHINode>(first), other, j);
  auto *instruction = cast<Instruction>(first);
  bool isLinear = is_contained(body.inductions, first) || body.linear.contains(instruction);
  if (isLinear && (body.affine(first) || body.affine(other)))
    return matchAffine(first, other, j);
  if (body.derived.contains(instruction))
    return matchDerived(first, other, j);
  return body.contains(other) && matchInstruction(instruction, cast<Instruction>(other), j);
}

bool Repetitions::matchRecurrence(PHINode *phi, Value *other, unsigned j) {
  if (!body.contains(other))
    return false;
  auto [update, isNew] = firstUpdates.try_emplace(phi, cast<Instruction>(other));
  if (j == 1)
    return isNew || update->second == other;
  return !isNew && matches[j - 1].lookup(update->second) == other;
}

bool Repetitions::matchAffine(Value *first, Value *other, unsigned j) {
  const SCEVAddRecExpr *from = body.affine(first), *to = body.affine(other);
  if (!from || !to || first->getType() != other->getType())
    return false;
  APInt step = body.step(from);
  auto *distance = dyn_cast<SCEVConstant>(body.evolution.getMinusSCEV(to, from));
  if (!distance || step.srem(factor) != 0)
    return false;
  APInt wanted = step.sdiv(factor) * j;
  return distance->getAPInt().sextOrTrunc(wanted.getBitWidth()) == wanted;
}

// These belong to no repetition: several may use the same address.
bool Repetitions::matchDerived(Value *first, Value *other, unsigned j) {
  auto *from = cast<Instruction>(first), *to = dyn_cast<Instruction>(other);
  return to && body.derived.contains(to) && from->isSameOperationAs(to) &&
         matchOperands(from, to, j);
}

bool Repetitions::matchInstruction(Instruction *first, Instruction *other, unsigned j) {
  auto known = matches[j].find(first);
  if (known != matches[j].end())
    return known->second == other;
  if (first == other || isa<PHINode>(first) || repetitionOf.count(other) ||
      !first->isSameOperationAs(other))
    return false;
  size_t before = matched.size();
  matches[j][first] = other;
  repetitionOf[other] = j;
  matched.push_back({j, first});
  if (matchOperands(first, other, j))
    return true;
  undo(before);
  return false;
}

bool Repetitions::matchOperands(Instruction *first, Instruction *other, unsigned j) {
  size_t before = matched.size();
  auto inOrder = [&] {
    for (unsigned i = 0; i < first->getNumOperands(); ++i)
      if (!matchValue(first->getOperand(i), other->getOperand(i), j))
        return false;
    return true;
  };
  if (inOrder())
    return true;
  if (!first->isCommutative())
    return false;
  undo(before);
  for (unsigned i = 2; i < first->getNumOperands(); ++i)
    if (!matchValue(first->getOperand(i), other->getOperand(i), j))
      return false;
  return matchValue(first->getOperand(0), other->getOperand(1), j) &&
         matchValue(first->getOperand(1), other->getOperand(0), j);
}

// A recurrence's update that was guessed on the way stays: it is right or the match fails.
void Repetitions::undo(size_t size) {
  for (; matched.size() > size; matched.pop_back()) {
    auto [j, first] = matched.back();
    auto match = matches[j].find(first);
    repetitionOf.erase(match->second);
    matches[j].erase(match);
  }
}

bool Repetitions::isWhole() {
  for (unsigned j = 2; j < factor; ++j)
    if (matches[j].size() != matches[1].size())
      return false;
  for (auto [first, second] : matches[1]) {
    if (repetitionOf.count(first))
      return false;
    for (unsigned j = 2; j < factor; ++j)
      if (!matches[j].count(first))
        return false;
  }
  for (const Tree &tree : trees)
    if (firstUpdates.count(tree.phi) || any_of(tree.nodes, [&](Instruction *node) {
          return repetitionOf.count(node) || matches[1].count(node);
        }))
      return false; // something needs what the tree has added up so far
  for (PHINode *phi : body.recurrences) {
    if (any_of(trees, [&](const Tree &tree) { return tree.phi == phi; }))
      continue;
    Instruction *update = firstUpdates.lookup(phi);
    if (!update || matches[factor - 1].lookup(update) != body.latchValue(phi))
      return false;
  }
  SmallPtrSet<const Instruction *, 8> exitOnly;
  for (Instruction &instruction : reverse(*body.block))
    if (!isCovered(instruction, exitOnly) || !leavesWell(instruction))
      return false;
  return true;
}

// Phis, the repetitions, values derived of inductions, and what only the exit condition needs,
// which gets another one.
bool Repetitions::isCovered(Instruction &instruction,
                            SmallPtrSetImpl<const Instruction *> &exitOnly) const {
  if (isa<PHINode>(instruction) || matches[1].count(&instruction) ||
      repetitionOf.count(&instruction) || isTreeNode(&instruction))
    return true;
  bool isExitOnly =
      !touchesMemory(instruction) && all_of(instruction.users(), [&](const User *user) {
        return exitOnly.contains(dyn_cast<Instruction>(user));
      });
  if (instruction.isTerminator() || isExitOnly)
    exitOnly.insert(&instruction);
  return exitOnly.contains(&instruction) || body.derived.contains(&instruction);
}

// What is used behind the loop must be what the last repetition made, or the next value of
// an induction variable.
bool Repetitions::leavesWell(Instruction &instruction) const {
  bool isUsedOutside =
      any_of(instruction.users(), [&](const User *user) { return !body.contains(user); });
  if (!isUsedOutside)
    return true;
  bool isRoot = any_of(trees, [&](const Tree &tree) { return tree.root == &instruction; });
  if (isRoot || repetitionOf.lookup(&instruction) == factor - 1)
    return true;
  return !isa<PHINode>(instruction) && any_of(body.inductions, [&](const PHINode *phi) {
    return body.latchValue(phi) == &instruction;
  });
}

// Loads alone may be in any order.
bool Repetitions::isInOrder() const {
  if (body.effects.empty())
    return true;
  unsigned last = 0;
  for (const Instruction &instruction : *body.block) {
    if (!touchesMemory(instruction))
      continue;
    unsigned j = repetitionOf.lookup(&instruction);
    if (j < last)
      return false;
    last = j;
  }
  return true;
}

} // namespace aotc
