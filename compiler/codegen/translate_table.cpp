// Table instructions. Elements are words of 8 bytes, so that copies are those of
// memory; bounds are checked for the whole range first.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

constexpr uint64_t kElementBytes = 8;

Value *slot(Translator &t, uint32_t table, Value *index) {
  return t.builder.CreateGEP(t.builder.getPtrTy(), t.access.tableElements(t.builder, table), index);
}

Value *checkedSlot(Translator &t, uint32_t table, Value *index) {
  t.trapIf(t.builder.CreateICmpUGE(index, t.access.tableSize(t.builder, table)),
           TrapKind::TableOutOfBounds);
  return slot(t, table, index);
}

// The address of elements [index, index + count); traps unless all are inside.
Value *range(Translator &t, uint32_t table, Value *index, Value *count) {
  t.trapUnlessInside(index, count, t.access.tableSize(t.builder, table),
                     TrapKind::TableOutOfBounds);
  return slot(t, table, index);
}

Value *tableIndex(Translator &t, uint32_t table, Value *wide) {
  bool isI64 = t.module.tables[wasm::TableIndex(table)].type.address == wasm::AddressType::I64;
  return isI64 ? wide : t.builder.CreateTrunc(wide, t.builder.getInt32Ty());
}

void tableGet(Translator &t, Operand instruction) {
  Value *address = checkedSlot(t, instruction.index, t.extendIndex(t.pop()));
  LoadInst *load = t.builder.CreateLoad(t.builder.getPtrTy(), address);
  load->setMetadata(LLVMContext::MD_tbaa, t.state.alias.table());
  t.push(load);
}

void storeElement(Translator &t, Value *value, Value *address) {
  StoreInst *store = t.builder.CreateStore(value, address);
  store->setMetadata(LLVMContext::MD_tbaa, t.state.alias.table());
}

void tableSet(Translator &t, Operand instruction) {
  Value *value = t.pop();
  storeElement(t, value, checkedSlot(t, instruction.index, t.extendIndex(t.pop())));
}

void tableSize(Translator &t, Operand instruction) {
  Value *size = t.access.tableSize(t.builder, instruction.index);
  t.push(tableIndex(t, instruction.index, size));
}

void tableGrow(Translator &t, Operand instruction) {
  Value *delta = t.extendIndex(t.pop());
  Value *initial = t.builder.CreatePtrToInt(t.pop(), t.builder.getInt64Ty());
  Value *record = t.access.tableRecord(t.builder, instruction.index);
  Value *before = t.builder.CreateCall(declareBuiltin(t.state.module, Builtin::table_grow),
                                       {record, delta, initial});
  t.push(tableIndex(t, instruction.index, before));
}

void tableFill(Translator &t, Operand instruction) {
  Value *count = t.extendIndex(t.pop());
  Value *value = t.pop();
  Value *first = range(t, instruction.index, t.extendIndex(t.pop()), count);
  Value *last = t.builder.CreateGEP(t.builder.getPtrTy(), first, count);
  BasicBlock *before = t.builder.GetInsertBlock();
  BasicBlock *loop = t.newBlock("fill"), *done = t.newBlock("filled");
  t.builder.CreateCondBr(t.builder.CreateICmpEQ(first, last), done, loop);
  t.builder.SetInsertPoint(loop);
  PHINode *at = t.builder.CreatePHI(t.builder.getPtrTy(), 2);
  storeElement(t, value, at);
  Value *next = t.builder.CreateGEP(t.builder.getPtrTy(), at, t.builder.getInt64(1));
  at->addIncoming(first, before);
  at->addIncoming(next, loop);
  t.builder.CreateCondBr(t.builder.CreateICmpEQ(next, last), done, loop);
  t.builder.SetInsertPoint(done);
}

Value *bytes(Translator &t, Value *count) {
  return t.builder.CreateMul(count, t.builder.getInt64(kElementBytes));
}

void tableCopy(Translator &t, Operand instruction) {
  Value *count = t.extendIndex(t.pop());
  Value *from = t.extendIndex(t.pop());
  Value *to = t.extendIndex(t.pop());
  Value *destination = range(t, instruction.index, to, count);
  Value *source = range(t, instruction.index2, from, count);
  t.builder.CreateMemMove(destination, Align(8), source, Align(8), bytes(t, count));
}

void tableInit(Translator &t, Operand instruction) {
  uint32_t elem = instruction.index, table = instruction.index2;
  Value *count = t.extendIndex(t.pop());
  Value *from = t.extendIndex(t.pop());
  Value *to = t.extendIndex(t.pop());
  Value *size =
      t.access.loadState(t.builder, t.builder.getInt64Ty(), t.access.elemSize(t.builder, elem));
  Value *destination = range(t, table, to, count);
  t.trapUnlessInside(from, count, size, TrapKind::TableOutOfBounds);
  Value *source =
      t.builder.CreateGEP(t.builder.getPtrTy(), t.access.elemRefs(t.builder, elem), from);
  t.builder.CreateMemCpy(destination, Align(8), source, Align(8), bytes(t, count));
}

void elemDrop(Translator &t, Operand instruction) {
  StoreInst *store =
      t.builder.CreateStore(t.builder.getInt64(0), t.access.elemSize(t.builder, instruction.index));
  store->setMetadata(LLVMContext::MD_tbaa, t.state.alias.state());
}

} // namespace

void addTableHandlers(HandlerTable &table) {
  table.set(Opcode::TableGet, tableGet);
  table.set(Opcode::TableSet, tableSet);
  table.set(Opcode::TableSize, tableSize);
  table.set(Opcode::TableGrow, tableGrow);
  table.set(Opcode::TableFill, tableFill);
  table.set(Opcode::TableCopy, tableCopy);
  table.set(Opcode::TableInit, tableInit);
  table.set(Opcode::ElemDrop, elemDrop);
}

} // namespace aotc
