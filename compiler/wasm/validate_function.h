// Validates bodies and constant expressions, one after the other (core
// specification, appendix "Validation Algorithm"). Internal to wasm/.
#pragma once

#include <unordered_set>

#include "wasm/instruction.h"
#include "wasm/validation_context.h"

namespace aotc::wasm {

// What is known of an operand. After an unconditional branch the stack has any
// operand that is asked for: Unknown, or UnknownRef once something has demanded
// that it be a reference; it is then a non-null one of any heap type.
struct Operand {
  enum class Kind : uint8_t { Known, Unknown, UnknownRef } kind = Kind::Unknown;
  ValType type; // only for Known

  Operand() = default;
  explicit Operand(Kind kind) : kind(kind) {}
  explicit Operand(ValType type) : kind(Kind::Known), type(type) {}
};

class FunctionValidator {
public:
  explicit FunctionValidator(const ValidationContext &context)
      : context(context), module(context.module) {}

  Result<void> checkFunction(const Function &function);
  // `visibleGlobals`: global.get may name those with a smaller index.
  Result<void> checkConst(const ConstExpr &expr, const ValType &expected, uint32_t visibleGlobals);

private:
  using Types = std::span<const ValType>;

  struct Frame {
    Opcode opcode; // Block for the body itself
    BlockType block;
    size_t height;            // of the operand stack at entry
    size_t initializedHeight; // of `initializations`
    bool unreachable = false;
  };

  // validate_function.cpp: bodies, locals, the two stacks
  void reset();
  Result<void> checkInstructions(Span code);
  Result<void> checkInstruction(const Instruction &in);
  Result<void> checkFixed(const Instruction &in);
  Result<void> checkImmediates(const Instruction &in);
  Result<void> checkMemArg(const Instruction &in);
  Result<void> checkConstant(const Instruction &in) const;
  Result<ValType> letterType(char letter, const Instruction &in) const;
  Result<ValType> localType(uint32_t index) const;
  void markInitialized(uint32_t local);
  void forgetInitialized(size_t height);

  void push(const ValType &type) { operands.push_back(Operand(type)); }
  void push(Operand operand) { operands.push_back(operand); }
  void push(Types types);
  Result<Operand> popAny();
  Result<Operand> popRef(); // never Unknown
  Result<void> pop(const ValType &expected);
  Result<void> pop(Types types);
  Result<void> checkTop(Types types); // pop and push back, of the same operands
  bool operandMatches(const Operand &operand, const ValType &expected) const;

  Types params(const Frame &frame) const;
  Types results(const Frame &frame) const;
  Types labelTypes(const Frame &frame) const;
  Result<const Frame *> label(uint32_t depth) const;
  void pushFrame(Opcode opcode, const BlockType &block);
  Result<void> popFrame();
  void setUnreachable();

  Error invalid(std::string message) const { return Error::invalid(offset, std::move(message)); }
  Error unknown(const char *what, uint32_t index) const;
  Error mismatch(const std::string &expected, const std::string &found) const;
  Result<MemoryType> memory(uint32_t index) const;
  Result<TableType> table(uint32_t index) const;
  Result<GlobalType> global(uint32_t index) const;
  Result<const FuncType *> functionType(uint32_t index) const;
  Result<const FuncType *> tagType(TagIndex index) const;
  Result<RefType> elemType(uint32_t index) const;
  Result<void> checkData(uint32_t index) const;

  // validate_control.cpp
  Result<void> checkBlockType(const BlockType &block);
  Result<void> enterBlock(const Instruction &in);
  Result<void> checkCatch(const CatchClause &clause);
  // A legacy catch: ends the try or catch at hand, and opens a block with `caught`.
  Result<void> nextClause(Types caught);
  Result<void> checkCall(const FuncType &type);
  Result<void> checkTailCall(const FuncType &type);
  Result<const FuncType *> checkCallee(const Instruction &in); // of call_indirect
  // The label's types without the last, which must be `branch`'s supertype.
  Result<Types> labelPrefix(uint32_t depth, const Operand &branch);

  // validate_reference.cpp
  RefType topOf(const HeapType &heap) const;
  Result<const FieldType *> arrayField(TypeIndex type);
  Result<const FieldType *> structField(const Instruction &in);
  Result<void> checkFieldGet(const FieldType &field, bool packed);
  Result<void> checkMutable(const FieldType &field, const char *what);
  Result<void> checkDefaultable(const FieldType &field);
  Result<void> checkCastTarget(const Instruction &in);
  Result<void> checkConvert(HeapKind from, HeapKind to);

#define AOTC_OPCODE(...)
#define AOTC_CUSTOM(ENUM, ...) Result<void> check##ENUM(const Instruction &in);
#include "wasm/opcodes.def"
#undef AOTC_OPCODE

  const ValidationContext &context;
  const Module &module;

  std::vector<Operand> operands;
  std::vector<Frame> frames;
  uint64_t offset = 0; // of the current instruction
  Instruction instruction;

  // Locals as runs: the index after the run's last, and the type. Parameters first.
  std::vector<std::pair<uint32_t, ValType>> localRuns;
  std::unordered_set<uint32_t> initialized; // of locals that have no default value
  std::vector<uint32_t> initializations;    // in order, to be undone at the end of a block

  bool isConst = false;
  uint32_t visibleGlobals = 0;
};

} // namespace aotc::wasm
