// Loads and stores (core specification, "Memory Instructions"), and the one place
// that turns an index into an address.
//
// guard: base + zext(index) + offset, no check. The index space and a guard are
// reserved, so that the access faults where it must; only an offset that could
// reach beyond the guard is checked. check: compared against the current size, in
// arithmetic that can't overflow. The base is an invariant, loaded once in the
// entry block. No `inbounds`: addresses of other objects are none of a guest's.
// Accesses have alignment 1 whatever the hint says.
//
// A load may trap, and a trap is an effect: each load gets a mark that keeps it
// (trap_effects.h) where the guard does the check.
#include "codegen/function_translator.h"
#include "codegen/trap_effects.h"

using namespace llvm;

namespace aotc {

Value *FunctionTranslator::extendIndex(Value *index) {
  return builder.CreateZExt(index, builder.getInt64Ty());
}

Value *FunctionTranslator::memoryBase(uint32_t memory) {
  Value *&base = memoryBases[memory];
  if (base)
    return base;
  IRBuilder<> atEntry(entry); // before the branch to the start, which comes last
  Value *record = access.memoryRecord(atEntry, memory);
  base = access.loadInvariant(
      atEntry, atEntry.getPtrTy(),
      atEntry.CreateStructGEP(state.structs.Memory, record, MemoryLayout::base));
  return base;
}

Value *FunctionTranslator::memorySize(uint32_t memory) {
  Value *record = access.memoryRecord(builder, memory);
  return access.loadState(
      builder, builder.getInt64Ty(),
      builder.CreateStructGEP(state.structs.Memory, record, MemoryLayout::byteSize));
}

Value *FunctionTranslator::memoryAddress(const wasm::MemArg &arg, Value *index, uint64_t width) {
  const wasm::MemoryType &type = module.memories[arg.memory].type;
  bool isGuarded = state.facts.usesGuard(type) && arg.offset <= kGuardBytes - width;
  Value *extended = extendIndex(index);
  if (!isGuarded) {
    uint64_t end = arg.offset + width;
    Value *size = memorySize(arg.memory.index);
    if (end < width) { // beyond 2^64, whatever the index
      trapIf(builder.CreateICmpUGE(size, builder.getInt64(0)), TrapKind::MemoryOutOfBounds);
    } else {
      Value *needed = builder.getInt64(end);
      trapIf(builder.CreateOr(builder.CreateICmpULT(size, needed),
                              builder.CreateICmpUGT(extended, builder.CreateSub(size, needed))),
             TrapKind::MemoryOutOfBounds);
    }
  }
  Value *address = builder.CreateGEP(builder.getInt8Ty(), memoryBase(arg.memory.index), extended);
  if (arg.offset != 0)
    address = builder.CreateGEP(builder.getInt8Ty(), address, builder.getInt64(arg.offset));
  return address;
}

Value *FunctionTranslator::loadMemory(const wasm::MemArg &arg, Value *index, Type *type) {
  Value *address = memoryAddress(arg, index, type->getPrimitiveSizeInBits() / 8);
  LoadInst *loaded = builder.CreateAlignedLoad(type, address, Align(1));
  loaded->setMetadata(LLVMContext::MD_tbaa, access.memoryTag(arg.memory.index));
  if (state.facts.usesGuard(module.memories[arg.memory].type))
    markTrappingLoad(builder, loaded);
  return loaded;
}

void FunctionTranslator::storeMemory(const wasm::MemArg &arg, Value *index, Value *value) {
  Value *address = memoryAddress(arg, index, value->getType()->getPrimitiveSizeInBits() / 8);
  StoreInst *stored = builder.CreateAlignedStore(value, address, Align(1));
  stored->setMetadata(LLVMContext::MD_tbaa, access.memoryTag(arg.memory.index));
}

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

enum class Extend : uint8_t { None, Signed, Unsigned };

// Loads `accessBits` and extends them to the type of the result.
template <wasm::ValKind kind, unsigned accessBits, Extend extend>
void load(Translator &t, Operand instruction) {
  Type *type = t.valueType({kind, {}});
  Type *accessType = extend == Extend::None ? type : t.builder.getIntNTy(accessBits);
  Value *loaded = t.loadMemory(instruction.mem, t.pop(), accessType);
  if (extend == Extend::None)
    t.push(loaded);
  else
    t.push(extend == Extend::Signed ? t.builder.CreateSExt(loaded, type)
                                    : t.builder.CreateZExt(loaded, type));
}

template <unsigned accessBits> void store(Translator &t, Operand instruction) {
  Value *value = t.pop(), *index = t.pop();
  if (value->getType()->isIntegerTy() && value->getType()->getIntegerBitWidth() > accessBits)
    value = t.builder.CreateTrunc(value, t.builder.getIntNTy(accessBits));
  t.storeMemory(instruction.mem, index, value);
}

// Pages and deltas have the memory's address type.
Type *indexType(Translator &t, uint32_t memory) {
  bool isI64 = t.module.memories[wasm::MemoryIndex(memory)].type.address == wasm::AddressType::I64;
  return isI64 ? t.builder.getInt64Ty() : t.builder.getInt32Ty();
}

void memorySize(Translator &t, Operand instruction) {
  uint32_t memory = instruction.index;
  uint8_t log2 = t.module.memories[wasm::MemoryIndex(memory)].type.pageSizeLog2;
  Value *pages = t.builder.CreateLShr(t.memorySize(memory), log2);
  t.push(t.builder.CreateTrunc(pages, indexType(t, memory)));
}

void memoryGrow(Translator &t, Operand instruction) {
  uint32_t memory = instruction.index;
  Value *delta = t.extendIndex(t.pop());
  Value *record = t.access.memoryRecord(t.builder, memory);
  Value *before =
      t.builder.CreateCall(declareBuiltin(t.state.module, Builtin::memory_grow), {record, delta});
  t.push(t.builder.CreateTrunc(before, indexType(t, memory)));
}

} // namespace

