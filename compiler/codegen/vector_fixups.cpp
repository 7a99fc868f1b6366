// A pass that isn't the pass manager's finds what it asks for through a resolver that is made here:
// the machine functions, as this pass finds them, and the one analysis.
#include "codegen/vector_fixups.h"

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace aotc {

namespace {

// In what x86-64's tables of execution domains count from: instructions on packed singles, which
// is how vectors are copied and cleared, too. 0 is none.
constexpr unsigned kPackedSingles = 1;

// Whether the instruction leaves a part of a register as it was, and so waits for it, or reads one
// whose value doesn't matter.
bool hasFalseDependency(const MachineInstr &instruction, const TargetInstrInfo &target,
                        const TargetRegisterInfo &registers) {
  for (unsigned i = 0; i < instruction.getNumOperands(); ++i) {
    const MachineOperand &operand = instruction.getOperand(i);
    if (!operand.isReg() || !operand.getReg())
      continue;
    if (i < instruction.getDesc().getNumDefs()
            ? target.getPartialRegUpdateClearance(instruction, i, &registers)
            : operand.isUndef() && target.getUndefRegClearance(instruction, i, &registers))
      return true;
  }
  return false;
}

// Where all vectors are in the domain that fix-ups prefer, they change none.
bool hasToFix(const MachineFunction &function) {
  const TargetInstrInfo &target = *function.getSubtarget().getInstrInfo();
  const TargetRegisterInfo &registers = *function.getSubtarget().getRegisterInfo();
  for (const MachineBasicBlock &block : function)
    for (const MachineInstr &instruction : block)
      if (target.getExecutionDomain(instruction).first > kPackedSingles ||
          hasFalseDependency(instruction, target, registers))
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
  if (!hasToFix(function))
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
