// Variable instructions: locals and globals. A global that nobody writes is its
// value.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

void localGet(Translator &t, Operand instruction) {
  uint32_t index = instruction.index;
  t.push(t.builder.CreateLoad(t.localType(index), t.local(index)));
}

void localSet(Translator &t, Operand instruction) {
  t.builder.CreateStore(t.pop(), t.local(instruction.index));
}

void localTee(Translator &t, Operand instruction) {
  Value *value = t.pop();
  t.builder.CreateStore(value, t.local(instruction.index));
  t.push(value);
}

void globalGet(Translator &t, Operand instruction) {
  if (Constant *constant = t.access.globalConstant(instruction.index)) {
    t.push(constant);
    return;
  }
  const wasm::GlobalType &type = t.module.globals[wasm::GlobalIndex(instruction.index)].type;
  Value *address = t.access.global(t.builder, instruction.index);
  LoadInst *load = t.builder.CreateLoad(t.valueType(type.type), address);
  if (type.isMutable)
    load->setMetadata(LLVMContext::MD_tbaa, t.state.alias.global());
  else
    load->setMetadata(LLVMContext::MD_invariant_load, t.state.alias.invariant());
  t.push(load);
}

void globalSet(Translator &t, Operand instruction) {
  Value *address = t.access.global(t.builder, instruction.index);
  StoreInst *store = t.builder.CreateStore(t.pop(), address);
  store->setMetadata(LLVMContext::MD_tbaa, t.state.alias.global());
}

} // namespace

void addGlobalHandlers(HandlerTable &table) {
  table.set(Opcode::LocalGet, localGet);
  table.set(Opcode::LocalSet, localSet);
  table.set(Opcode::LocalTee, localTee);
  table.set(Opcode::GlobalGet, globalGet);
  table.set(Opcode::GlobalSet, globalSet);
}

} // namespace aotc
