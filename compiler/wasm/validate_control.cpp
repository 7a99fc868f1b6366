// Validates control instructions (core specification, "Validation / Instructions /
// Control Instructions"). Entry points: FunctionValidator::check<Enum>(), called
// by checkInstruction().
//
// The legacy exception instructions (proposal exception-handling, "legacy") never
// became part of the specification, but toolchains emit them: `catch`, `catch_all`
// and `delegate` end the block before them as `else` does.
#include <fmt/format.h>

#include <algorithm>

#include "wasm/validate_function.h"

namespace aotc::wasm {

Result<void> FunctionValidator::checkBlockType(const BlockType &block) {
  switch (block.kind) {
  case BlockType::Kind::Empty:
    return {};
  case BlockType::Kind::Value:
    return context.checkValType(offset, block.value);
  case BlockType::Kind::Type:
    TRY(context.funcType(offset, block.type));
    return {};
  }
  return {};
}

Result<void> FunctionValidator::enterBlock(const Instruction &in) {
  Types types;
  if (in.block.kind == BlockType::Kind::Type)
    types = module.funcType(in.block.type).params;
  TRY(pop(types));
  pushFrame(in.opcode, in.block);
  push(types);
  return {};
}

Result<void> FunctionValidator::checkUnreachable(const Instruction &) {
  setUnreachable();
  return {};
}

Result<void> FunctionValidator::checkBlock(const Instruction &in) {
  TRY(checkBlockType(in.block));
  return enterBlock(in);
}

Result<void> FunctionValidator::checkLoop(const Instruction &in) {
  TRY(checkBlockType(in.block));
  return enterBlock(in);
}

Result<void> FunctionValidator::checkIf(const Instruction &in) {
  TRY(checkBlockType(in.block));
  TRY(pop(ValType::i32()));
  return enterBlock(in);
}

Result<void> FunctionValidator::checkElse(const Instruction &) {
  if (frames.back().opcode != Opcode::If)
    return Error::malformed(offset, "unexpected token: else without if");
  BlockType block = frames.back().block;
  TRY(popFrame());
  pushFrame(Opcode::Else, block);
  push(params(frames.back()));
  return {};
}

Result<void> FunctionValidator::checkEnd(const Instruction &) {
  Frame frame = frames.back();
  // An `if` without `else` passes its parameters on.
  if (frame.opcode == Opcode::If && !context.isSubtype(params(frame), results(frame)))
    return invalid("type mismatch: if without else must have the same parameters and results");
  TRY(popFrame());
  if (!frames.empty())
    push(results(frame));
  return {};
}

Result<void> FunctionValidator::checkBr(const Instruction &in) {
  TRY(pop(labelTypes(*TRY(label(in.index)))));
  setUnreachable();
  return {};
}

Result<void> FunctionValidator::checkBrIf(const Instruction &in) {
  TRY(pop(ValType::i32()));
  Types types = labelTypes(*TRY(label(in.index)));
  TRY(pop(types));
  push(types);
  return {};
}

// A table may name one label a million times, or labels of the same type: each
// list of types is checked once.
Result<void> FunctionValidator::checkBrTable(const Instruction &in) {
  TRY(pop(ValType::i32()));
  Types fallback = labelTypes(*TRY(label(in.labels.back())));
  std::unordered_set<const ValType *> checked;
  for (uint32_t depth : in.labels) {
    Types types = labelTypes(*TRY(label(depth)));
    if (types.size() != fallback.size())
      return invalid("type mismatch: br_table's labels have different numbers of types");
    if (checked.insert(types.data()).second)
      TRY(checkTop(types));
  }
  setUnreachable();
  return {};
}

Result<void> FunctionValidator::checkReturn(const Instruction &) {
  TRY(pop(results(frames.front())));
  setUnreachable();
  return {};
}

Result<void> FunctionValidator::checkCall(const FuncType &type) {
  TRY(pop(type.params));
  push(type.results);
  return {};
}

Result<void> FunctionValidator::checkTailCall(const FuncType &type) {
  if (!context.isSubtype(type.results, results(frames.front())))
    return invalid("type mismatch: the results of a tail call are not the function's");
  TRY(pop(type.params));
  setUnreachable();
  return {};
}

Result<void> FunctionValidator::checkCall(const Instruction &in) {
  return checkCall(*TRY(functionType(in.index)));
}

Result<void> FunctionValidator::checkReturnCall(const Instruction &in) {
  return checkTailCall(*TRY(functionType(in.index)));
}

Result<const FuncType *> FunctionValidator::checkCallee(const Instruction &in) {
  TableType callees = TRY(table(in.index2));
  if (!context.isSubtype(callees.element, RefType{true, {HeapKind::Func, {}}}))
    return invalid(fmt::format("type mismatch: {} needs a table of functions, table {} has {}",
                               name(in.opcode), in.index2, toString(callees.element)));
  const FuncType *type = TRY(context.funcType(offset, TypeIndex(in.index)));
  TRY(pop(callees.address == AddressType::I32 ? ValType::i32() : ValType::i64()));
  return type;
}

Result<void> FunctionValidator::checkCallIndirect(const Instruction &in) {
  return checkCall(*TRY(checkCallee(in)));
}

Result<void> FunctionValidator::checkReturnCallIndirect(const Instruction &in) {
  return checkTailCall(*TRY(checkCallee(in)));
}

Result<void> FunctionValidator::checkCallRef(const Instruction &in) {
  TypeIndex index(in.index);
  const FuncType *type = TRY(context.funcType(offset, index));
  TRY(pop(ValType::reference({true, {HeapKind::Concrete, index}})));
  return checkCall(*type);
}

Result<void> FunctionValidator::checkReturnCallRef(const Instruction &in) {
  TypeIndex index(in.index);
  const FuncType *type = TRY(context.funcType(offset, index));
  TRY(pop(ValType::reference({true, {HeapKind::Concrete, index}})));
  return checkTailCall(*type);
}

// Labels of the clauses are those outside of the try_table itself.
Result<void> FunctionValidator::checkCatch(const CatchClause &clause) {
  using Kind = CatchClause::Kind;
  ResultType caught;
  if (clause.kind == Kind::Catch || clause.kind == Kind::CatchRef)
    caught = TRY(tagType(clause.tag))->params;
  if (clause.kind == Kind::CatchRef || clause.kind == Kind::CatchAllRef)
    caught.push_back(ValType::reference({false, {HeapKind::Exn, {}}}));
  if (!context.isSubtype(caught, labelTypes(*TRY(label(clause.label)))))
    return invalid(fmt::format("type mismatch: label {} of a catch clause expects other types "
                               "than are caught",
                               clause.label));
  return {};
}

Result<void> FunctionValidator::checkTryTable(const Instruction &in) {
  TRY(checkBlockType(in.block));
  for (const CatchClause &clause : in.catches)
    TRY(checkCatch(clause));
  return enterBlock(in);
}

Result<void> FunctionValidator::checkThrow(const Instruction &in) {
  TRY(pop(TRY(tagType(TagIndex(in.index)))->params));
  setUnreachable();
  return {};
}

Result<void> FunctionValidator::checkThrowRef(const Instruction &) {
  TRY(pop(ValType::reference({true, {HeapKind::Exn, {}}})));
  setUnreachable();
  return {};
}

Result<FunctionValidator::Types> FunctionValidator::labelPrefix(uint32_t depth,
                                                                const Operand &branch) {
  Types types = labelTypes(*TRY(label(depth)));
  if (types.empty() || !types.back().isRef() || !operandMatches(branch, types.back()))
    return invalid(fmt::format("type mismatch: label {} does not take the reference that {} "
                               "passes",
                               depth, name(instruction.opcode)));
  return types.first(types.size() - 1);
}

Result<void> FunctionValidator::checkBrOnNull(const Instruction &in) {
  Operand operand = TRY(popRef());
  Types types = labelTypes(*TRY(label(in.index)));
  TRY(pop(types));
  push(types);
  operand.type.ref.nullable = false;
  push(operand);
  return {};
}

Result<void> FunctionValidator::checkBrOnNonNull(const Instruction &in) {
  Operand operand = TRY(popRef());
  operand.type.ref.nullable = false;
  Types prefix = TRY(labelPrefix(in.index, operand));
  TRY(pop(prefix));
  push(prefix);
  return {};
}

namespace {

// br_on_cast's operand and target, and the operand's type where the cast fails.
struct CastTypes {
  RefType from, to, rest;
};
CastTypes castTypes(const Instruction &in) {
  CastTypes types;
  types.from = {(in.castFlags & 1) != 0, in.heap};
  types.to = {(in.castFlags & 2) != 0, in.heap2};
  types.rest = {types.from.nullable && !types.to.nullable, in.heap};
  return types;
}

} // namespace

Result<void> FunctionValidator::checkCastTarget(const Instruction &in) {
  TRY(context.checkHeapType(offset, in.heap));
  TRY(context.checkHeapType(offset, in.heap2));
  CastTypes types = castTypes(in);
  if (!context.isSubtype(types.to, types.from))
    return invalid(fmt::format("type mismatch: {} is not a subtype of {}", toString(types.to),
                               toString(types.from)));
  return {};
}

Result<void> FunctionValidator::checkBrOnCast(const Instruction &in) {
  TRY(checkCastTarget(in));
  CastTypes types = castTypes(in);
  TRY(pop(ValType::reference(types.from)));
  Types prefix = TRY(labelPrefix(in.index, Operand(ValType::reference(types.to))));
  TRY(pop(prefix));
  push(prefix);
  push(ValType::reference(types.rest));
  return {};
}

Result<void> FunctionValidator::checkBrOnCastFail(const Instruction &in) {
  TRY(checkCastTarget(in));
  CastTypes types = castTypes(in);
  TRY(pop(ValType::reference(types.from)));
  Types prefix = TRY(labelPrefix(in.index, Operand(ValType::reference(types.rest))));
  TRY(pop(prefix));
  push(prefix);
  push(ValType::reference(types.to));
  return {};
}

Result<void> FunctionValidator::checkTry(const Instruction &in) {
  TRY(checkBlockType(in.block));
  return enterBlock(in);
}

Result<void> FunctionValidator::nextClause(Types caught) {
  Opcode opened = frames.back().opcode;
  if (opened != Opcode::Try && opened != Opcode::Catch)
    return Error::malformed(
        offset, fmt::format("unexpected token: {} without try", name(instruction.opcode)));
  BlockType block = frames.back().block;
  TRY(popFrame());
  pushFrame(instruction.opcode, block);
  push(caught);
  return {};
}

Result<void> FunctionValidator::checkCatch(const Instruction &in) {
  return nextClause(TRY(tagType(TagIndex(in.index)))->params);
}

Result<void> FunctionValidator::checkCatchAll(const Instruction &) { return nextClause({}); }

Result<void> FunctionValidator::checkRethrow(const Instruction &in) {
  Opcode opened = TRY(label(in.index))->opcode;
  if (opened != Opcode::Catch && opened != Opcode::CatchAll)
    return invalid(fmt::format("invalid rethrow label {}: it is not a catch block's", in.index));
  setUnreachable();
  return {};
}

// The label is one of those outside of the try.
Result<void> FunctionValidator::checkDelegate(const Instruction &in) {
  Frame frame = frames.back();
  if (frame.opcode != Opcode::Try)
    return Error::malformed(offset, "unexpected token: delegate without try");
  TRY(popFrame());
  TRY(label(in.index));
  push(results(frame));
  return {};
}

} // namespace aotc::wasm
