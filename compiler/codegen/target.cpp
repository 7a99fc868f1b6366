// The targets, a row each, and LLVM's machine descriptions for them.
//
// The baseline CPU is named here and nowhere else: an executable must never
// depend on the machine that compiled it by accident. Floating point is strict:
// WebAssembly has no fused operations and defines every NaN case.
#include "codegen/target.h"

#include <mutex>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

namespace aotc {

namespace {

struct Row {
  const char *name;
  const char *arch; // what a triple starts with
  const char *triple;
  const char *cpu;
  const char *abi;
};

constexpr Row kRows[] = {
    {"x86_64-linux", "x86_64", "x86_64-unknown-linux-musl", "x86-64-v2", ""},
};

// Targets that are planned: known, and refused by name.
constexpr const char *kPlanned[] = {"aarch64", "riscv64"};

bool isAliasOf(const std::string &name, const std::string &arch) {
  return name == arch || name == arch + "-linux" || name == arch + "-linux-musl" ||
         name == arch + "-unknown-linux-musl";
}

void initialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
  });
}

llvm::CodeGenOptLevel codeGenLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return llvm::CodeGenOptLevel::None;
  case OptLevel::O1:
    return llvm::CodeGenOptLevel::Less;
  case OptLevel::O2:
  case OptLevel::Os:
    return llvm::CodeGenOptLevel::Default;
  case OptLevel::O3:
    return llvm::CodeGenOptLevel::Aggressive;
  }
  return llvm::CodeGenOptLevel::Default;
}

} // namespace

std::vector<std::string> Target::names() {
  std::vector<std::string> names;
  for (const Row &row : kRows)
    names.push_back(row.name);
  return names;
}

Result<Target> Target::find(const std::string &name) {
  for (const Row &row : kRows)
    if (isAliasOf(name, row.arch))
      return Target{row.name, row.triple, row.cpu, row.abi};
  for (const char *arch : kPlanned)
    if (isAliasOf(name, arch))
      return Error::unsupported(std::nullopt,
                                fmt::format("target {}-linux; this version makes code for {}", arch,
                                            fmt::join(names(), ", ")));
  return Error::usage(
      fmt::format("unknown target '{}'; known targets: {}", name, fmt::join(names(), ", ")));
}

Result<std::unique_ptr<llvm::TargetMachine>> makeTargetMachine(const Target &target,
                                                               OptLevel level) {
  initialiseOnce();
  std::string message;
  llvm::Triple triple(target.triple);
  const llvm::Target *found = llvm::TargetRegistry::lookupTarget(triple, message);
  if (!found)
    return Error::internal(message);

  llvm::TargetOptions options;
  options.FunctionSections = true;
  options.DataSections = true;
  options.UniqueSectionNames = true;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  options.TrapUnreachable = true;
  options.NoTrapAfterNoreturn = true;
  options.MCOptions.ABIName = target.abi;
  std::unique_ptr<llvm::TargetMachine> machine(
      found->createTargetMachine(triple, target.cpu, "", options, llvm::Reloc::Static,
                                 llvm::CodeModel::Small, codeGenLevel(level)));
  if (!machine)
    return Error::internal("no machine description for " + target.triple);
  return machine;
}

void setTarget(llvm::Module &module, const Target &target, const llvm::TargetMachine &machine) {
  module.setTargetTriple(llvm::Triple(target.triple));
  module.setDataLayout(machine.createDataLayout());
  if (!target.abi.empty())
    module.addModuleFlag(llvm::Module::Error, "target-abi",
                         llvm::MDString::get(module.getContext(), target.abi));
}

} // namespace aotc
