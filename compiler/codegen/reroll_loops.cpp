// Entry point: RerollLoopsPass. Compilers unroll small loops for WebAssembly (LLVM's own
// back-end asks for it), and neither of LLVM's vectorisers takes such a loop: for one, the
// accesses of a repetition are too far apart, for the other they may overlap.
//
// A loop that loop_repetitions.cpp can take apart keeps its first repetition. Induction
// variables take smaller steps, and a counter of its own ends it: the guest's exit
// condition may be one that smaller steps meet too early, or miss. All of it is exact, in
// modular arithmetic too: each access is to the address that it was to, and in the same
// order.
//
// What LLVM doesn't vectorise then is unrolled again, as metadata asks. LLVM had a pass of
// this kind, for fewer loops, and dropped it.
#include "codegen/reroll_loops.h"

#include "codegen/loop_repetitions.h"
#include "codegen/version_loop.h"

#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr unsigned kMostFactor = 8;

class Reroller {
public:
  Reroller(Repetitions &repetitions, TargetTransformInfo &costs)
      : repetitions(repetitions), body(repetitions.body), loop(body.loop),
        evolution(body.evolution), costs(costs), factor(repetitions.factor) {}

  bool run() {
    Value *trips = makeTripCount();
    if (!trips)
      return false;
    evolution.forgetTopmostLoop(&loop);
    for (PHINode *phi : body.inductions)
      stepBy(phi, steps.lookup(phi));
    for (auto [phi, update] : repetitions.firstUpdates)
      phi->setIncomingValueForBlock(body.block, update);
    for (Repetitions::Tree &tree : repetitions.trees)
      shrink(tree);
    weakenFlags();
    SmallVector<WeakTrackingVH, 32> dead = leaveOthers();
    endAt(trips, dead);
    for (WeakTrackingVH &value : dead)
      if (auto *instruction = dyn_cast_or_null<Instruction>(value))
        RecursivelyDeleteTriviallyDeadInstructions(instruction);
    mark();
    return true;
  }

private:
  // How often the rolled loop runs, computed before it; null if that can't be said, or costs
  // much. Also notes the steps, before anything is changed.
  Value *makeTripCount() {
    const SCEV *taken = evolution.getBackedgeTakenCount(&loop);
    Instruction *before = loop.getLoopPreheader()->getTerminator();
    SCEVExpander expander(evolution, "rerolled");
    if (isa<SCEVCouldNotCompute>(taken) || evolution.getTypeSizeInBits(taken->getType()) > 64 ||
        !isCheapBefore(loop, taken, expander, costs))
      return nullptr;
    Type *word = Type::getInt64Ty(body.block->getContext());
    const SCEV *trips =
        evolution.getAddExpr(evolution.getNoopOrZeroExtend(taken, word), evolution.getOne(word));
    trips = evolution.getMulExpr(trips, evolution.getConstant(word, factor));
    for (PHINode *phi : body.inductions)
      steps[phi] = body.step(body.affine(phi)).sdiv(factor);
    return expander.expandCodeFor(trips, word, before);
  }

  void stepBy(PHINode *phi, const APInt &step) {
    IRBuilder<> builder(body.block->getTerminator());
    Value *next = phi->getType()->isPointerTy()
                      ? builder.CreatePtrAdd(phi, builder.getInt(step))
                      : builder.CreateAdd(phi, ConstantInt::get(phi->getType(), step));
    leave(body.latchValue(phi), next);
    phi->setIncomingValueForBlock(body.block, next);
  }

  void shrink(Repetitions::Tree &tree) {
    IRBuilder<> builder(body.block->getTerminator());
    auto operation = static_cast<Instruction::BinaryOps>(tree.root->getOpcode());
    Value *update = builder.CreateBinOp(operation, tree.phi, tree.first);
    leave(tree.root, update);
    tree.phi->setIncomingValueForBlock(body.block, update);
  }

  // `value` has become `instead` for whoever is behind the loop.
  void leave(Value *value, Value *instead) {
    value->replaceUsesWithIf(instead, [&](Use &use) { return !body.contains(use.getUser()); });
  }

