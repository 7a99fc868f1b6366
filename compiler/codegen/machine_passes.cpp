// Passes are known by their names only: LLVM has no other access to those of a target. One that is
// renamed by another version of LLVM runs again, and nothing else happens.
#include "codegen/machine_passes.h"

#include <utility>

#include "codegen/strength_reduction.h"
#include "codegen/vector_fixups.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace aotc {

namespace {

struct IdlePass {
  StringRef name;
  StringRef unless; // the processor's feature that it is for
};

// The first asks scalar evolution about each loop before it looks for a freeze in it, the second
// has dominance frontiers made, the third follows variables that only debug information names, the
// last is for integers of more than 128 bits and for `frem`, which nobody makes of a guest's.
constexpr IdlePass kIdlePasses[] = {
    {"Canonicalize Freeze Instructions in Loops", ""},
    {"X86 Load Value Injection (LVI) Load Hardening", "+lvi-load-hardening"},
    {"Live DEBUG_VALUE analysis", ""},
    {"Expand IR instructions", ""},
};

// Left out below -O3, as guests gain nothing by them: the first where any constant is one
// instruction, the second when it comes again.
constexpr StringRef kConstantHoisting = "Constant Hoisting";
constexpr StringRef kCopyPropagation = "Machine Copy Propagation Pass";

// Ours takes its place below -O3, on x86-64: elsewhere an address with a scaled index is more than
// one instruction, so that LLVM's finds more to do.
constexpr StringRef kStrengthReduction = "Loop Strength Reduction";

constexpr StringRef kVectorFixups[] = {"X86 Execution Dependency Fix", "BreakFalseDeps"};

bool isIdle(StringRef name, const TargetMachine &machine) {
  return any_of(kIdlePasses, [&](const IdlePass &idle) {
    return name == idle.name &&
           (idle.unless.empty() || !machine.getTargetFeatureString().contains(idle.unless));
  });
}

} // namespace

bool MachinePasses::isX86() const { return machine.getTargetTriple().isX86(); }

bool MachinePasses::isLean() const { return machine.getOptLevel() != CodeGenOptLevel::Aggressive; }

bool MachinePasses::isLeftOut(StringRef name) {
  if (isIdle(name, machine))
    return true;
  if (!isLean())
    return false;
  return (name == kConstantHoisting && isX86()) ||
         (name == kCopyPropagation && std::exchange(propagatesCopies, true));
}

void MachinePasses::add(Pass *pass) {
  if (isLeftOut(pass->getPassName())) {
    delete pass;
  } else if (pass->getPassName() == kStrengthReduction && isLean() && isX86()) {
    delete pass;
    passes.add(new StrengthReduction(machine)); // which the manager owns
  } else if (is_contained(kVectorFixups, pass->getPassName())) {
    if (!vectorFixups)
      passes.add(vectorFixups = new VectorFixups); // which the manager owns
    vectorFixups->addFixup(pass);
  } else {
    passes.add(pass);
  }
}

} // namespace aotc
