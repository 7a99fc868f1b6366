// An abstract interpretation of one body. A value is a constant, what the global held at
// the call plus a constant, or unknown; a state is that of the global and of the locals
// that hold such sums. States join where branches meet. A loop is entered with what all
// branches to it agree on: the body is read again until that stays as it is.
//
// Of the operand stack only the top is followed, through the instructions that move a
// stack pointer; any other instruction empties what is known of it.
#include "codegen/kept_global.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "wasm/instruction.h"

namespace aotc {

namespace {

using wasm::Instruction;
using wasm::Opcode;

// Enough for what compilers make; more would only cost time.
constexpr size_t kMostLocals = 32;
constexpr unsigned kMostReadings = 32;

struct Value {
  enum class Kind : uint8_t { Unknown, Constant, Sum } kind = Kind::Unknown;
  uint64_t bits = 0; // Constant; Sum: beyond the global's first value
  friend bool operator==(const Value &, const Value &) = default;
};

struct State {
  Value global{Value::Kind::Sum, 0};
  std::map<uint32_t, Value> locals; // sums only
  friend bool operator==(const State &, const State &) = default;

  void setLocal(uint32_t index, Value value) {
    locals.erase(index);
    if (value.kind == Value::Kind::Sum && locals.size() < kMostLocals)
      locals[index] = value;
  }
  Value local(uint32_t index) const {
    auto found = locals.find(index);
    return found == locals.end() ? Value() : found->second;
  }
  void join(const State &other) {
    if (global != other.global)
      global = Value();
    std::erase_if(locals,
                  [&](const auto &entry) { return other.local(entry.first) != entry.second; });
  }
};
using MaybeState = std::optional<State>; // none: never reached

void join(MaybeState &into, const MaybeState &from) {
  if (!into)
    into = from;
  else if (from)
    into->join(*from);
}

class Interpreter {
public:
  Interpreter(const wasm::Module &module, const wasm::Function &function, wasm::GlobalIndex global)
      : module(module), function(function), global(global.index),
        mask(module.globals[global].type.type.kind == wasm::ValKind::I32 ? UINT32_MAX
                                                                         : UINT64_MAX) {}

  Result<bool> run() {
    for (unsigned readings = 0; headsChanged && !inDoubt; ++readings) {
      if (readings == kMostReadings)
        return false;
      headsChanged = false;
      TRY(readBody());
    }
    return !inDoubt && (!atReturn || atReturn->global == Value{Value::Kind::Sum, 0});
  }

private:
  struct Block {
    std::optional<uint64_t> loop; // its place in the file
    MaybeState otherwise;         // If without its else yet: at the if
    MaybeState end;               // of the branches to it, unless it is a loop
  };

  Result<void> readBody() {
    state = State();
    atReturn.reset();
    blocks.clear();
    stack.clear();
    wasm::InstructionReader reader(module.file, function.code);
    Instruction instruction;
    while (!reader.atEnd() && !inDoubt) {
      TRY(reader.next(instruction));
      if (!control(instruction))
        compute(instruction);
    }
    return {};
  }

  // False: not an instruction of control.
  bool control(const Instruction &instruction) {
    Opcode opcode = instruction.opcode;
    if (opcode == Opcode::Block) {
      blocks.emplace_back();
    } else if (opcode == Opcode::Loop) {
      enterLoop(instruction.offset);
    } else if (opcode == Opcode::If) {
      blocks.emplace_back().otherwise = state;
    } else if (opcode == Opcode::Else) {
      join(blocks.back().end, state);
      state = std::exchange(blocks.back().otherwise, {});
    } else if (opcode == Opcode::End) {
      leaveBlock();
    } else if (opcode == Opcode::Br || opcode == Opcode::BrIf || opcode == Opcode::BrOnNull ||
               opcode == Opcode::BrOnNonNull) {
      branch(instruction.index);
      if (opcode == Opcode::Br)
        state.reset();
    } else if (opcode == Opcode::BrTable) {
      for (uint32_t label : instruction.labels)
        branch(label);
      state.reset();
    } else if (opcode == Opcode::Return || opcode == Opcode::ReturnCall ||
               opcode == Opcode::ReturnCallIndirect || opcode == Opcode::ReturnCallRef) {
      join(atReturn, state);
      state.reset();
    } else if (opcode == Opcode::Unreachable || opcode == Opcode::Throw ||
               opcode == Opcode::ThrowRef) {
      state.reset();
    } else if (opcode == Opcode::Try || opcode == Opcode::TryTable || opcode == Opcode::BrOnCast ||
               opcode == Opcode::BrOnCastFail) {
      inDoubt = true;
    } else {
      return false;
    }
    stack.clear();
    return true;
  }

