// The targets, a row each, and LLVM's machine descriptions for them.
//
// The baseline CPU is named here and nowhere else: an executable must never
// depend on the machine that compiled it by accident. Floating point is strict:
// WebAssembly has no fused operations and defines every NaN case.
#include "codegen/target.h"

#include <algorithm>
#include <cassert>
#include <mutex>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support/suggest.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

namespace aotc {

namespace {

struct Row {
  const char *name;
  const char *arch; // what a triple starts with
  const char *triple;
  const char *cpu;      // the baseline
  const char *features; // … and what LLVM's name for it doesn't say
  const char *tuning;   // of the baseline, where LLVM thinks of older processors
  const char *needed;   // without it there is no code at all: the ABI's, and what we emit
  const char *abi;
  const char *emulation;
};

// +relax isn't a feature of the processor: it says that lld may shorten calls. The
// runtime library has it from clang, and code with fewer features can't inline it.
// +unaligned-scalar-mem: an access of WebAssembly may always be unaligned, and Linux
// promises that scalar ones work (its "RISC-V Linux User ABI"); without it each would be
// made of bytes, and a store could trap when half is written.
// -slow-3ops-lea: only Intel's processors before Ice Lake take longer for base + index +
// constant than for two instructions, and nearly every address of a guest is such a sum.
constexpr Row kRows[] = {
    {"x86_64-linux", "x86_64", "x86_64-unknown-linux-musl", "x86-64-v2", "", "-slow-3ops-lea",
     "+64bit,+ssse3", "", "elf_x86_64"},
    {"aarch64-linux", "aarch64", "aarch64-unknown-linux-musl", "generic", "+v8a", "",
     "+fp-armv8,+neon", "", "aarch64linux"},
    {"riscv64-linux", "riscv64", "riscv64-unknown-linux-musl", "generic-rv64",
     "+m,+a,+f,+d,+c,+zicsr,+zifencei,+relax,+unaligned-scalar-mem", "", "+64bit,+m,+a,+f,+d",
     "lp64d", "elf64lriscv"},
};

// ARCH, ARCH-linux, and triples with any vendor and any environment of Linux's: the
// executable is static, so that none of them makes a difference.
bool isAliasOf(const std::string &name, const Row &row) {
  llvm::SmallVector<llvm::StringRef, 4> parts;
  llvm::StringRef(name).split(parts, '-');
  llvm::StringRef arch = parts.front();
  bool isArch = arch == row.arch || (arch == "amd64" && row.arch == std::string("x86_64")) ||
                (arch == "arm64" && row.arch == std::string("aarch64")) ||
                (arch == "riscv64gc" && row.arch == std::string("riscv64"));
  if (!isArch || parts.size() > 4)
    return false;
  if (parts.size() == 1)
    return true;
  size_t os = parts[1] == "linux" ? 1 : 2;
  if (os >= parts.size() || parts[os] != "linux" || os + 2 < parts.size())
    return false;
  return os + 1 == parts.size() || parts[os + 1] == "musl" || parts[os + 1] == "gnu";
}

const Row &rowOf(const Target &target) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [&](const Row &row) { return target.name == row.name; });
}

std::string join(const std::string &first, const std::string &second) {
  return first + (first.empty() || second.empty() ? "" : ",") + second;
}

// For all modules of the process: LLVM has no other way to some settings of its passes.
void setLlvmOption(llvm::StringRef name, llvm::StringRef value) {
  auto &options = llvm::cl::getRegisteredOptions();
  auto found = options.find(name);
  assert(found != options.end() && "this LLVM has no such option");
  if (found != options.end())
    found->second->addOccurrence(0, name, value);
}

void initialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    // How many edges between blocks the register allocator looks at before it splits a value's live
    // range across them; it asks for each register. LLVM's 10000 is up to a tenth of the time that
    // a function takes to compile.
    setLlvmOption("grow-region-complexity-budget", "30");
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
    LLVMInitializeAArch64AsmParser();
    LLVMInitializeRISCVTargetInfo();
    LLVMInitializeRISCVTarget();
    LLVMInitializeRISCVTargetMC();
    LLVMInitializeRISCVAsmPrinter();
    LLVMInitializeRISCVAsmParser();
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
  std::string wanted = name;
  if (name == "native")
    wanted = llvm::Triple(llvm::sys::getProcessTriple()).getArchName().str();
  for (const Row &row : kRows)
    if (isAliasOf(wanted, row))
      return Target{row.name, row.triple,   row.cpu, join(row.features, row.tuning),
                    row.abi,  row.emulation};
  return Error::usage(
      fmt::format("unknown target '{}'; known targets: {}", name, fmt::join(names(), ", ")));
}

