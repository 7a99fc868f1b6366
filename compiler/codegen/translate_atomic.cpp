// Atomic accesses, wait and notify (threads proposal, "Atomic Memory
// Instructions").
//
// All are sequentially consistent. An access traps for its effective address, not
// its index, being unaligned, and before it is looked at whether that is in bounds.
// Accesses are volatile too: LLVM keeps an atomic access whose result is unused for
// its order, but is free to make a fence of it (x86-64: `or` with zero), and the
// fence doesn't trap. That costs no fold that matters: LLVM hardly touches them.
//
// Whether a memory is shared is known by its type. Waiting is the runtime
// library's; the load before it is what traps.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

constexpr AtomicOrdering kOrder = AtomicOrdering::SequentiallyConsistent;

void trapUnlessAligned(Translator &t, const wasm::MemArg &arg, Value *index, uint64_t width) {
  if (width == 1)
    return;
  Type *type = index->getType();
  Value *address = t.builder.CreateAdd(index, ConstantInt::get(type, arg.offset % width));
  Value *rest = t.builder.CreateAnd(address, ConstantInt::get(type, width - 1));
  t.trapIf(t.builder.CreateIsNotNull(rest), TrapKind::UnalignedAtomic);
}

Value *atomicAddress(Translator &t, Operand instruction, Value *index, uint64_t width) {
  trapUnlessAligned(t, instruction.mem, index, width);
  return t.memoryAddress(instruction.mem, index, width);
}

template <class Access> Access *finished(Translator &t, Operand instruction, Access *access) {
  access->setVolatile(true);
  access->setMetadata(LLVMContext::MD_tbaa, t.access.memoryTag(instruction.mem.memory.index));
  return access;
}

Value *loadAt(Translator &t, Operand instruction, Value *address, unsigned bits) {
  LoadInst *loaded =
      t.builder.CreateAlignedLoad(t.builder.getIntNTy(bits), address, Align(bits / 8));
  loaded->setAtomic(kOrder);
  return finished(t, instruction, loaded);
}

template <wasm::ValKind kind, unsigned bits> void load(Translator &t, Operand instruction) {
  Value *address = atomicAddress(t, instruction, t.pop(), bits / 8);
  Value *loaded = loadAt(t, instruction, address, bits);
  t.push(t.builder.CreateZExt(loaded, t.valueType({kind, {}})));
}

template <unsigned bits> void store(Translator &t, Operand instruction) {
  Value *value = t.builder.CreateTrunc(t.pop(), t.builder.getIntNTy(bits));
  Value *address = atomicAddress(t, instruction, t.pop(), bits / 8);
  StoreInst *stored = t.builder.CreateAlignedStore(value, address, Align(bits / 8));
  stored->setAtomic(kOrder);
  finished(t, instruction, stored);
}

template <AtomicRMWInst::BinOp operation, unsigned bits>
void readModifyWrite(Translator &t, Operand instruction) {
  Value *operand = t.pop();
  Type *type = operand->getType();
  Value *address = atomicAddress(t, instruction, t.pop(), bits / 8);
  Value *value = t.builder.CreateTrunc(operand, t.builder.getIntNTy(bits));
  auto *before =
      finished(t, instruction,
               t.builder.CreateAtomicRMW(operation, address, value, Align(bits / 8), kOrder));
  t.push(t.builder.CreateZExt(before, type));
}

// The expected value is wrapped as the replacement is.
template <unsigned bits> void compareExchange(Translator &t, Operand instruction) {
  Value *replacement = t.pop(), *expected = t.pop();
  Type *type = expected->getType(), *accessType = t.builder.getIntNTy(bits);
  Value *address = atomicAddress(t, instruction, t.pop(), bits / 8);
  auto *exchanged =
      finished(t, instruction,
               t.builder.CreateAtomicCmpXchg(address, t.builder.CreateTrunc(expected, accessType),
                                             t.builder.CreateTrunc(replacement, accessType),
                                             Align(bits / 8), kOrder, kOrder));
  t.push(t.builder.CreateZExt(t.builder.CreateExtractValue(exchanged, 0), type));
}