  void enterLoop(uint64_t offset) {
    blocks.push_back({offset, {}, {}});
    if (!state)
      return;
    auto [head, isNew] = heads.try_emplace(offset, *state);
    head->second.join(*state);
    state = head->second;
  }

  void leaveBlock() {
    if (blocks.empty()) { // the function's own
      join(atReturn, state);
      return;
    }
    join(state, blocks.back().otherwise);
    join(state, blocks.back().end);
    blocks.pop_back();
  }

  void branch(uint32_t label) {
    if (!state)
      return;
    if (label >= blocks.size()) {
      join(atReturn, state);
      return;
    }
    Block &block = blocks[blocks.size() - 1 - label];
    if (!block.loop) {
      join(block.end, state);
      return;
    }
    State &head = heads.at(*block.loop);
    State before = head;
    head.join(*state);
    headsChanged |= head != before;
  }

  Value pop() {
    if (stack.empty())
      return {};
    Value value = stack.back();
    stack.pop_back();
    return value;
  }

  void compute(const Instruction &instruction) {
    Opcode opcode = instruction.opcode;
    if (!state)
      return;
    if (opcode == Opcode::LocalGet) {
      stack.push_back(state->local(instruction.index));
    } else if (opcode == Opcode::LocalSet) {
      state->setLocal(instruction.index, pop());
    } else if (opcode == Opcode::LocalTee) {
      stack.push_back(pop());
      state->setLocal(instruction.index, stack.back());
    } else if (opcode == Opcode::GlobalGet) {
      stack.push_back(instruction.index == global ? state->global : Value());
    } else if (opcode == Opcode::GlobalSet) {
      Value value = pop();
      if (instruction.index == global)
        state->global = value;
    } else if (opcode == Opcode::I32Const || opcode == Opcode::I64Const) {
      stack.push_back({Value::Kind::Constant, instruction.bits & mask});
    } else if (opcode == Opcode::I32Add || opcode == Opcode::I64Add) {
      Value right = pop(), left = pop();
      stack.push_back(left.kind == Value::Kind::Sum ? sum(left, right, 1) : sum(right, left, 1));
    } else if (opcode == Opcode::I32Sub || opcode == Opcode::I64Sub) {
      Value right = pop(), left = pop();
      stack.push_back(sum(left, right, -1));
    } else {
      stack.clear();
    }
  }

  // A sum plus a constant; otherwise unknown.
  Value sum(Value left, Value right, int64_t sign) const {
    if (left.kind != Value::Kind::Sum || right.kind != Value::Kind::Constant)
      return {};
    return {Value::Kind::Sum, (left.bits + uint64_t(sign) * right.bits) & mask};
  }

  const wasm::Module &module;
  const wasm::Function &function;
  uint32_t global;
  uint64_t mask;
  MaybeState state;
  MaybeState atReturn;
  std::vector<Block> blocks;
  std::vector<Value> stack;        // what is known of its top
  std::map<uint64_t, State> heads; // of loops, by place
  bool headsChanged = true;        // since a reading began
  bool inDoubt = false;
};

} // namespace

Result<bool> keepsGlobal(const wasm::Module &module, const wasm::Function &function,
                         wasm::GlobalIndex global) {
  return Interpreter(module, function, global).run();
}

} // namespace aotc
