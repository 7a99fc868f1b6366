// What a program consists of besides code, as symbols of one partition's LLVM
// module: globals, records of memories and tables, instances, call sites. Asked
// for by definition; declared at the first use, and defined with its initial
// contents in the partition that owns the state.
#pragma once

#include <functional>

#include "codegen/abi_structs.h"
#include "codegen/alias_facts.h"
#include "codegen/calling_convention.h"
#include "codegen/codegen.h"
#include "codegen/instance_layout.h"

namespace aotc {

class ProgramState {
public:
  ProgramState(llvm::Module &module, const Program &program, const ProgramFacts &facts,
               const Partition &partition);

  llvm::Module &module;
  llvm::LLVMContext &context;
  const Program &program;
  const ProgramFacts &facts;
  const Partition &partition;
  AbiStructs structs;
  CallingConvention convention;
  AliasFacts alias;

  // A guest function's declaration; translateFunction() gives it a body.
  llvm::Function *function(ModuleFunc func);
  // What code of other instances calls: the function, unless it gets a stack pointer
  // (codegen/stack_pointer.h).
  llvm::Function *outerFunction(const InstanceFunc &func);
  // Such a call: with the stack pointer from its global, where there is one.
  CallingConvention::Returned callFromOutside(llvm::IRBuilder<> &builder, llvm::BasicBlock &entry,
                                              const InstanceFunc &func,
                                              llvm::ArrayRef<llvm::Value *> arguments);
  Signature signature(ModuleFunc func) const;
  // Its address is the place of the function's body in the input file (symbols::place):
  // code holds no such number, so that it is the same when what is before it grows.
  llvm::Constant *place(ModuleFunc func);
  // Gives `function` an entry in section aotc_funcs, as code of `func`.
  void setFuncPlace(llvm::Function &function, ModuleFunc func);
  // The guest's functions that this module refers to.
  llvm::ArrayRef<std::pair<ModuleFunc, llvm::Function *>> functions() const { return used; }
  Signature referenceSignature(const wasm::FuncType &type) const; // called by reference
  llvm::Function *hostFunction(HostCallId call);
  llvm::Function *hostCode(HostCallId call);
  const InstanceLayout &layout(ModuleId module);

  // The instance argument of calls into `instance`: poison where not needed.
  llvm::Constant *instanceArgument(InstanceId instance);
  llvm::Constant *global(GlobalDef def);       // address of its value
  llvm::Constant *memory(MemoryDef def);       // address of its record
  llvm::Constant *table(TableDef def);         // address of its record
  llvm::Constant *tableElements(TableDef def); // REQUIRES: a static table
  // The code and canonical types of the table's functions side by side, as directCallType();
  // zero where it is null. REQUIRES: a direct table.
  llvm::Constant *directCalls(TableDef def);
  llvm::StructType *directCallType();
  llvm::Constant *tag(TagDef def); // address of its record
  // A reference. Where functions get a stack pointer only code of their module has any.
  llvm::Constant *funcRecord(const FuncDef &func);
  // One that code of other instances may call.
  llvm::Constant *outerRecord(const FuncDef &func);
  // One that the runtime library may call, though the function throws.
  llvm::Constant *callableRecord(const FuncDef &func);
  // Ends the program where `exception`, which a call returned, isn't null.
  void endUncaught(llvm::IRBuilder<> &builder, llvm::Value *exception);
  llvm::Constant *callSite(HostCallId call);
  llvm::Constant *componentInstance(ComponentInstanceId instance);
  llvm::Constant *resource(ResourceTypeId type);
  // Segments: bytes in the image object; sizes are zero once dropped.
  llvm::Constant *dataBytes(ModuleId module, uint32_t index);
  llvm::Constant *dataSize(InstanceId instance, uint32_t index);
  llvm::Constant *elemSize(InstanceId instance, uint32_t index);
  llvm::Constant *elemRefs(InstanceId instance, uint32_t index);

  llvm::Constant *constant(const ConstValue &value);
  llvm::Constant *string(std::string_view text); // NUL-terminated, private
  llvm::Constant *word(uint64_t value);
  llvm::GlobalVariable *privateConstant(llvm::Constant *initialiser, const llvm::Twine &name);

  // `variable` must outlive optimisation: llvm.compiler.used, made by finish().
  void keep(llvm::GlobalVariable *variable) { kept.push_back(variable); }
  void finish();

  // Where other partitions may refer to anything. REQUIRES: owns the state.
  void defineAll();

private:
  using Initialiser = std::function<llvm::Constant *()>;
  // What partitions that don't own the state know of a constant is its contents if it is
  // small, and otherwise its address.
  llvm::GlobalVariable *variable(const std::string &name, llvm::Type *type, bool isConstant,
                                 const Initialiser &initialiser, bool isSmall = true);
  llvm::Constant *overflowArea(); // of the calling convention
  llvm::Function *callableCode(const InstanceFunc &func, const std::string &name);
  llvm::Function *callingFunction(const InstanceFunc &func, const Signature &outer,
                                  const std::string &name);
  llvm::Constant *instanceState(InstanceId instance);
  llvm::Constant *instanceContents(InstanceId instance);
  llvm::Constant *field(InstanceId instance, unsigned index);
  llvm::Constant *memoryContents(MemoryDef def);
  llvm::Constant *tableContents(TableDef def);
  llvm::Constant *elementRefs(InstanceId instance, const wasm::ElemSegment &segment);
  llvm::Constant *null();
  uint64_t liveDataSize(InstanceId instance, uint32_t index) const;
  uint64_t liveElemSize(InstanceId instance, uint32_t index) const;
  void defineInstance(InstanceId instance);

  std::map<ModuleId, InstanceLayout> layouts;
  std::vector<std::pair<ModuleFunc, llvm::Function *>> used;
  std::vector<llvm::GlobalValue *> kept;
};

// The most bytes that memory.grow may reach.
uint64_t maxMemoryBytes(const wasm::MemoryType &type);

} // namespace aotc
