// How a guest function is called: the one place that knows. `R f(ptr instance,
// parameters…)`, in C's convention, so that the runtime library calls guest
// functions as plain C++ functions and a host function's address is good for a
// FuncRecord as it is (its `instance` being the call site). No result is void,
// one is returned, more go to a results area that the caller passes last. In a
// program with tail calls it is LLVM's tailcc, and nothing is passed on the stack:
// parameters that find no register travel in the overflow area, one a program,
// which the caller writes right before the call and the callee reads first.
#pragma once

#include <functional>

#include "wasm/limits.h"
#include "wasm/types.h"
#include "llvm/IR/IRBuilder.h"

namespace aotc {

class CallingConvention {
public:
  // `tailCalls`: the program has tail calls. `overflowArea` declares the global of
  // kOverflowBytes that such a program then has.
  CallingConvention(llvm::LLVMContext &context, bool extendI32, bool tailCalls,
                    std::function<llvm::Constant *()> overflowArea)
      : context(context), extendI32(extendI32), tailCalls(tailCalls),
        overflowArea(std::move(overflowArea)) {}
  static constexpr uint64_t kOverflowBytes = wasm::limits::kParams * 16;

  llvm::Type *valueType(const wasm::ValType &type) const;
  llvm::FunctionType *functionType(const wasm::FuncType &type) const; // of the guest
  llvm::FunctionType *hostFunctionType(const wasm::FuncType &type) const;
  // The results area; null for fewer than two results.
  llvm::StructType *resultsArea(const wasm::FuncType &type) const;

  void addDefinitionAttributes(llvm::Function &function, const wasm::FuncType &type) const;
  void addHostAttributes(llvm::Function &function, const wasm::FuncType &type) const;

  // What a definition gets for its wasm parameters.
  // REQUIRES: `builder` is where `function` begins; no call comes before.
  llvm::SmallVector<llvm::Value *, 8> parameters(llvm::IRBuilder<> &builder,
                                                 llvm::Function &function,
                                                 const wasm::FuncType &type) const;
  llvm::Argument *instance(llvm::Function &function) const { return function.getArg(0); }

  // Calls `code`, of the host where `isHost`; `entry` is where the results area is
  // put. The results.
  llvm::SmallVector<llvm::Value *, 2> call(llvm::IRBuilder<> &builder, llvm::BasicBlock &entry,
                                           const wasm::FuncType &type, llvm::Value *code,
                                           llvm::Value *instance,
                                           llvm::ArrayRef<llvm::Value *> arguments,
                                           bool isHost) const;
  // Calls `code` of the guest in the place of `function`, and ends the block.
  // REQUIRES: tail calls; `function` has the results of `type`.
  void tailCall(llvm::IRBuilder<> &builder, llvm::Function &function, const wasm::FuncType &type,
                llvm::Value *code, llvm::Value *instance,
                llvm::ArrayRef<llvm::Value *> arguments) const;
  // Whether a host function can't be called as a guest function is.
  bool needsHostWrapper() const { return tailCalls; }
  void ret(llvm::IRBuilder<> &builder, llvm::Function &function, const wasm::FuncType &type,
           llvm::ArrayRef<llvm::Value *> results) const;

private:
  // Indices of wasm parameters.
  struct Split {
    llvm::SmallVector<unsigned, 8> passed, overflow;
  };
  Split split(const wasm::FuncType &type, bool isHost) const;
  llvm::StructType *overflowType(const wasm::FuncType &type, const Split &split) const;
  llvm::FunctionType *functionType(const wasm::FuncType &type, bool isHost) const;
  // The instance and what is passed; writes the rest to the overflow area.
  llvm::SmallVector<llvm::Value *, 8> pass(llvm::IRBuilder<> &builder, const wasm::FuncType &type,
                                           llvm::Value *instance,
                                           llvm::ArrayRef<llvm::Value *> arguments,
                                           bool isHost) const;
  llvm::AttributeList attributes(const wasm::FuncType &type, bool isHost) const;

  llvm::LLVMContext &context;
  bool extendI32; // the ABI wants i32 sign-extended (RISC-V)
  bool tailCalls;
  std::function<llvm::Constant *()> overflowArea;
};

} // namespace aotc
