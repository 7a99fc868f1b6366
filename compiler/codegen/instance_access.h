// Where the code of one function finds the things of its instance. The one place
// that knows the two ways: addresses at link time for a module that is
// instantiated once, a pointer for one that is instantiated more often.
#pragma once

#include "codegen/program_state.h"

namespace aotc {

class InstanceAccess {
public:
  // `instance` is the function's instance argument.
  InstanceAccess(ProgramState &state, ModuleFunc func, llvm::Value *instance);

  // Gives the stack pointer, where the function gets one as its instance argument, a place
  // of its own. REQUIRES: `builder` is where the function begins; no other call comes before.
  void begin(llvm::IRBuilder<> &builder);

  llvm::Value *global(llvm::IRBuilder<> &builder, uint32_t index); // address
  llvm::Constant *globalConstant(uint32_t index);                  // null where it may change

  llvm::Value *memoryRecord(llvm::IRBuilder<> &builder, uint32_t index);
  llvm::MDNode *memoryTag(uint32_t index);

  llvm::Value *tableRecord(llvm::IRBuilder<> &builder, uint32_t index);
  llvm::Value *tableElements(llvm::IRBuilder<> &builder, uint32_t index);
  llvm::Value *tableSize(llvm::IRBuilder<> &builder, uint32_t index);

  struct Callee {
    llvm::Value *code;
    llvm::Value *instance; // or call site
    bool isHost;           // known to be a host function: C's convention
    Throwing throwing;
    bool mayComeBack = false; // code outside that may call into a module with a stack pointer
  };
  // Of a function of the module.
  Callee callee(llvm::IRBuilder<> &builder, uint32_t index);
  // Of a reference that isn't null.
  Callee callee(llvm::IRBuilder<> &builder, const wasm::FuncType &type, llvm::Value *record);
  // Of an entry of directCalls().
  Callee directCallee(llvm::IRBuilder<> &builder, const wasm::FuncType &type, llvm::Value *call);
  // The table's calls, or null where it isn't direct.
  llvm::Constant *directCalls(uint32_t table);
  // In its global, for callees that may come back.
  void storeStackPointer(llvm::IRBuilder<> &builder);
  // The canonical id of a type of the module.
  uint32_t typeId(uint32_t type) const {
    return state.facts.types.idOf(moduleId, wasm::TypeIndex(type));
  }
  // REQUIRES: imported, or named by ref.func.
  llvm::Value *funcRef(llvm::IRBuilder<> &builder, uint32_t index);

  llvm::Value *tag(llvm::IRBuilder<> &builder, uint32_t index); // address of its record

  llvm::Value *dataBytes(uint32_t index) { return state.dataBytes(moduleId, index); }
  llvm::Value *dataSize(llvm::IRBuilder<> &builder, uint32_t index); // address
  llvm::Value *elemSize(llvm::IRBuilder<> &builder, uint32_t index); // address
  llvm::Value *elemRefs(llvm::IRBuilder<> &builder, uint32_t index);

  llvm::LoadInst *loadInvariant(llvm::IRBuilder<> &builder, llvm::Type *type, llvm::Value *address);
  // The field of a record, with the tag of instance state.
  llvm::LoadInst *loadState(llvm::IRBuilder<> &builder, llvm::Type *type, llvm::Value *address);

private:
  llvm::Value *field(llvm::IRBuilder<> &builder, llvm::Value *record, unsigned index);
  // What the module's own functions get.
  llvm::Value *ownArgument(llvm::IRBuilder<> &builder);
  llvm::Value *fieldAddress(llvm::IRBuilder<> &builder, unsigned index);
  // The address of an entry that may be imported: the field's, or what it holds.
  llvm::Value *entry(llvm::IRBuilder<> &builder, bool isImport, unsigned index);

  ProgramState &state;
  ModuleId moduleId;
  const wasm::Module &module;
  llvm::Value *instancePointer;
  std::optional<InstanceId> sole;                // the only instance, where its addresses are known
  std::optional<wasm::GlobalIndex> stackPointer; // where the function gets it
  llvm::AllocaInst *stackPointerPlace = nullptr;
};

} // namespace aotc
