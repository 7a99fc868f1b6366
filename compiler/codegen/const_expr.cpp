// Evaluates constant expressions (core specification, "Constant Expressions") on
// a stack of values. Validation has been done, so that types aren't looked at.
// Results are laid out as initialised data and never become code.
#include "codegen/const_expr.h"

#include "wasm/instruction.h"

namespace aotc {

namespace {

using wasm::Opcode;

ConstValue integer(wasm::ValType type, uint64_t bits) {
  ConstValue value;
  value.type = type;
  value.bits = type.kind == wasm::ValKind::I32 ? static_cast<uint32_t>(bits) : bits;
  return value;
}

// Extended constant expressions: wraps as the instruction of the same name does.
void binary(std::vector<ConstValue> &stack, uint64_t (*operation)(uint64_t, uint64_t)) {
  ConstValue right = stack.back();
  stack.pop_back();
  ConstValue &left = stack.back();
  left = integer(left.type, operation(left.bits, right.bits));
}

wasm::ValType constType(Opcode opcode) {
  if (opcode == Opcode::I32Const)
    return wasm::ValType::i32();
  if (opcode == Opcode::I64Const)
    return wasm::ValType::i64();
  return opcode == Opcode::F32Const ? wasm::ValType::f32() : wasm::ValType::f64();
}

class Evaluator {
public:
  Evaluator(const Program &program, InstanceId instance, const GlobalLookup &globalValue)
      : program(program), instance(instance), globalValue(globalValue) {}

  Result<ConstValue> run(const wasm::ConstExpr &expr) {
    wasm::InstructionReader reader(program.moduleOf(instance).file, expr.span);
    wasm::Instruction instruction;
    while (!reader.atEnd()) {
      TRY(reader.next(instruction));
      if (instruction.opcode == Opcode::End)
        break;
      TRY(step(instruction));
    }
    if (stack.size() != 1)
      return Error::internal("constant expression without one value");
    return stack.back();
  }

private:
  Result<void> step(const wasm::Instruction &instruction) {
    Opcode opcode = instruction.opcode;
    if (opcode == Opcode::I32Const || opcode == Opcode::I64Const || opcode == Opcode::F32Const ||
        opcode == Opcode::F64Const)
      stack.push_back(integer(constType(opcode), instruction.bits));
    else if (opcode == Opcode::RefNull)
      stack.push_back({wasm::ValType::reference({true, instruction.heap}), 0, {}, {}});
    else if (opcode == Opcode::RefFunc)
      pushFunc(wasm::FuncIndex(instruction.index));
    else if (opcode == Opcode::GlobalGet)
      stack.push_back(
          TRY(globalValue(program.resolve(instance, wasm::GlobalIndex(instruction.index)))));
    else if (opcode == Opcode::V128Const)
      stack.push_back({wasm::ValType::v128(), 0, instruction.v128, {}});
    else
      return arithmetic(instruction);
    return {};
  }

  Result<void> arithmetic(const wasm::Instruction &instruction) {
    Opcode opcode = instruction.opcode;
    if (opcode == Opcode::I32Add || opcode == Opcode::I64Add)
      binary(stack, [](uint64_t a, uint64_t b) { return a + b; });
    else if (opcode == Opcode::I32Sub || opcode == Opcode::I64Sub)
      binary(stack, [](uint64_t a, uint64_t b) { return a - b; });
    else if (opcode == Opcode::I32Mul || opcode == Opcode::I64Mul)
      binary(stack, [](uint64_t a, uint64_t b) { return a * b; });
    else
      return Error::unsupported(instruction.offset,
                                std::string(toString(wasm::info(opcode).proposal)) +
                                    ": constant expression with " + wasm::name(opcode));
    return {};
  }

  void pushFunc(wasm::FuncIndex func) {
    ConstValue value;
    value.type = wasm::ValType::funcref();
    value.func = program.resolve(instance, func);
    stack.push_back(std::move(value));
  }

  const Program &program;
  InstanceId instance;
  const GlobalLookup &globalValue;
  std::vector<ConstValue> stack;
};

} // namespace

Result<ConstValue> evaluateConst(const Program &program, InstanceId instance,
                                 const wasm::ConstExpr &expr, const GlobalLookup &globalValue) {
  return Evaluator(program, instance, globalValue).run(expr);
}

} // namespace aotc