Result<std::vector<Target>> Target::findAll(const std::vector<std::string> &lists) {
  std::vector<Target> found;
  for (const std::string &list : lists)
    for (const std::string &name : list == "all" ? names() : std::vector{list}) {
      Target target = TRY(find(name));
      if (std::none_of(found.begin(), found.end(),
                       [&](const Target &other) { return other.name == target.name; }))
        found.push_back(std::move(target));
    }
  return found;
}

namespace {

Result<void> checkCpuName(const Target &target, const llvm::MCSubtargetInfo &known,
                          const std::string &cpu) {
  if (known.isCPUStringValid(cpu))
    return {};
  std::vector<std::string_view> names;
  for (const auto &row : known.getAllProcessorDescriptions())
    names.push_back(row.Key);
  return Error::usage(fmt::format("--cpu={}: {} has no such processor{}", cpu, target.name,
                                  didYouMean(cpu, names)));
}

Result<void> checkFeatureNames(const Target &target, const llvm::MCSubtargetInfo &known,
                               const std::string &features) {
  std::vector<std::string_view> names;
  for (const auto &row : known.getAllProcessorFeatures())
    names.push_back(row.Key);
  for (llvm::StringRef feature : llvm::split(features, ',')) {
    std::string_view name(feature.data(), feature.size());
    if (!name.starts_with('+') && !name.starts_with('-'))
      return Error::usage(fmt::format(
          "--cpu-features: '{}': expected +FEATURE or -FEATURE, separated by commas", name));
    name.remove_prefix(1);
    if (std::find(names.begin(), names.end(), name) == names.end())
      return Error::usage(fmt::format("--cpu-features: {} has no '{}'{}", target.name, name,
                                      didYouMean(name, names)));
  }
  return {};
}

std::string hostFeatures() {
  std::string text;
  for (const auto &[name, has] : llvm::sys::getHostCPUFeatures())
    text += fmt::format("{}{}{}", text.empty() ? "" : ",", has ? "+" : "-", name.str());
  return text;
}

} // namespace

Result<void> Target::choose(const CpuChoice &choice) {
  if (choice.cpu.empty() && choice.features.empty())
    return {};
  initialiseOnce();
  std::string message;
  const llvm::Target *found = llvm::TargetRegistry::lookupTarget(llvm::Triple(triple), message);
  if (!found)
    return Error::internal(message);
  auto subtarget = [&](const std::string &cpu, const std::string &features) {
    return std::unique_ptr<llvm::MCSubtargetInfo>(
        found->createMCSubtargetInfo(llvm::Triple(triple), cpu, features));
  };
  auto known = subtarget("", "");
  if (!choice.cpu.empty())
    features = rowOf(*this).features; // LLVM knows best how to tune for a processor with a name
  if (choice.cpu == "native") {
    if (Result<Target> host = find("native"); !host.ok() || host->name != name)
      return Error::usage(fmt::format("--cpu=native: this machine isn't {}", name));
    cpu = llvm::sys::getHostCPUName().str();
    if (!known->isCPUStringValid(cpu))
      cpu = rowOf(*this).cpu;
    features = join(features, hostFeatures());
  } else if (!choice.cpu.empty()) {
    TRY(checkCpuName(*this, *known, choice.cpu));
    cpu = choice.cpu;
  }
  if (!choice.features.empty())
    TRY(checkFeatureNames(*this, *known, choice.features));
  features = join(features, choice.features);
  for (llvm::StringRef needed : llvm::split(llvm::StringRef(rowOf(*this).needed), ','))
    if (!subtarget(cpu, features)->checkFeatures(needed))
      return Error::usage(
          fmt::format("--cpu: code for {} needs {}", name, needed.drop_front().str()));
  return {};
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
      found->createTargetMachine(triple, target.cpu, target.features, options, llvm::Reloc::Static,
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
