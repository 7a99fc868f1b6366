// The passes of one partition: LLVM's, in its order for the level or in ours (pipeline.h), and
// ours.
//
// Marks (trap_effects.h) are dropped where sure between LLVM's simplification
// (inlining is over, effects are known) and its optimisation (vectorisers); what
// is left is lowered at the very end. A function's memory effects are inferred
// before that point and never again, so that calls of functions that only load
// keep the effect that the mark gave them.
//
// Allocation functions, and everything a C library does, mean nothing in guest
// code: the library information is emptied, so that LLVM neither recognises a
// guest's loop as strlen nor a symbol of ours as a libc function; memcpy, memset,
// memmove and memcmp are what musl gives and what LLVM may always call.
#include "codegen/optimise.h"

#include "codegen/analysis_managers.h"
#include "codegen/pipeline.h"
#include "codegen/wide_multiply.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/StandardInstrumentations.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace aotc {

namespace {

OptimizationLevel passLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return OptimizationLevel::O0;
  case OptLevel::O1:
    return OptimizationLevel::O1;
  case OptLevel::O2:
    return OptimizationLevel::O2;
  case OptLevel::O3:
    return OptimizationLevel::O3;
  case OptLevel::Os:
    return OptimizationLevel::Os;
  }
  return OptimizationLevel::O2;
}

// Of LLVM's own pipelines, of which one is left that optimises: O3's.
PipelineTuningOptions tuning() {
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = true;
  tuning.SLPVectorization = true;
  tuning.LoopInterleaving = true;
  return tuning;
}

TargetLibraryInfoImpl libraryFunctions(const TargetMachine &machine) {
  TargetLibraryInfoImpl library(machine.getTargetTriple());
  library.disableAllFunctions();
  for (LibFunc function : {LibFunc_memcpy, LibFunc_memmove, LibFunc_memset, LibFunc_memcmp})
    library.setAvailable(function);
  return library;
}

// LLVM's own, with our passes where they belong in it.
ModulePassManager fullPipeline(PassBuilder &builder, OptimizationLevel level) {
  builder.registerOptimizerEarlyEPCallback(
      [](ModulePassManager &passes, OptimizationLevel level, ThinOrFullLTOPhase) {
        passes.addPass(createModuleToFunctionPassAdaptor(dropMarks(level)));
        passes.addPass(createModuleToFunctionPassAdaptor(prepareLoops()));
      });
  ModulePassManager passes = builder.buildPerModuleDefaultPipeline(level);
  passes.addPass(createModuleToFunctionPassAdaptor(lowerMarks(level)));
  return passes;
}

ModulePassManager fastPipeline(PassBuilder &builder, OptimizationLevel level) {
  ModulePassManager passes = builder.buildO0DefaultPipeline(level);
  passes.addPass(createModuleToFunctionPassAdaptor(lowerMarks(level)));
  return passes;
}

ModulePassManager pipeline(PassBuilder &builder, OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return fastPipeline(builder, passLevel(level));
  case OptLevel::O1:
  case OptLevel::O2:
  case OptLevel::Os:
    return leanPipeline(builder, passLevel(level));
  case OptLevel::O3:
    break;
  }
  return fullPipeline(builder, passLevel(level));
}

// Passes and code generation ask the function how large it may be, not the pipeline.
void preferSize(Module &module) {
  for (Function &function : module)
    if (!function.isDeclaration())
      function.addFnAttr(Attribute::OptimizeForSize);
}

Result<void> verifyModule(const Module &module, const char *when) {
  std::string message;
  raw_string_ostream stream(message);
  if (!llvm::verifyModule(module, &stream))
    return {};
  return Error::internal(std::string("LLVM's verifier, ") + when + " optimisation: " + message);
}

} // namespace

Result<void> optimise(Module &module, TargetMachine &machine, OptLevel level, bool verify) {
#ifndef NDEBUG
  verify = true;
#endif
  if (verify)
    TRY(aotc::verifyModule(module, "before"));

  if (level == OptLevel::Os)
    preferSize(module);
  AnalysisManagers analyses;
  PassInstrumentationCallbacks callbacks;
  TimeProfilingPassesHandler timeTrace;
  timeTrace.registerCallbacks(callbacks); // nothing where there is no trace
  PassBuilder builder(&machine, tuning(), std::nullopt, &callbacks);
  analyses.functions.registerPass([&] { return TargetLibraryAnalysis(libraryFunctions(machine)); });
  analyses.registerAll(builder);
  builder.registerPeepholeEPCallback([](FunctionPassManager &passes, OptimizationLevel) {
    passes.addPass(RecogniseWideMultiplyPass());
  });

  pipeline(builder, level).run(module, analyses.modules);

  if (verify)
    TRY(aotc::verifyModule(module, "after"));
  return {};
}

} // namespace aotc
