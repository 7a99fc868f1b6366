// How a guest function is called: the one place that knows. `R f(ptr instance,
// parameters…)`, in C's convention, so that the runtime library calls guest
// functions as plain C++ functions and a host function's address is good for a
// FuncRecord as it is (its `instance` being the call site). No result is void,
// one is returned, more go to a results area that the caller passes last. In a
// program with tail calls it is LLVM's tailcc, and nothing is passed on the stack:
// parameters that find no register travel in the overflow area, one a program,
// which the caller writes right before the call and the callee reads first.
//
// A function that returns an exception (codegen/throw_facts.h) does so in a register
// behind its result: `{R, ptr}`, or `ptr` where it has none; null means that it
// returned. Then the results are there, otherwise they aren't.
//
// RISC-V has no tailcc. There, in a program with tail calls, all guest functions with
// the same kind of result have one prototype in C's convention, all in registers:
// `R f(ptr instance, i64 × 6, double × 8, ptr results)`, unused arguments being poison.
#pragma once

#include <functional>

#include "wasm/limits.h"
#include "wasm/types.h"
#include "llvm/IR/IRBuilder.h"

namespace aotc {

// A function as whoever calls it must know it.
struct Signature {
  const wasm::FuncType &type;
  bool returnsException = false; // of the guest only
  bool isHost = false;
};

// Whether C's convention wants i32 sign-extended where it is passed and returned.
bool extendsI32(const llvm::Module &module);

class CallingConvention {
public:
  // `tailCalls`: the program has tail calls. `overflowArea` declares the global of
  // kOverflowBytes that such a program then has.
  CallingConvention(llvm::Module &module, bool tailCalls,
                    std::function<llvm::Constant *()> overflowArea);
  static constexpr uint64_t kOverflowBytes = wasm::limits::kParams * 16;

  llvm::Type *valueType(const wasm::ValType &type) const;
  llvm::FunctionType *functionType(const Signature &signature) const;

  void addDefinitionAttributes(llvm::Function &function, const Signature &signature) const;
  void addHostAttributes(llvm::Function &function, const wasm::FuncType &type) const;

  // What a definition gets for its wasm parameters.
  // REQUIRES: `builder` is where `function` begins; no call comes before.
  llvm::SmallVector<llvm::Value *, 8> parameters(llvm::IRBuilder<> &builder,
                                                 llvm::Function &function,
                                                 const Signature &signature) const;
  llvm::Argument *instance(llvm::Function &function) const { return function.getArg(0); }
  // A stack pointer as the instance argument, which functions that get one don't need
  // (codegen/stack_pointer.h), and back.
  static llvm::Value *stackPointerArgument(llvm::IRBuilder<> &builder, llvm::Value *value);
  static llvm::Value *stackPointer(llvm::IRBuilder<> &builder, llvm::Value *argument,
                                   llvm::Type *type);

  struct Returned {
    llvm::SmallVector<llvm::Value *, 2> results;
    llvm::Value *exception = nullptr; // where the callee returns one
  };
  // Calls `code`; `entry` is where the results area is put.
  Returned call(llvm::IRBuilder<> &builder, llvm::BasicBlock &entry, const Signature &signature,
                llvm::Value *code, llvm::Value *instance,
                llvm::ArrayRef<llvm::Value *> arguments) const;
  // Calls `code` of the guest in the place of `function`, and ends the block.
  // REQUIRES: tail calls; `function` has the results of `signature`, and returns an
  // exception if that does.
  void tailCall(llvm::IRBuilder<> &builder, llvm::Function &function, const Signature &signature,
                llvm::Value *code, llvm::Value *instance,
                llvm::ArrayRef<llvm::Value *> arguments) const;
  // Whether a host function can't be called where `signature` is expected.
  bool needsHostWrapper(const Signature &signature) const {
    return form != Form::Plain || signature.returnsException;
  }
  void ret(llvm::IRBuilder<> &builder, llvm::Function &function, const Signature &signature,
           llvm::ArrayRef<llvm::Value *> results) const;
  // REQUIRES: `function` returns an exception.
  void retException(llvm::IRBuilder<> &builder, llvm::Function &function,
                    llvm::Value *exception) const;

private:
  enum class Form : uint8_t { Plain, Tailcc, Uniform };

  // Where wasm parameters go, by index.
  struct Split {
    struct Passed {
      unsigned parameter, argument;
    };
    llvm::SmallVector<Passed, 8> passed;
    llvm::SmallVector<unsigned, 8> overflow;
  };
  Split split(const Signature &signature) const;
  llvm::StructType *overflowType(const wasm::FuncType &type, const Split &split) const;
  // Several results, or one that an exception leaves no register for; else null.
  llvm::StructType *resultsArea(const Signature &signature) const;
  llvm::Type *resultType(const Signature &signature) const;
  Form formOf(const Signature &signature) const { return signature.isHost ? Form::Plain : form; }
  // To and from the one type of a register in the uniform form.
  llvm::Value *toSlot(llvm::IRBuilder<> &builder, llvm::Value *value) const;
  llvm::Value *fromSlot(llvm::IRBuilder<> &builder, llvm::Value *slot, llvm::Type *type) const;
  // Calls with what is passed, and writes the rest to the overflow area; `area` is
  // for results, or null.
  llvm::CallInst *makeCall(llvm::IRBuilder<> &builder, const Signature &signature,
                           llvm::Value *code, llvm::Value *instance, llvm::Value *area,
                           llvm::ArrayRef<llvm::Value *> arguments) const;
  llvm::AttributeList attributes(const Signature &signature) const;

  llvm::LLVMContext &context;
  bool extendI32;
  Form form; // of guest functions
  std::function<llvm::Constant *()> overflowArea;
};

} // namespace aotc
