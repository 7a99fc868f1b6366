// Control instructions (core specification, "Control Instructions"). Structured
// control becomes basic blocks; what a label carries becomes phis of its block,
// made when the block is entered, so that a branch only adds to them.
//
// The block behind an `end` joins the function only when something gets there.
// br_table with values goes through one block per distinct label, so that the phis
// don't grow with the table.
#include "codegen/function_translator.h"

using namespace llvm;

namespace aotc {

namespace {

const wasm::ResultType kNoTypes;

} // namespace

const wasm::ResultType &FunctionTranslator::blockParams(const wasm::BlockType &block) const {
  return block.kind == wasm::BlockType::Kind::Type ? module.funcType(block.type).params : kNoTypes;
}

const wasm::ResultType &FunctionTranslator::blockResults(const wasm::BlockType &block) {
  switch (block.kind) {
  case wasm::BlockType::Kind::Empty:
    return kNoTypes;
  case wasm::BlockType::Kind::Type:
    return module.funcType(block.type).results;
  case wasm::BlockType::Kind::Value:
    break;
  }
  wasm::ResultType &single = block.value.isRef() ? referenceResults[toString(block.value)]
                                                 : singleResults[block.value.kind];
  if (single.empty())
    single.push_back(block.value);
  return single;
}

SmallVector<PHINode *, 1> FunctionTranslator::makePhis(BasicBlock *block,
                                                       const wasm::ResultType &types) {
  SmallVector<PHINode *, 1> phis;
  for (const wasm::ValType &valueOf : types)
    phis.push_back(PHINode::Create(valueType(valueOf), 2, "", block));
  return phis;
}

FunctionTranslator::Control &FunctionTranslator::pushControl(Control::Kind kind,
                                                             const wasm::BlockType &block) {
  Control control;
  control.kind = kind;
  control.labelTypes = control.results = &blockResults(block);
  control.end = BasicBlock::Create(state.context, "end");
  control.endValues = makePhis(control.end, *control.results);
  control.height = stack.size() - blockParams(block).size();
  controls.push_back(std::move(control));
  return controls.back();
}

void FunctionTranslator::enterBlock(const wasm::Instruction &instruction) {
  pushControl(Control::Kind::Block, instruction.block);
}

void FunctionTranslator::enterLoop(const wasm::Instruction &instruction) {
  Control &control = pushControl(Control::Kind::Loop, instruction.block);
  const wasm::ResultType &params = blockParams(instruction.block);
  control.labelTypes = &params;
  control.loop = newBlock("loop");
  control.loopValues = makePhis(control.loop, params);
  addValues(control.loopValues);
  builder.CreateBr(control.loop);
  builder.SetInsertPoint(control.loop);
  stack.truncate(control.height);
  stack.append(control.loopValues.begin(), control.loopValues.end());
}

void FunctionTranslator::enterIf(const wasm::Instruction &instruction) {
  Value *condition = isTrue(pop());
  Control &control = pushControl(Control::Kind::If, instruction.block);
  control.params.assign(stack.begin() + control.height, stack.end());
  BasicBlock *then = newBlock("then");
  control.otherwise = newBlock("else");
  builder.CreateCondBr(condition, then, control.otherwise);
  builder.SetInsertPoint(then);
}

void FunctionTranslator::addValues(ArrayRef<PHINode *> phis) {
  for (size_t i = 0; i < phis.size(); ++i)
    phis[i]->addIncoming(stack[stack.size() - phis.size() + i], builder.GetInsertBlock());
}

BasicBlock *FunctionTranslator::addBranchValues(Control &control) {
  bool isLoop = control.kind == Control::Kind::Loop;
  addValues(isLoop ? control.loopValues : control.endValues);
  return isLoop ? control.loop : control.end;
}

void FunctionTranslator::handleElse() {
  Control &control = controls.back();
  if (reachable) {
    addValues(control.endValues);
    builder.CreateBr(control.end);
  }
  stack.truncate(control.height);
  stack.append(control.params.begin(), control.params.end());
  builder.SetInsertPoint(control.otherwise);
  control.otherwise = nullptr;
  reachable = true;
}

void FunctionTranslator::handleEnd() {
  if (controls.back().kind == Control::Kind::If && controls.back().otherwise)
    handleElse(); // an if without else passes its parameters on
  Control control = std::move(controls.back());
  controls.pop_back();
  if (reachable) {
    addValues(control.endValues);
    builder.CreateBr(control.end);
  }
  finishHandler(control);
  stack.truncate(control.height);
  reachable = !control.end->use_empty();
  if (!reachable) {
    delete control.end;
    return;
  }
  control.end->insertInto(&function);
  builder.SetInsertPoint(control.end);
  stack.append(control.endValues.begin(), control.endValues.end());
  if (control.kind == Control::Kind::Function) {
    state.convention.ret(builder, function, signature, stack);
    reachable = false;
  }
}

void FunctionTranslator::branch(uint32_t label) {
  builder.CreateBr(addBranchValues(target(label)));
  setUnreachable();
}

void FunctionTranslator::branchIf(uint32_t label) {
  Value *condition = isTrue(pop());
  BasicBlock *taken = addBranchValues(target(label));
  BasicBlock *next = newBlock("");
  builder.CreateCondBr(condition, taken, next);
  builder.SetInsertPoint(next);
}

void FunctionTranslator::branchTable(const std::vector<uint32_t> &labels) {
  Value *index = pop();
  BasicBlock *from = builder.GetInsertBlock();
  std::map<uint32_t, BasicBlock *> edges; // by label
  auto edge = [&](uint32_t label) {
    BasicBlock *&block = edges[label];
    if (block)
      return block;
    Control &control = target(label);
    if (control.labelTypes->empty())
      return block = control.kind == Control::Kind::Loop ? control.loop : control.end;
    block = newBlock("case");
    builder.SetInsertPoint(block);
    builder.CreateBr(addBranchValues(control));
    return block;
  };
  BasicBlock *otherwise = edge(labels.back());
  builder.SetInsertPoint(from);
  SwitchInst *instruction = builder.CreateSwitch(index, otherwise, labels.size() - 1);
  for (uint32_t i = 0; i + 1 < labels.size(); ++i)
    if (labels[i] != labels.back())
      instruction->addCase(builder.getInt32(i), edge(labels[i]));
  setUnreachable();
}

void FunctionTranslator::branchOnNull(uint32_t label) {
  Value *reference = pop();
  Value *isNull = builder.CreateIsNull(reference);
  BasicBlock *taken = addBranchValues(target(label));
  BasicBlock *next = newBlock("");
  builder.CreateCondBr(isNull, taken, next);
  builder.SetInsertPoint(next);
  push(reference);
}

void FunctionTranslator::branchOnNonNull(uint32_t label) {
  Value *isNonNull = builder.CreateIsNotNull(stack.back());
  BasicBlock *taken = addBranchValues(target(label));
  BasicBlock *next = newBlock("");
  builder.CreateCondBr(isNonNull, taken, next);
  builder.SetInsertPoint(next);
  pop();
}

void FunctionTranslator::returnResults(ArrayRef<Value *> results) {
  state.convention.ret(builder, function, signature, results);
  setUnreachable();
}

void FunctionTranslator::tailCall(const Signature &callee, Value *code, Value *instance,
                                  ArrayRef<Value *> arguments) {
  state.convention.tailCall(builder, function, callee, code, instance, arguments);
  setUnreachable();
}

void FunctionTranslator::returnAll() { branch(controls.size() - 1); }

void addControlHandlers(HandlerTable &table) {
  using wasm::Opcode;
  using Translator = FunctionTranslator;
  using wasm::Instruction;
  table.set(Opcode::Unreachable,
            [](Translator &t, const Instruction &) { t.trap(TrapKind::Unreachable); });
  table.set(Opcode::Nop, [](Translator &, const Instruction &) {});
  table.set(Opcode::Block, [](Translator &t, const Instruction &i) { t.enterBlock(i); });
  table.set(Opcode::Loop, [](Translator &t, const Instruction &i) { t.enterLoop(i); });
  table.set(Opcode::If, [](Translator &t, const Instruction &i) { t.enterIf(i); });
  table.set(Opcode::Else, [](Translator &t, const Instruction &) { t.handleElse(); });
  table.set(Opcode::End, [](Translator &t, const Instruction &) { t.handleEnd(); });
  table.set(Opcode::Br, [](Translator &t, const Instruction &i) { t.branch(i.index); });
  table.set(Opcode::BrIf, [](Translator &t, const Instruction &i) { t.branchIf(i.index); });
  table.set(Opcode::BrTable, [](Translator &t, const Instruction &i) { t.branchTable(i.labels); });
  table.set(Opcode::BrOnNull, [](Translator &t, const Instruction &i) { t.branchOnNull(i.index); });
  table.set(Opcode::BrOnNonNull,
            [](Translator &t, const Instruction &i) { t.branchOnNonNull(i.index); });
  table.set(Opcode::Return, [](Translator &t, const Instruction &) { t.returnAll(); });
}

} // namespace aotc
