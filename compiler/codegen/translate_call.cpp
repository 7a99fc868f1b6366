// Calls. call_indirect checks in the specification's order: the index against
// the table, the reference against null, the type. The type is one compare of a
// canonical id that lies beside the code's address; a type that others extend
// takes one compare for each of its subtypes, which are all known. call_ref needs
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

Value *fieldOf(Translator &t, Value *record, unsigned index) {
  return t.builder.CreateStructGEP(t.state.structs.FuncRecord, record, index);
}

void callRecord(Translator &t, const wasm::FuncType &type, Value *record, bool isTail) {
  Type *pointer = t.builder.getPtrTy();
  Value *code =
      t.access.loadInvariant(t.builder, pointer, fieldOf(t, record, FuncRecordLayout::code));
  Value *instance =
      t.access.loadInvariant(t.builder, pointer, fieldOf(t, record, FuncRecordLayout::instance));
  callWith(t, type, {code, instance, false, t.state.facts.throwing.ofReference(type)}, isTail);
}

// Traps unless the type of `record` is `type` or a subtype that the program has.
void checkType(Translator &t, Value *record, uint32_t type) {
  Value *actual = t.access.loadInvariant(t.builder, t.builder.getInt64Ty(),
                                         fieldOf(t, record, FuncRecordLayout::typeId));
  Value *isOther = t.builder.getTrue();
  for (uint32_t id : t.state.facts.types.subtypesOf(t.access.typeId(type)))
    isOther = t.builder.CreateAnd(isOther, t.builder.CreateICmpNE(actual, t.state.word(id)));
  t.trapIf(isOther, TrapKind::IndirectCallTypeMismatch);
}

template <bool isTail> void callIndirect(Translator &t, const Instruction &instruction) {
  uint32_t table = instruction.index2;
  Value *index = t.extendIndex(t.pop());
  t.trapIf(t.builder.CreateICmpUGE(index, t.access.tableSize(t.builder, table)),
           TrapKind::UndefinedElement);
  Value *slot =
      t.builder.CreateGEP(t.builder.getPtrTy(), t.access.tableElements(t.builder, table), index);
  LoadInst *record = t.builder.CreateLoad(t.builder.getPtrTy(), slot);
  record->setMetadata(LLVMContext::MD_tbaa, t.state.alias.table());
  t.trapIf(t.builder.CreateIsNull(record), TrapKind::UninitializedElement);
  checkType(t, record, instruction.index);
  callRecord(t, t.module.funcType(wasm::TypeIndex(instruction.index)), record, isTail);
}

template <bool isTail> void callRef(Translator &t, const Instruction &instruction) {
  Value *record = t.pop();
  t.trapIf(t.builder.CreateIsNull(record), TrapKind::NullReference);
  callRecord(t, t.module.funcType(wasm::TypeIndex(instruction.index)), record, isTail);
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