void fence(Translator &t, Operand) { t.builder.CreateFence(kOrder); }

bool isShared(Translator &t, Operand instruction) {
  return t.module.memories[instruction.mem.memory].type.shared;
}

template <Builtin builtin, unsigned bits> void wait(Translator &t, Operand instruction) {
  Value *timeout = t.pop(), *expected = t.pop(), *index = t.pop();
  trapUnlessAligned(t, instruction.mem, index, bits / 8);
  if (!isShared(t, instruction)) {
    t.trap(TrapKind::ExpectedSharedMemory);
    return;
  }
  Value *address = t.memoryAddress(instruction.mem, index, bits / 8);
  loadAt(t, instruction, address, bits);
  Value *memory = t.access.memoryRecord(t.builder, instruction.mem.memory.index);
  t.push(t.builder.CreateCall(declareBuiltin(t.state.module, builtin),
                              {memory, address, expected, timeout}));
}

// Nobody can wait on a memory that isn't shared.
void notify(Translator &t, Operand instruction) {
  Value *count = t.pop();
  Value *address = atomicAddress(t, instruction, t.pop(), 4);
  loadAt(t, instruction, address, 32);
  if (!isShared(t, instruction)) {
    t.push(t.builder.getInt32(0));
    return;
  }
  Value *memory = t.access.memoryRecord(t.builder, instruction.mem.memory.index);
  t.push(t.builder.CreateCall(declareBuiltin(t.state.module, Builtin::memory_notify),
                              {memory, address, count}));
}

// The seven widths of an operation have consecutive codes in this order.
void setWidths(HandlerTable &table, Opcode first, std::initializer_list<Handler> handlers) {
  auto code = static_cast<uint16_t>(first);
  for (Handler handler : handlers)
    table.set(static_cast<Opcode>(code++), handler);
}

template <AtomicRMWInst::BinOp operation> void setOperation(HandlerTable &table, Opcode first) {
  setWidths(table, first,
            {readModifyWrite<operation, 32>, readModifyWrite<operation, 64>,
             readModifyWrite<operation, 8>, readModifyWrite<operation, 16>,
             readModifyWrite<operation, 8>, readModifyWrite<operation, 16>,
             readModifyWrite<operation, 32>});
}

} // namespace

void addAtomicHandlers(HandlerTable &table) {
  using enum wasm::ValKind;
  setWidths(table, Opcode::I32AtomicLoad,
            {load<I32, 32>, load<I64, 64>, load<I32, 8>, load<I32, 16>, load<I64, 8>, load<I64, 16>,
             load<I64, 32>});
  setWidths(table, Opcode::I32AtomicStore,
            {store<32>, store<64>, store<8>, store<16>, store<8>, store<16>, store<32>});
  setOperation<AtomicRMWInst::Add>(table, Opcode::I32AtomicRmwAdd);
  setOperation<AtomicRMWInst::Sub>(table, Opcode::I32AtomicRmwSub);
  setOperation<AtomicRMWInst::And>(table, Opcode::I32AtomicRmwAnd);
  setOperation<AtomicRMWInst::Or>(table, Opcode::I32AtomicRmwOr);
  setOperation<AtomicRMWInst::Xor>(table, Opcode::I32AtomicRmwXor);
  setOperation<AtomicRMWInst::Xchg>(table, Opcode::I32AtomicRmwXchg);
  setWidths(table, Opcode::I32AtomicRmwCmpxchg,
            {compareExchange<32>, compareExchange<64>, compareExchange<8>, compareExchange<16>,
             compareExchange<8>, compareExchange<16>, compareExchange<32>});
  table.set(Opcode::AtomicFence, fence);
  table.set(Opcode::MemoryAtomicWait32, wait<Builtin::memory_wait32, 32>);
  table.set(Opcode::MemoryAtomicWait64, wait<Builtin::memory_wait64, 64>);
  table.set(Opcode::MemoryAtomicNotify, notify);
}

} // namespace aotc