  // Only what holds for all repetitions holds for the one that is left.
  void weakenFlags() {
    for (Instruction *instruction : body.derived) {
      makeSum(instruction);
      instruction->dropPoisonGeneratingAnnotations();
    }
    for (unsigned j = 1; j < factor; ++j)
      for (auto [first, other] : repetitions.matches[j]) {
        first->andIRFlags(other);
        if (isa<LoadInst, StoreInst>(first))
          combineMetadataForCSE(first, other, false);
      }
  }

  // Of `or disjoint`, whose bits are disjoint with the guest's steps only.
  void makeSum(Instruction *instruction) {
    auto *either = dyn_cast<PossiblyDisjointInst>(instruction);
    if (!either || !either->isDisjoint() || !body.linear.contains(instruction))
      return;
    IRBuilder<> builder(instruction);
    instruction->replaceAllUsesWith(
        builder.CreateAdd(instruction->getOperand(0), instruction->getOperand(1)));
  }

  // Takes the other repetitions out: what is dead now.
  SmallVector<WeakTrackingVH, 32> leaveOthers() {
    for (auto [first, last] : repetitions.matches[factor - 1])
      leave(last, first);
    SmallVector<WeakTrackingVH, 32> dead;
    for (Repetitions::Tree &tree : repetitions.trees)
      dead.push_back(tree.root);
    for (unsigned j = 1; j < factor; ++j)
      for (auto [first, other] : repetitions.matches[j])
        if (!other->getType()->isVoidTy())
          dead.push_back(other);
    for (Instruction *effect : body.effects)
      if (repetitions.repetitionOf.count(effect))
        effect->eraseFromParent();
    dead.append(body.derived.begin(), body.derived.end());
    return dead;
  }

  void endAt(Value *trips, SmallVectorImpl<WeakTrackingVH> &dead) {
    auto *branch = cast<BranchInst>(body.block->getTerminator());
    IRBuilder<> builder(body.block, body.block->begin());
    PHINode *counter = builder.CreatePHI(trips->getType(), 2, "rerolled");
    builder.SetInsertPoint(branch);
    Value *next = builder.CreateAdd(counter, builder.getInt64(1));
    counter->addIncoming(builder.getInt64(0), loop.getLoopPreheader());
    counter->addIncoming(next, body.block);
    dead.push_back(branch->getCondition());
    bool leavesIfTrue = branch->getSuccessor(0) != body.block;
    branch->setCondition(
        builder.CreateICmp(leavesIfTrue ? CmpInst::ICMP_EQ : CmpInst::ICMP_NE, next, trips));
  }

  // Unrolled as before, unless it is vectorised.
  void mark() {
    LLVMContext &context = body.block->getContext();
    Type *number = Type::getInt32Ty(context);
    auto property = [&](const char *name, uint32_t value) {
      return MDNode::get(context, {MDString::get(context, name),
                                   ConstantAsMetadata::get(ConstantInt::get(number, value))});
    };
    auto then = [&](const char *name) {
      return MDNode::get(context,
                         {MDString::get(context, name), property("llvm.loop.isvectorized", 1)});
    };
    MDNode *id = MDNode::getDistinct(context, {nullptr, property("llvm.loop.unroll.count", factor),
                                               then("llvm.loop.vectorize.followup_vectorized"),
                                               then("llvm.loop.vectorize.followup_epilogue")});
    id->replaceOperandWith(0, id);
    loop.setLoopID(id);
  }

  Repetitions &repetitions;
  LoopBody &body;
  Loop &loop;
  ScalarEvolution &evolution;
  TargetTransformInfo &costs;
  unsigned factor;
  DenseMap<PHINode *, APInt> steps;
};

bool reroll(Loop &loop, ScalarEvolution &evolution, TargetTransformInfo &costs) {
  LoopBody body(loop, evolution);
  if (loop.getLoopID() || !body.read())
    return false;
  for (unsigned factor = kMostFactor; factor > 1; --factor) {
    Repetitions repetitions(body, factor);
    if (repetitions.match())
      return Reroller(repetitions, costs).run();
  }
  return false;
}

} // namespace

PreservedAnalyses RerollLoopsPass::run(Function &function, FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  bool changed = changeInnermostLoops(loops, [&](Loop &loop) {
    return reroll(loop, analyses.getResult<ScalarEvolutionAnalysis>(function),
                  analyses.getResult<TargetIRAnalysis>(function));
  });
  if (!changed)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  preserved.preserve<LoopAnalysis>();
  return preserved;
}

} // namespace aotc
