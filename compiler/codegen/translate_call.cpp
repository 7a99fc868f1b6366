// Calls. call_indirect checks in the specification's order: the index against
// the table, the reference against null, the type. The type is one compare of a
// canonical id that lies beside the code's address; a type that others extend
// takes one compare for each of its subtypes, which are all known. A table that nobody
// changes has both in its entries, otherwise an entry is a reference. call_ref needs
// no such check. Tail calls are the calling convention's, and leave the blocks that
// catch exceptions as they leave the function.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using wasm::Instruction;
using wasm::Opcode;

using Callee = InstanceAccess::Callee;

// Pops the arguments and calls; `isTail`: as return_call does. A host function
// is called and returned from: it uses the stack once, however often.
void callWith(Translator &t, const wasm::FuncType &type, const Callee &callee, bool isTail) {
  SmallVector<Value *, 8> arguments = t.popMany(type.params.size());
  if (isTail && !callee.isHost) {
    t.tailCall({type, callee.throwing.returnsException}, callee.code, callee.instance, arguments);
    return;
  }
  Signature signature{type, callee.throwing.returnsException, callee.isHost};
  if (callee.mayComeBack)
    t.access.storeStackPointer(t.builder);
  auto returned = t.state.convention.call(t.builder, t.entryBlock(), signature, callee.code,
                                          callee.instance, arguments);
  if (callee.throwing.mayThrow)
    t.throwIf(returned.exception);
  if (isTail) {
    t.returnResults(returned.results);
    return;
  }
  for (Value *result : returned.results)
    t.push(result);
}

template <bool isTail> void call(Translator &t, const Instruction &instruction) {
  const wasm::FuncType &type = t.module.funcType(wasm::FuncIndex(instruction.index));
  callWith(t, type, t.access.callee(t.builder, instruction.index), isTail);
}

// Whether `actual`, the type of a function, is neither `type` nor one of its subtypes
// that the program has.
Value *isOtherType(Translator &t, Value *actual, uint32_t type) {
  Value *isOther = t.builder.getTrue();
  for (uint32_t id : t.state.facts.types.subtypesOf(t.access.typeId(type)))
    isOther = t.builder.CreateAnd(isOther, t.builder.CreateICmpNE(actual, t.state.word(id)));
  return isOther;
}

Value *loadType(Translator &t, StructType *record, Value *address, unsigned index) {
  return t.access.loadInvariant(t.builder, t.builder.getInt64Ty(),
                                t.builder.CreateStructGEP(record, address, index));
}

// Null has no function's type there, so that one comparison finds both.
Callee directCallee(Translator &t, Constant *calls, Value *index, uint32_t type) {
  StructType *element = t.state.directCallType();
  Value *call = t.builder.CreateGEP(element, calls, index);
  Value *actual = loadType(t, element, call, 1);
  Value *isNull = t.builder.CreateIsNull(actual);
  t.trapIf(isOtherType(t, actual, type), TrapKind::IndirectCallTypeMismatch,
           Translator::SpecialTrap{isNull, TrapKind::UninitializedElement});
  return t.access.directCallee(t.builder, t.module.funcType(wasm::TypeIndex(type)), call);
}

Callee recordCallee(Translator &t, uint32_t table, Value *index, uint32_t type) {
  Value *slot =
      t.builder.CreateGEP(t.builder.getPtrTy(), t.access.tableElements(t.builder, table), index);
  LoadInst *record = t.builder.CreateLoad(t.builder.getPtrTy(), slot);
  record->setMetadata(LLVMContext::MD_tbaa, t.state.alias.table());
  t.trapIf(t.builder.CreateIsNull(record), TrapKind::UninitializedElement);
  Value *actual = loadType(t, t.state.structs.FuncRecord, record, FuncRecordLayout::typeId);
  t.trapIf(isOtherType(t, actual, type), TrapKind::IndirectCallTypeMismatch);
  return t.access.callee(t.builder, t.module.funcType(wasm::TypeIndex(type)), record);
}

template <bool isTail> void callIndirect(Translator &t, const Instruction &instruction) {
  uint32_t type = instruction.index, table = instruction.index2;
  Value *index = t.extendIndex(t.pop());
  t.trapIf(t.builder.CreateICmpUGE(index, t.access.tableSize(t.builder, table)),
           TrapKind::UndefinedElement);
  Constant *calls = t.access.directCalls(table);
  Callee callee = calls ? directCallee(t, calls, index, type) : recordCallee(t, table, index, type);
  callWith(t, t.module.funcType(wasm::TypeIndex(type)), callee, isTail);
}

template <bool isTail> void callRef(Translator &t, const Instruction &instruction) {
  Value *record = t.pop();
  t.trapIf(t.builder.CreateIsNull(record), TrapKind::NullReference);
  const wasm::FuncType &type = t.module.funcType(wasm::TypeIndex(instruction.index));
  callWith(t, type, t.access.callee(t.builder, type, record), isTail);
}

} // namespace

void addCallHandlers(HandlerTable &table) {
  table.set(Opcode::Call, call<false>);
  table.set(Opcode::CallIndirect, callIndirect<false>);
  table.set(Opcode::CallRef, callRef<false>);
  table.set(Opcode::ReturnCall, call<true>);
  table.set(Opcode::ReturnCallIndirect, callIndirect<true>);
  table.set(Opcode::ReturnCallRef, callRef<true>);
}

} // namespace aotc
