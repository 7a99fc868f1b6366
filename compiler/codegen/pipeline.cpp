#include "codegen/pipeline.h"

#include "codegen/compare_words.h"
#include "codegen/conditional_passes.h"
#include "codegen/linear_addresses.h"
#include "codegen/proven_addresses.h"
#include "codegen/reroll_loops.h"
#include "codegen/split_loads.h"
#include "codegen/trap_effects.h"
#include "llvm/Passes/OptimizationLevel.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/IPO/AlwaysInliner.h"
#include "llvm/Transforms/IPO/ConstantMerge.h"
#include "llvm/Transforms/IPO/ElimAvailExtern.h"
#include "llvm/Transforms/IPO/FunctionAttrs.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/IPO/GlobalOpt.h"
#include "llvm/Transforms/IPO/Inliner.h"
#include "llvm/Transforms/IPO/SCCP.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/DivRemPairs.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/InferAlignment.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopDeletion.h"
#include "llvm/Transforms/Scalar/LoopIdiomRecognize.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimpleLoopUnswitch.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/Mem2Reg.h"
#include "llvm/Transforms/Vectorize/LoopVectorize.h"
#include "llvm/Transforms/Vectorize/VectorCombine.h"

using namespace llvm;

namespace aotc {

namespace {

// Whether what takes long for the little that it does for most programs is done: above -O1.
bool isThorough(OptimizationLevel level) { return level.getSpeedupLevel() > 1; }

// Whether loops are made of vectors, which at -Os would make code larger.
bool vectorises(OptimizationLevel level) { return isThorough(level) && level.getSizeLevel() == 0; }

// Loads are EarlyCSE's: where they come from over many blocks, the guest's compiler has found out.
GVNOptions valuesOnly() { return GVNOptions().setPRE(false).setMemDep(false); }

// What is invariant goes out of loops.
LoopPassManager moveInvariants() {
  LoopPassManager passes;
  passes.addPass(LoopRotatePass());
  passes.addPass(LICMPass(LICMOptions()));
  passes.addPass(SimpleLoopUnswitchPass());
  return passes;
}

// Counters get one form, and what runs a few times only is written out.
LoopPassManager simplifyCounters() {
  LoopPassManager passes;
  passes.addPass(LoopIdiomRecognizePass());
  passes.addPass(IndVarSimplifyPass());
  passes.addPass(LoopDeletionPass());
  passes.addPass(LoopFullUnrollPass());
  return passes;
}

template <typename... Passes> FunctionPassManager inTurn(Passes... pass) {
  FunctionPassManager passes;
  (passes.addPass(std::move(pass)), ...);
  return passes;
}

FunctionPassManager simplifyLoops(OptimizationLevel level) {
  FunctionPassManager passes;
  passes.addPass(createFunctionToLoopPassAdaptor(moveInvariants(), /*UseMemorySSA=*/true));
  if (isThorough(level))
    passes.addPass(IfPass(hasLeafLoops, onLoops(isLeafLoop, simplifyCounters())));
  return passes;
}

// Of one function, when what it calls has been inlined.
FunctionPassManager simplifyFunction(PassBuilder &builder, OptimizationLevel level) {
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass());
  passes.addPass(SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  passes.addPass(InstCombinePass());
  builder.invokePeepholeEPCallbacks(passes, level);
  passes.addPass(IfPass(hasLoops, simplifyLoops(level)));
  if (isThorough(level))
    passes.addPass(GVNPass(valuesOnly()));
  passes.addPass(ADCEPass());
  // A branch whose ways are the same goes now, while the load that it asks for has its mark.
  passes.addPass(SimplifyCFGPass(SimplifyCFGOptions()
                                     .convertSwitchRangeToICmp(true)
                                     .convertSwitchToArithmetic(true)
                                     .hoistCommonInsts(true)
                                     .sinkCommonInsts(true)));
  return passes;
}

// Callees before callers: inlining, and what is known of a function's effects.
CGSCCPassManager simplifyCalls(PassBuilder &builder, OptimizationLevel level) {
  CGSCCPassManager passes;
  passes.addPass(InlinerPass());
  passes.addPass(PostOrderFunctionAttrsPass(/*SkipNonRecursive=*/true));
  passes.addPass(createCGSCCToFunctionPassAdaptor(simplifyFunction(builder, level),
                                                  /*EagerlyInvalidate=*/true, /*NoRerun=*/true));
  passes.addPass(PostOrderFunctionAttrsPass());
  return passes;
}

// What the vectoriser has left alone of the loops that were rolled up for it (reroll_loops.h).
bool hasRerolledLoops(Function &function, FunctionAnalysisManager &analyses) {
  auto isRerolled = [](const Loop &loop) -> bool {
    return findOptionMDForLoop(&loop, "llvm.loop.unroll.count");
  };
  return hasLoop(isRerolled, function, analyses);
}

// Rolled loops are unrolled again; whichever other loops gain by it, the guest's compiler has
// unrolled.
FunctionPassManager vectoriseLoops(OptimizationLevel level) {
  LoopUnrollOptions again(level.getSpeedupLevel(), /*OnlyWhenForced=*/true);
  FunctionPassManager passes;
  passes.addPass(LCSSAPass()); // or the vectoriser does so, and has then changed the function
  FunctionPassManager vectorise = prepareLoops();
  vectorise.addPass(LoopVectorizePass());
  passes.addPass(
      OnChangePass(std::move(vectorise), inTurn(InferAlignmentPass(), InstCombinePass())));
  passes.addPass(IfPass(hasRerolledLoops, inTurn(LoopUnrollPass(again), InstCombinePass())));
  return passes;
}

// For the target's sake, when the rest is done.
FunctionPassManager optimiseFunction(OptimizationLevel level) {
  FunctionPassManager passes;
  if (vectorises(level))
    passes.addPass(IfPass(hasLeafLoops, vectoriseLoops(level)));
  passes.addPass(IfPass(hasVectors, inTurn(VectorCombinePass(), InstCombinePass())));
  passes.addPass(DivRemPairsPass());
  passes.addPass(SimplifyCFGPass(SimplifyCFGOptions()
                                     .forwardSwitchCondToPhi(true)
                                     .convertSwitchRangeToICmp(true)
                                     .convertSwitchToArithmetic(true)
                                     .convertSwitchToLookupTable(true)
                                     .needCanonicalLoops(false)
                                     .hoistCommonInsts(true)
                                     .sinkCommonInsts(true)
                                     .hoistLoadsStoresWithCondFaulting(true)
                                     .speculateUnpredictables(true)));
  return passes;
}

void simplifyModule(ModulePassManager &passes, PassBuilder &builder, OptimizationLevel level) {
  passes.addPass(
      createModuleToFunctionPassAdaptor(inTurn(SimplifyCFGPass(), PromotePass(), EarlyCSEPass()),
                                        /*EagerlyInvalidate=*/true));
  if (isThorough(level))
    // Arguments that are the same in all calls; no copies of functions for different ones.
    passes.addPass(IPSCCPPass(IPSCCPOptions(/*AllowFuncSpec=*/false)));
  passes.addPass(GlobalOptPass());
  passes.addPass(AlwaysInlinerPass());
  passes.addPass(createModuleToPostOrderCGSCCPassAdaptor(simplifyCalls(builder, level)));
  passes.addPass(GlobalDCEPass());
  passes.addPass(EliminateAvailableExternallyPass());
}

} // namespace

FunctionPassManager dropMarks(OptimizationLevel level) {
  FunctionPassManager passes;
  if (isThorough(level))
    passes.addPass(ProvenAddressesPass());
  if (vectorises(level))
    passes.addPass(LoopSimplifyPass()); // SimplifyCFG has merged preheaders and exits
  passes.addPass(DropSureMarksPass(vectorises(level)));
  return passes;
}

FunctionPassManager prepareLoops() {
  return inTurn(CompareWordsPass(), RerollLoopsPass(), LinearAddressesPass());
}

FunctionPassManager lowerMarks(OptimizationLevel level) {
  FunctionPassManager passes;
  passes.addPass(LowerMarksPass());
  if (vectorises(level))
    passes.addPass(SplitLoadsPass());
  return passes;
}

ModulePassManager leanPipeline(PassBuilder &builder, OptimizationLevel level) {
  ModulePassManager passes;
  simplifyModule(passes, builder, level);
  // One function after the other, while it is in the processor's caches.
  passes.addPass(createModuleToFunctionPassAdaptor(
      inTurn(dropMarks(level), optimiseFunction(level), lowerMarks(level)),
      /*EagerlyInvalidate=*/true));
  passes.addPass(GlobalDCEPass());
  passes.addPass(ConstantMergePass());
  return passes;
}

} // namespace aotc
