#include "codegen/pipeline.h"

#include "codegen/conditional_passes.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/GlobalsModRef.h"
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
#include "llvm/Transforms/Scalar/DeadStoreElimination.h"
#include "llvm/Transforms/Scalar/DivRemPairs.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/InferAlignment.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopDeletion.h"
#include "llvm/Transforms/Scalar/LoopIdiomRecognize.h"
#include "llvm/Transforms/Scalar/LoopLoadElimination.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimpleLoopUnswitch.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Vectorize/LoopVectorize.h"
#include "llvm/Transforms/Vectorize/SLPVectorizer.h"
#include "llvm/Transforms/Vectorize/VectorCombine.h"

using namespace llvm;

namespace aotc {

namespace {

constexpr auto kPhase = ThinOrFullLTOPhase::None;

LICMPass hoist() { return LICMPass(LICMOptions()); }

// What is invariant goes out of loops, counters get one form, and what runs a few times only is
// written out.
FunctionPassManager simplifyLoops(PassBuilder &builder, OptimizationLevel level) {
  LoopPassManager invariants;
  invariants.addPass(LoopRotatePass());
  invariants.addPass(hoist());
  invariants.addPass(SimpleLoopUnswitchPass());
  LoopPassManager counters;
  counters.addPass(LoopIdiomRecognizePass());
  counters.addPass(IndVarSimplifyPass());
  builder.invokeLateLoopOptimizationsEPCallbacks(counters, level);
  counters.addPass(LoopDeletionPass());
  counters.addPass(LoopFullUnrollPass());
  FunctionPassManager passes;
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(invariants), /*UseMemorySSA=*/true));
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(counters)));
  return passes;
}

// Of one function, when what it calls has been inlined.
FunctionPassManager simplifyFunction(PassBuilder &builder, OptimizationLevel level) {
  FunctionPassManager passes;
  passes.addPass(SROAPass(SROAOptions::ModifyCFG));
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(SimplifyCFGPass(SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  passes.addPass(InstCombinePass());
  builder.invokePeepholeEPCallbacks(passes, level);
  passes.addPass(IfPass(hasLoops, simplifyLoops(builder, level)));
  passes.addPass(GVNPass());
  passes.addPass(ADCEPass());
  passes.addPass(DSEPass());
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

template <typename... Passes> FunctionPassManager inTurn(Passes... pass) {
  FunctionPassManager passes;
  (passes.addPass(std::move(pass)), ...);
  return passes;
}

FunctionPassManager vectorise() {
  FunctionPassManager passes;
  passes.addPass(
      IfPass(hasLoops, inTurn(OnChangePass(inTurn(LoopVectorizePass()),
                                           inTurn(InferAlignmentPass(), LoopLoadEliminationPass(),
                                                  InstCombinePass())))));
  passes.addPass(SLPVectorizerPass());
  passes.addPass(IfPass(hasVectors, inTurn(VectorCombinePass(), InstCombinePass())));
  return passes;
}

FunctionPassManager unroll() {
  FunctionPassManager passes;
  passes.addPass(
      OnChangePass(inTurn(LoopUnrollPass()),
                   inTurn(SROAPass(SROAOptions::PreserveCFG), InstCombinePass(),
                          createFunctionToLoopPassAdaptor(hoist(), /*UseMemorySSA=*/true))));
  return passes;
}

// For the target's sake, when the rest is done.
FunctionPassManager optimiseFunction(OptimizationLevel level) {
  FunctionPassManager passes;
  if (level.getSizeLevel() == 0) {
    passes.addPass(vectorise());
    passes.addPass(IfPass(hasLoops, unroll()));
  }
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
  passes.addPass(createModuleToFunctionPassAdaptor(
      inTurn(SimplifyCFGPass(), SROAPass(SROAOptions::ModifyCFG), EarlyCSEPass()),
      /*EagerlyInvalidate=*/true));
  passes.addPass(IPSCCPPass()); // arguments that are the same in all calls
  passes.addPass(GlobalOptPass());
  passes.addPass(AlwaysInlinerPass());
  passes.addPass(RequireAnalysisPass<GlobalsAA, Module>());
  passes.addPass(createModuleToFunctionPassAdaptor(inTurn(InvalidateAnalysisPass<AAManager>())));
  passes.addPass(createModuleToPostOrderCGSCCPassAdaptor(simplifyCalls(builder, level)));
  passes.addPass(GlobalOptPass());
  passes.addPass(GlobalDCEPass());
  passes.addPass(EliminateAvailableExternallyPass());
}

} // namespace

ModulePassManager leanPipeline(PassBuilder &builder, OptimizationLevel level) {
  ModulePassManager passes;
  simplifyModule(passes, builder, level);
  builder.invokeOptimizerEarlyEPCallbacks(passes, level, kPhase);
  passes.addPass(
      createModuleToFunctionPassAdaptor(optimiseFunction(level), /*EagerlyInvalidate=*/true));
  passes.addPass(GlobalDCEPass());
  passes.addPass(ConstantMergePass());
  return passes;
}

} // namespace aotc
