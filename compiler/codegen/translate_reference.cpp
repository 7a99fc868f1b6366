// Reference and parametric instructions. A reference is a pointer-sized word,
// null is zero; a funcref is the address of a FuncRecord.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

using Translator = FunctionTranslator;
using Operand = const wasm::Instruction &;
using wasm::Opcode;

void refNull(Translator &t, Operand) { t.push(ConstantPointerNull::get(t.builder.getPtrTy())); }

void refIsNull(Translator &t, Operand) { t.pushBool(t.builder.CreateIsNull(t.pop())); }

void refFunc(Translator &t, Operand instruction) {
  t.push(t.access.funcRef(t.builder, instruction.index));
}

void refAsNonNull(Translator &t, Operand) {
  Value *reference = t.pop();
  t.trapIf(t.builder.CreateIsNull(reference), TrapKind::NullReference);
  t.push(reference);
}

void drop(Translator &t, Operand) { t.pop(); }

void select(Translator &t, Operand) {
  Value *condition = t.isTrue(t.pop());
  Value *otherwise = t.pop(), *then = t.pop();
  t.push(t.builder.CreateSelect(condition, then, otherwise));
}

} // namespace

void addReferenceHandlers(HandlerTable &table) {
  table.set(Opcode::RefNull, refNull);
  table.set(Opcode::RefIsNull, refIsNull);
  table.set(Opcode::RefFunc, refFunc);
  table.set(Opcode::RefAsNonNull, refAsNonNull);
  table.set(Opcode::Drop, drop);
  table.set(Opcode::Select, select);
  table.set(Opcode::SelectT, select);
}

} // namespace aotc
