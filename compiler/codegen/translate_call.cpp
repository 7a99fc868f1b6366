// Calls. call_indirect checks in the specification's order: the index against
// the table, the reference against null, the type. The type is one compare of a
// canonical id that lies beside the code's address.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using wasm::Instruction;
using wasm::Opcode;

void callWith(Translator &t, const wasm::FuncType &type, Value *code, Value *instance) {
  SmallVector<Value *, 8> arguments = t.popMany(type.params.size());
  for (Value *result :
       t.state.convention.call(t.builder, t.entryBlock(), type, code, instance, arguments))
    t.push(result);
}

void call(Translator &t, const Instruction &instruction) {
  const wasm::FuncType &type = t.module.funcType(wasm::FuncIndex(instruction.index));
  InstanceAccess::Callee callee = t.access.callee(t.builder, instruction.index);
  callWith(t, type, callee.code, callee.instance);
}

void callIndirect(Translator &t, const Instruction &instruction) {
  const wasm::FuncType &type = t.module.funcType(wasm::TypeIndex(instruction.index));
  uint32_t table = instruction.index2;
  Value *index = t.extendIndex(t.pop());
  t.trapIf(t.builder.CreateICmpUGE(index, t.access.tableSize(t.builder, table)),
           TrapKind::UndefinedElement);
  Value *slot =
      t.builder.CreateGEP(t.builder.getPtrTy(), t.access.tableElements(t.builder, table), index);
  LoadInst *record = t.builder.CreateLoad(t.builder.getPtrTy(), slot);
  record->setMetadata(LLVMContext::MD_tbaa, t.state.alias.table());
  t.trapIf(t.builder.CreateIsNull(record), TrapKind::UninitializedElement);
  auto field = [&](unsigned index) {
    return t.builder.CreateStructGEP(t.state.structs.FuncRecord, record, index);
  };
  Value *typeId =
      t.access.loadInvariant(t.builder, t.builder.getInt64Ty(), field(FuncRecordLayout::typeId));
  t.trapIf(t.builder.CreateICmpNE(typeId, t.state.word(t.state.facts.types.idOf(type))),
           TrapKind::IndirectCallTypeMismatch);
  Type *pointer = t.builder.getPtrTy();
  Value *code = t.access.loadInvariant(t.builder, pointer, field(FuncRecordLayout::code));
  Value *instance = t.access.loadInvariant(t.builder, pointer, field(FuncRecordLayout::instance));
  callWith(t, type, code, instance);
}

} // namespace

void addCallHandlers(HandlerTable &table) {
  table.set(Opcode::Call, call);
  table.set(Opcode::CallIndirect, callIndirect);
}

} // namespace aotc
