// A pass that isn't the pass manager's finds what it asks for through a resolver that is made here:
// the machine functions, as this pass finds them, and the one analysis.
#include "codegen/vector_fixups.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace aotc {

namespace {

bool usesVectorRegisters(const MachineFunction &function) {
  const TargetRegisterInfo &target = *function.getSubtarget().getRegisterInfo();
  const MachineRegisterInfo &used = function.getRegInfo();
  for (const TargetRegisterClass *ofClass : target.regclasses())
    if (target.isTypeLegalForClass(*ofClass, MVT::v4f32))
      for (MCPhysReg vector : *ofClass)
        if (used.isPhysRegUsed(vector, /*SkipRegMaskTest=*/true)) // named, not lost in a call
          return true;
  return false;
}

// Whether an instruction leaves a part of its result as it was, and so waits for it.
bool writesInPart(const MachineFunction &function) {
  const TargetInstrInfo &target = *function.getSubtarget().getInstrInfo();
  const TargetRegisterInfo *registers = function.getSubtarget().getRegisterInfo();
  for (const MachineBasicBlock &block : function)
    for (const MachineInstr &instruction : block)
      for (unsigned i = 0; i < instruction.getDesc().getNumDefs(); ++i)
        if (instruction.getOperand(i).isReg() &&
            target.getPartialRegUpdateClearance(instruction, i, registers))
          return true;
  return false;
}

} // namespace

char VectorFixups::ID = 0;

void VectorFixups::addFixup(Pass *pass) { fixups.emplace_back(static_cast<FunctionPass *>(pass)); }

void VectorFixups::getAnalysisUsage(AnalysisUsage &usage) const {
  usage.setPreservesAll();
  MachineFunctionPass::getAnalysisUsage(usage);
}

bool VectorFixups::doInitialization(Module &module) {
  bool changed = MachineFunctionPass::doInitialization(module);
  reachingDefinitions.doInitialization(module);
  for (auto &fixup : fixups)
    changed |= fixup->doInitialization(module);
  return changed;
}

bool VectorFixups::runOnMachineFunction(MachineFunction &function) {
  if (!usesVectorRegisters(function) && !writesInPart(function))
    return false;
  run(reachingDefinitions, function);
  bool changed = false;
  for (auto &fixup : fixups)
    changed |= run(*fixup, function);
  reachingDefinitions.releaseMemory();
  return changed;
}

bool VectorFixups::run(FunctionPass &pass, MachineFunction &function) {
  if (!pass.getResolver()) {
    AnalysisResolver &ours = *getResolver();
    auto resolver = std::make_unique<AnalysisResolver>(ours.getPMDataManager());
    AnalysisID machineFunctions = &MachineModuleInfoWrapperPass::ID;
    resolver->addAnalysisImplsPair(machineFunctions, ours.findImplPass(machineFunctions));
    resolver->addAnalysisImplsPair(&ReachingDefInfoWrapperPass::ID, &reachingDefinitions);
    pass.setResolver(resolver.release()); // owns it
  }
  return pass.runOnFunction(function.getFunction());
}

} // namespace aotc
