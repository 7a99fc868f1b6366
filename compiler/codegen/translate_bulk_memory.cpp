// memory.copy, memory.fill, memory.init and data.drop. Bounds are checked for the
// whole range before anything is written, zero lengths included, as the
// specification has it; then LLVM's intrinsics do the work. A dropped segment is
// one of size zero.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

void FunctionTranslator::trapUnlessInside(Value *index, Value *count, Value *size, TrapKind kind) {
  Value *tooMany = builder.CreateICmpUGT(count, size);
  Value *tooFar = builder.CreateICmpUGT(index, builder.CreateSub(size, count));
  trapIf(builder.CreateOr(tooMany, tooFar), kind);
}

Value *FunctionTranslator::memoryRange(uint32_t memory, Value *index, Value *count) {
  trapUnlessInside(index, count, memorySize(memory), TrapKind::MemoryOutOfBounds);
  return builder.CreateGEP(builder.getInt8Ty(), memoryBase(memory), index);
}

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

void memoryCopy(Translator &t, Operand instruction) {
  Value *count = t.extendIndex(t.pop());
  Value *from = t.extendIndex(t.pop());
  Value *to = t.extendIndex(t.pop());
  Value *destination = t.memoryRange(instruction.index, to, count);
  Value *source = t.memoryRange(instruction.index2, from, count);
  t.builder.CreateMemMove(destination, Align(1), source, Align(1), count);
}

void memoryFill(Translator &t, Operand instruction) {
  Value *count = t.extendIndex(t.pop());
  Value *byte = t.builder.CreateTrunc(t.pop(), t.builder.getInt8Ty());
  Value *to = t.extendIndex(t.pop());
  Value *destination = t.memoryRange(instruction.index, to, count);
  t.builder.CreateMemSet(destination, byte, count, Align(1));
}

void memoryInit(Translator &t, Operand instruction) {
  uint32_t data = instruction.index, memory = instruction.index2;
  Value *count = t.extendIndex(t.pop());
  Value *from = t.extendIndex(t.pop());
  Value *to = t.extendIndex(t.pop());
  Value *size =
      t.access.loadState(t.builder, t.builder.getInt64Ty(), t.access.dataSize(t.builder, data));
  Value *destination = t.memoryRange(memory, to, count);
  t.trapUnlessInside(from, count, size, TrapKind::MemoryOutOfBounds);
  Value *source = t.builder.CreateGEP(t.builder.getInt8Ty(), t.access.dataBytes(data), from);
  t.builder.CreateMemCpy(destination, Align(1), source, Align(1), count);
}

void dataDrop(Translator &t, Operand instruction) {
  StoreInst *store =
      t.builder.CreateStore(t.builder.getInt64(0), t.access.dataSize(t.builder, instruction.index));
  store->setMetadata(LLVMContext::MD_tbaa, t.state.alias.state());
}

} // namespace

void addBulkMemoryHandlers(HandlerTable &table) {
  table.set(Opcode::MemoryCopy, memoryCopy);
  table.set(Opcode::MemoryFill, memoryFill);
  table.set(Opcode::MemoryInit, memoryInit);
  table.set(Opcode::DataDrop, dataDrop);
}

} // namespace aotc