void addMemoryHandlers(HandlerTable &table) {
  using enum wasm::ValKind;
  table.set(Opcode::I32Load, load<I32, 32, Extend::None>);
  table.set(Opcode::I64Load, load<I64, 64, Extend::None>);
  table.set(Opcode::F32Load, load<F32, 32, Extend::None>);
  table.set(Opcode::F64Load, load<F64, 64, Extend::None>);
  table.set(Opcode::I32Load8S, load<I32, 8, Extend::Signed>);
  table.set(Opcode::I32Load8U, load<I32, 8, Extend::Unsigned>);
  table.set(Opcode::I32Load16S, load<I32, 16, Extend::Signed>);
  table.set(Opcode::I32Load16U, load<I32, 16, Extend::Unsigned>);
  table.set(Opcode::I64Load8S, load<I64, 8, Extend::Signed>);
  table.set(Opcode::I64Load8U, load<I64, 8, Extend::Unsigned>);
  table.set(Opcode::I64Load16S, load<I64, 16, Extend::Signed>);
  table.set(Opcode::I64Load16U, load<I64, 16, Extend::Unsigned>);
  table.set(Opcode::I64Load32S, load<I64, 32, Extend::Signed>);
  table.set(Opcode::I64Load32U, load<I64, 32, Extend::Unsigned>);
  table.set(Opcode::I32Store, store<32>);
  table.set(Opcode::I64Store, store<64>);
  table.set(Opcode::F32Store, store<32>);
  table.set(Opcode::F64Store, store<64>);
  table.set(Opcode::I32Store8, store<8>);
  table.set(Opcode::I32Store16, store<16>);
  table.set(Opcode::I64Store8, store<8>);
  table.set(Opcode::I64Store16, store<16>);
  table.set(Opcode::I64Store32, store<32>);
  table.set(Opcode::MemorySize, memorySize);
  table.set(Opcode::MemoryGrow, memoryGrow);
}

} // namespace aotc
