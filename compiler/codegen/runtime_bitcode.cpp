// Copies of the runtime library's functions, for the inliner.
//
// LLVM's linker brings what a partition calls, and what that needs, as
// definitions. They then become copies: the archive that every executable links
// stays the definition, so a copy may go unused, and several partitions may hold
// the same one. A copy must therefore mean the same as the original:
// - a function that touches state which only its own object can name (an internal
//   variable) can't be copied; it turns back into a declaration;
// - a variable with a name becomes a declaration, or a read-only copy of a constant;
// - unnamed constants (strings) are copied as they are.
// Functions too large to gain from inlining turn back into declarations as well:
// they cost compile time and nothing would take them.
#include "codegen/runtime_bitcode.h"

#include <cerrno>
#include <cstring>
#include <set>

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"

using namespace llvm;

namespace aotc {

namespace {

// Instructions, debug ones not counted: about ten times the inliner's own limit
// for a call with constant arguments, of which a call site record has many.
constexpr unsigned kLargestCopy = 250;

Error fromLlvm(llvm::Error error, const std::string &path) {
  return Error::internal("cannot read the runtime's bitcode: " + toString(std::move(error)))
      .in(path);
}

// Whether `constant` (an operand) leads to something only its own object can
// name and that can change.
bool reachesPrivateState(const Value *value, std::set<const Value *> &seen) {
  if (!isa<Constant>(value) || !seen.insert(value).second)
    return false;
  if (const auto *variable = dyn_cast<GlobalVariable>(value)) {
    if (!variable->hasLocalLinkage())
      return false;
    if (!variable->isConstant())
      return true;
  } else if (isa<GlobalValue>(value)) {
    return false;
  }
  for (const Use &operand : cast<User>(value)->operands())
    if (reachesPrivateState(operand.get(), seen))
      return true;
  return false;
}

bool touchesPrivateState(const Function &function) {
  std::set<const Value *> seen;
  for (const BasicBlock &block : function)
    for (const Instruction &instruction : block)
      for (const Use &operand : instruction.operands())
        if (reachesPrivateState(operand.get(), seen))
          return true;
  return false;
}

bool isWorthCopying(const Function &function) {
  return !function.hasFnAttribute(Attribute::NoInline) &&
         !function.hasFnAttribute(Attribute::Cold) && !function.doesNotReturn() &&
         function.getInstructionCount() <= kLargestCopy;
}

void makeCopy(Function &function) {
  function.setComdat(nullptr);
  if (function.hasLocalLinkage())
    return; // an internal helper travels with its caller
  if (!isWorthCopying(function) || touchesPrivateState(function)) {
    function.deleteBody();
    function.setLinkage(GlobalValue::ExternalLinkage);
    return;
  }
  function.setLinkage(GlobalValue::AvailableExternallyLinkage);
}

void makeCopy(GlobalVariable &variable) {
  variable.setComdat(nullptr);
  if (variable.hasLocalLinkage())
    return;
  if (variable.isConstant()) {
    variable.setLinkage(GlobalValue::AvailableExternallyLinkage);
    return;
  }
  variable.setInitializer(nullptr);
  variable.setLinkage(GlobalValue::ExternalLinkage);
}

// A second name of a function (a constructor) must point to a definition, which a copy
// isn't: the copies take the first.
void dropAliases(Module &module) {
  for (GlobalAlias &alias : make_early_inc_range(module.aliases())) {
    alias.replaceAllUsesWith(alias.getAliasee());
    alias.eraseFromParent();
  }
}

// An internal function that touches private state makes its callers
// uncopyable too. Works until nothing changes; the runtime has few of them.
void dropCallersOfPrivateState(const std::vector<Function *> &linked) {
  std::set<const Function *> bad;
  for (Function *function : linked)
    if (function->hasLocalLinkage() && touchesPrivateState(*function))
      bad.insert(function);
  for (bool changed = !bad.empty(); changed;) {
    changed = false;
    for (Function *function : linked) {
      if (function->isDeclaration() || bad.count(function))
        continue;
      bool reaches = false;
      for (const BasicBlock &block : *function)
        for (const Instruction &instruction : block)
          for (const Use &operand : instruction.operands())
            if (const auto *callee = dyn_cast<Function>(operand.get()))
              reaches |= bad.count(callee) != 0;
      if (!reaches)
        continue;
      changed = true;
      if (function->hasLocalLinkage()) {
        bad.insert(function);
      } else {
        function->deleteBody();
        function->setLinkage(GlobalValue::ExternalLinkage);
      }
    }
  }
}

} // namespace

Result<RuntimeBitcode> RuntimeBitcode::read(const std::string &path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return Error::io("cannot read the runtime library's bitcode: " + buffer.getError().message() +
                     "; reinstall wasi-aotc, or name its folder with --runtime-dir")
        .in(path);
  RuntimeBitcode bitcode;
  bitcode.path = path;
  bitcode.bytes.assign((*buffer)->getBufferStart(), (*buffer)->getBufferEnd());
  return bitcode;
}

Result<void> RuntimeBitcode::importInto(Module &module) const {
  auto lazy = getLazyBitcodeModule(MemoryBufferRef(StringRef(bytes.data(), bytes.size()), path),
                                   module.getContext());
  if (!lazy)
    return fromLlvm(lazy.takeError(), path);

  std::set<std::string> own;
  for (const GlobalValue &value : module.global_values())
    if (!value.isDeclaration())
      own.insert(value.getName().str());

  if (Linker::linkModules(module, std::move(*lazy), Linker::Flags::LinkOnlyNeeded))
    return Error::internal("cannot link the runtime's bitcode").in(path);

  dropAliases(module); // all are the runtime library's
  std::vector<Function *> functions;
  for (Function &function : module)
    if (!function.isDeclaration() && !own.count(function.getName().str()))
      functions.push_back(&function);
  for (GlobalVariable &variable : module.globals())
    if (!variable.isDeclaration() && !own.count(variable.getName().str()))
      makeCopy(variable);
  for (Function *function : functions)
    makeCopy(*function);
  dropCallersOfPrivateState(functions);

  ModuleAnalysisManager analyses;
  GlobalDCEPass().run(module, analyses);
  return {};
}

} // namespace aotc
