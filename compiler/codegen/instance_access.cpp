// Finds things of an instance, see the header. What a pointer-mode instance holds
// of other instances never changes after load: loads of it are invariant, and
// LLVM takes them out of loops. In the other mode an import is the definition
// itself, whichever instance has it, so that calls between instances are direct.
#include "codegen/instance_access.h"

#include "llvm/IR/Constants.h"

using namespace llvm;

namespace aotc {

InstanceAccess::InstanceAccess(ProgramState &state, ModuleFunc func, Value *instance)
    : state(state), moduleId(func.module), module(*state.program.modules[func.module].module),
      instancePointer(instance) {
  if (!state.facts.usesPointer(moduleId))
    sole = state.facts.soleInstance[moduleId.index];
  stackPointer = state.facts.stackPointers.of(moduleId);
  if (stackPointer && !state.facts.stackPointers.isNeeded(func))
    stackPointer.reset();
}

void InstanceAccess::begin(IRBuilder<> &builder) {
  if (!stackPointer)
    return;
  Type *type = state.convention.valueType(module.globals[*stackPointer].type.type);
  stackPointerPlace = builder.CreateAlloca(type);
  builder.CreateStore(CallingConvention::stackPointer(builder, instancePointer, type),
                      stackPointerPlace);
}

Value *InstanceAccess::ownArgument(IRBuilder<> &builder) {
  if (stackPointer)
    return CallingConvention::stackPointerArgument(
        builder, builder.CreateLoad(stackPointerPlace->getAllocatedType(), stackPointerPlace));
  // Where the pointer isn't used, it needn't be kept for calls.
  return sole ? state.instanceArgument(*sole) : instancePointer;
}

void InstanceAccess::storeStackPointer(IRBuilder<> &builder) {
  Value *value = builder.CreateLoad(stackPointerPlace->getAllocatedType(), stackPointerPlace);
  StoreInst *store = builder.CreateStore(value, state.global({*sole, *stackPointer}));
  store->setMetadata(LLVMContext::MD_tbaa, state.alias.global());
}

Value *InstanceAccess::fieldAddress(IRBuilder<> &builder, unsigned index) {
  return builder.CreateStructGEP(state.layout(moduleId).type(), instancePointer, index);
}

LoadInst *InstanceAccess::loadInvariant(IRBuilder<> &builder, Type *type, Value *address) {
  LoadInst *load = builder.CreateLoad(type, address);
  load->setMetadata(LLVMContext::MD_invariant_load, state.alias.invariant());
  return load;
}

LoadInst *InstanceAccess::loadState(IRBuilder<> &builder, Type *type, Value *address) {
  LoadInst *load = builder.CreateLoad(type, address);
  load->setMetadata(LLVMContext::MD_tbaa, state.alias.state());
  return load;
}

Value *InstanceAccess::entry(IRBuilder<> &builder, bool isImport, unsigned index) {
  Value *address = fieldAddress(builder, index);
  return isImport ? loadInvariant(builder, builder.getPtrTy(), address) : address;
}

Value *InstanceAccess::global(IRBuilder<> &builder, uint32_t index) {
  if (stackPointer && index == stackPointer->index)
    return stackPointerPlace;
  if (sole)
    return state.global(state.program.resolve(*sole, wasm::GlobalIndex(index)));
  return entry(builder, module.globals[wasm::GlobalIndex(index)].import.has_value(),
               state.layout(moduleId).global(index));
}

Constant *InstanceAccess::globalConstant(uint32_t index) {
  if (!sole)
    return nullptr;
  GlobalDef def = state.program.resolve(*sole, wasm::GlobalIndex(index));
  return state.facts.of(def).written ? nullptr
                                     : state.constant(state.facts.globalValues.at(keyOf(def)));
}

Value *InstanceAccess::memoryRecord(IRBuilder<> &builder, uint32_t index) {
  if (sole)
    return state.memory(state.program.resolve(*sole, wasm::MemoryIndex(index)));
  return entry(builder, module.memories[wasm::MemoryIndex(index)].import.has_value(),
               state.layout(moduleId).memory(index));
}

MDNode *InstanceAccess::memoryTag(uint32_t index) {
  bool isGuarded = state.facts.usesGuard(module.memories[wasm::MemoryIndex(index)].type);
  if (!sole)
    return state.alias.anyMemory(isGuarded);
  return state.alias.memory(state.program.resolve(*sole, wasm::MemoryIndex(index)), isGuarded);
}

Value *InstanceAccess::tableRecord(IRBuilder<> &builder, uint32_t index) {
  if (sole)
    return state.table(state.program.resolve(*sole, wasm::TableIndex(index)));
  return entry(builder, module.tables[wasm::TableIndex(index)].import.has_value(),
               state.layout(moduleId).table(index));
}

Value *InstanceAccess::tableElements(IRBuilder<> &builder, uint32_t index) {
  if (sole) {
    TableDef def = state.program.resolve(*sole, wasm::TableIndex(index));
    if (!state.facts.of(def).grows)
      return state.tableElements(def);
  }
  Value *record = tableRecord(builder, index);
  return loadState(builder, builder.getPtrTy(),
                   builder.CreateStructGEP(state.structs.Table, record, TableLayout::elements));
}

Value *InstanceAccess::tableSize(IRBuilder<> &builder, uint32_t index) {
  if (sole) {
    TableDef def = state.program.resolve(*sole, wasm::TableIndex(index));
    if (!state.facts.of(def).grows)
      return state.word(state.facts.tableContents.at(keyOf(def)).size);
  }
  Value *record = tableRecord(builder, index);
  return loadState(builder, builder.getInt64Ty(),
                   builder.CreateStructGEP(state.structs.Table, record, TableLayout::size));
}

Value *InstanceAccess::field(IRBuilder<> &builder, Value *record, unsigned index) {
  Value *address = builder.CreateStructGEP(state.structs.FuncRecord, record, index);
  return loadInvariant(builder, builder.getPtrTy(), address);
}

InstanceAccess::Callee InstanceAccess::callee(IRBuilder<> &builder, uint32_t index) {
  const wasm::Function &function = module.functions[wasm::FuncIndex(index)];
  Throwing throwing = state.facts.throwing.of({moduleId, wasm::FuncIndex(index)});
  if (!function.import) {
    ModuleFunc own{moduleId, wasm::FuncIndex(index)};
    bool isNeeded = !stackPointer || state.facts.stackPointers.isNeeded(own);
    return {state.function(own), isNeeded ? ownArgument(builder) : state.instanceArgument(*sole),
            false, throwing};
  }
  if (!sole) {
    Value *record = funcRef(builder, index);
    return {field(builder, record, FuncRecordLayout::code),
            field(builder, record, FuncRecordLayout::instance), false, throwing};
  }
  FuncDef def = state.program.resolve(*sole, wasm::FuncIndex(index));
  bool mayComeBack = stackPointer && mayCallGuest(state.program, def);
  if (const auto *host = std::get_if<HostCallId>(&def))
    return {state.hostFunction(*host), state.callSite(*host), true, {}, mayComeBack};
  const auto &defined = std::get<InstanceFunc>(def);
  return {state.outerFunction(defined), state.instanceArgument(defined.instance), false, throwing,
          mayComeBack};
}

InstanceAccess::Callee InstanceAccess::callee(IRBuilder<> &builder, const wasm::FuncType &type,
                                              Value *record) {
  Value *argument =
      stackPointer ? ownArgument(builder) : field(builder, record, FuncRecordLayout::instance);
  return {field(builder, record, FuncRecordLayout::code), argument, false,
          state.facts.throwing.ofReference(type)};
}

InstanceAccess::Callee InstanceAccess::directCallee(IRBuilder<> &builder,
                                                    const wasm::FuncType &type, Value *call) {
  Value *code = loadInvariant(builder, builder.getPtrTy(),
                              builder.CreateStructGEP(state.directCallType(), call, 0));
  return {code, ownArgument(builder), false, state.facts.throwing.ofReference(type)};
}

Constant *InstanceAccess::directCalls(uint32_t table) {
  if (!sole)
    return nullptr;
  TableDef def = state.program.resolve(*sole, wasm::TableIndex(table));
  return state.facts.isDirectTable(def) ? state.directCalls(def) : nullptr;
}

Value *InstanceAccess::funcRef(IRBuilder<> &builder, uint32_t index) {
  if (sole)
    return state.funcRecord(state.program.resolve(*sole, wasm::FuncIndex(index)));
  return loadInvariant(builder, builder.getPtrTy(),
                       fieldAddress(builder, state.layout(moduleId).function(index)));
}

Value *InstanceAccess::tag(IRBuilder<> &builder, uint32_t index) {
  if (sole)
    return state.tag(state.program.resolve(*sole, wasm::TagIndex(index)));
  return loadInvariant(builder, builder.getPtrTy(),
                       fieldAddress(builder, state.layout(moduleId).tag(index)));
}

Value *InstanceAccess::dataSize(IRBuilder<> &builder, uint32_t index) {
  if (sole)
    return state.dataSize(*sole, index);
  return fieldAddress(builder, state.layout(moduleId).dataSize(index));
}

Value *InstanceAccess::elemSize(IRBuilder<> &builder, uint32_t index) {
  if (sole)
    return state.elemSize(*sole, index);
  return fieldAddress(builder, state.layout(moduleId).elemSize(index));
}

Value *InstanceAccess::elemRefs(IRBuilder<> &builder, uint32_t index) {
  if (sole)
    return state.elemRefs(*sole, index);
  return loadInvariant(builder, builder.getPtrTy(),
                       fieldAddress(builder, state.layout(moduleId).elemRefs(index)));
}

} // namespace aotc
