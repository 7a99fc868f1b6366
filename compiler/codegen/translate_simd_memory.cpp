// Loads and stores of vectors and of single lanes (core specification, "Memory
// Instructions"). Each reads as many bytes as its name says, no more: a widening
// load of 8 bytes may end at the end of memory.
#include "codegen/simd_vectors.h"

using namespace llvm;

namespace aotc {

namespace {

using namespace simd;
using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

void load(Translator &t, Operand instruction) {
  t.push(t.loadMemory(instruction.mem, t.pop(), vectorType(t, Shape::I64x2)));
}

void store(Translator &t, Operand instruction) {
  Value *value = t.pop(), *index = t.pop();
  t.storeMemory(instruction.mem, index, value);
}

template <Shape source, bool isSigned> void loadExtended(Translator &t, Operand instruction) {
  auto *type = FixedVectorType::get(laneType(t, source), laneCount(source) / 2);
  push(t, extend(t, t.loadMemory(instruction.mem, t.pop(), type), isSigned));
}

template <Shape shape> void loadSplat(Translator &t, Operand instruction) {
  Value *lane = t.loadMemory(instruction.mem, t.pop(), laneType(t, shape));
  push(t, t.builder.CreateVectorSplat(laneCount(shape), lane));
}

template <Shape shape> void loadZero(Translator &t, Operand instruction) {
  Value *lane = t.loadMemory(instruction.mem, t.pop(), laneType(t, shape));
  Value *zero = Constant::getNullValue(vectorType(t, shape));
  push(t, t.builder.CreateInsertElement(zero, lane, uint64_t(0)));
}

template <Shape shape> void loadLane(Translator &t, Operand instruction) {
  Value *vector = pop(t, shape);
  Value *lane = t.loadMemory(instruction.mem, t.pop(), laneType(t, shape));
  push(t, t.builder.CreateInsertElement(vector, lane, uint64_t(instruction.lane)));
}

template <Shape shape> void storeLane(Translator &t, Operand instruction) {
  Value *vector = pop(t, shape), *index = t.pop();
  t.storeMemory(instruction.mem, index,
                t.builder.CreateExtractElement(vector, uint64_t(instruction.lane)));
}

} // namespace

void addSimdMemoryHandlers(HandlerTable &table) {
  using enum Shape;
  table.set(Opcode::V128Load, load);
  table.set(Opcode::V128Store, store);
  table.set(Opcode::V128Load8x8S, loadExtended<I8x16, true>);
  table.set(Opcode::V128Load8x8U, loadExtended<I8x16, false>);
  table.set(Opcode::V128Load16x4S, loadExtended<I16x8, true>);
  table.set(Opcode::V128Load16x4U, loadExtended<I16x8, false>);
  table.set(Opcode::V128Load32x2S, loadExtended<I32x4, true>);
  table.set(Opcode::V128Load32x2U, loadExtended<I32x4, false>);
  table.set(Opcode::V128Load8Splat, loadSplat<I8x16>);
  table.set(Opcode::V128Load16Splat, loadSplat<I16x8>);
  table.set(Opcode::V128Load32Splat, loadSplat<I32x4>);
  table.set(Opcode::V128Load64Splat, loadSplat<I64x2>);
  table.set(Opcode::V128Load32Zero, loadZero<I32x4>);
  table.set(Opcode::V128Load64Zero, loadZero<I64x2>);
  table.set(Opcode::V128Load8Lane, loadLane<I8x16>);
  table.set(Opcode::V128Load16Lane, loadLane<I16x8>);
  table.set(Opcode::V128Load32Lane, loadLane<I32x4>);
  table.set(Opcode::V128Load64Lane, loadLane<I64x2>);
  table.set(Opcode::V128Store8Lane, storeLane<I8x16>);
  table.set(Opcode::V128Store16Lane, storeLane<I16x8>);
  table.set(Opcode::V128Store32Lane, storeLane<I32x4>);
  table.set(Opcode::V128Store64Lane, storeLane<I64x2>);
}

} // namespace aotc
