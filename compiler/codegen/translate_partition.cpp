// One partition of a program as an LLVM module: its functions, the state if it
// owns it, and copies of small functions of other partitions that it calls, so
// that cutting a program costs no inlining. Entry point: translatePartition().
#include "codegen/codegen.h"
#include "codegen/function_translator.h"
#include "codegen/startup.h"
#include "flatten/unlinked.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace aotc {

namespace {

// Bytes of wasm; copies go this many calls deep.
constexpr uint64_t kSmallBody = 96;
constexpr unsigned kCopyRounds = 2;

Result<void> translateOwn(ProgramState &state) {
  for (ModuleFunc func : state.partition.functions) {
    Function *function = state.function(func);
    if (state.partition.only) {
      function->setVisibility(GlobalValue::DefaultVisibility);
      function->setLinkage(GlobalValue::InternalLinkage);
    }
    FunctionTranslator translator(state, func, *function);
    TRY(translator.run());
  }
  return {};
}

bool isSmall(const Program &program, ModuleFunc func) {
  const wasm::Module &module = *program.modules[func.module].module;
  return module.functions[func.func].code.size() <= kSmallBody;
}

// Functions that are declared here, small, and at home in another partition.
std::vector<std::pair<ModuleFunc, Function *>> copyCandidates(ProgramState &state) {
  std::vector<std::pair<ModuleFunc, Function *>> found;
  for (auto [func, function] : state.functions())
    if (function->isDeclaration() && isSmall(state.program, func))
      found.push_back({func, function});
  return found;
}

Result<void> translateCopies(ProgramState &state) {
  for (unsigned round = 0; round < kCopyRounds; ++round) {
    for (auto [func, function] : copyCandidates(state)) {
      FunctionTranslator translator(state, func, *function);
      TRY(translator.run());
      function->setLinkage(GlobalValue::AvailableExternallyLinkage);
      function->setMetadata(LLVMContext::MD_pcsections, nullptr);
    }
  }
  return {};
}

// A call of a host function gives it the call site and C's one result.
Result<void> checkHostCalls(const Program &program) {
  for (const HostCall &call : program.hostCalls)
    if (call.type.results.size() > 1 && call.symbol != kUnlinkedSymbol)
      return Error::internal("host function with several results: " + call.name);
  return {};
}

} // namespace

Result<std::unique_ptr<Module>>
translatePartition(const Program &program, const ProgramFacts &facts, const Partition &partition,
                   const Target &target, const TargetMachine &machine, LLVMContext &context) {
  TRY(checkHostCalls(program));
  auto module = std::make_unique<Module>(partition.name(), context);
  setTarget(*module, target, machine);
  ProgramState state(*module, program, facts, partition);
  TRY(translateOwn(state));
  if (!partition.only && machine.getOptLevel() != CodeGenOptLevel::None)
    TRY(translateCopies(state));
  if (partition.ownsState) {
    if (!partition.only)
      state.defineAll();
    TRY(defineStartup(state));
  }
  state.finish();
  return module;
}

} // namespace aotc
