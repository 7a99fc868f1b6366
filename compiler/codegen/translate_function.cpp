// The frame of a function's translation: entry, locals, the loop over the
// instructions, trap blocks.
//
// Locals are allocas that SROA turns into SSA values: quick to make and right in
// unreachable code too. Unreachable code is skipped as the validator sees it: up
// to the `end` or `else` of the block at hand. The bases of memories are loaded in
// the entry block, once. Explicit traps share one cold block per kind, which gets
// the place as a phi of offsets in the body; they are calls and never llvm.trap, since
// LLVM moves stores across that.
#include "codegen/function_translator.h"

#include "codegen/symbols.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace aotc {

HandlerTable::HandlerTable() {
#define AOTC_OPCODE(ENUM, ...) rows.push_back(nullptr);
#include "wasm/opcodes.def"
#undef AOTC_OPCODE
  addControlHandlers(*this);
  addExceptionHandlers(*this);
  addCallHandlers(*this);
  addIntegerHandlers(*this);
  addFloatHandlers(*this);
  addConversionHandlers(*this);
  addMemoryHandlers(*this);
  addBulkMemoryHandlers(*this);
  addAtomicHandlers(*this);
  addGlobalHandlers(*this);
  addTableHandlers(*this);
  addReferenceHandlers(*this);
  addSimdMemoryHandlers(*this);
  addSimdLaneHandlers(*this);
  addSimdIntegerHandlers(*this);
  addSimdWideningHandlers(*this);
  addSimdFloatHandlers(*this);
  addSimdRelaxedHandlers(*this);
}

const HandlerTable &HandlerTable::get() {
  static const HandlerTable table;
  return table;
}

FunctionTranslator::FunctionTranslator(ProgramState &state, ModuleFunc func, Function &function)
    : builder(state.context), state(state), module(*state.program.modules[func.module].module),
      access(state, func, state.convention.instance(function)), func(func),
      body(module.functions[func.func]), type(module.funcType(func.func)),
      signature(state.signature(func)), function(function) {}

// After an error: blocks that aren't in the function yet go down with it.
FunctionTranslator::~FunctionTranslator() {
  for (Control &control : controls) {
    control.end->insertInto(&function);
    if (control.handler.block && !control.handler.block->getParent())
      control.handler.block->insertInto(&function);
  }
  for (auto &[kind, trapBlock] : trapBlocks)
    if (!trapBlock.block->getParent())
      trapBlock.block->insertInto(&function);
}

Result<void> FunctionTranslator::run() {
  begin();
  wasm::InstructionReader reader(module.file, body.code);
  wasm::Instruction instruction;
  while (!reader.atEnd()) {
    TRY(reader.next(instruction));
    if (!module.origin)
      place = static_cast<uint32_t>(instruction.offset - body.body.begin);
    if (reachable || !skipUnreachable(instruction))
      TRY(translate(instruction));
  }
  finish();
  return {};
}

void FunctionTranslator::begin() {
  entry = BasicBlock::Create(state.context, "entry", &function);
  start = BasicBlock::Create(state.context, "start", &function);
  builder.SetInsertPoint(entry);
  declareLocals();
  builder.SetInsertPoint(start);
  Control control;
  control.kind = Control::Kind::Function;
  control.labelTypes = control.results = &type.results;
  control.end = BasicBlock::Create(state.context, "return");
  control.endValues = makePhis(control.end, type.results);
  controls.push_back(std::move(control));
  state.setFuncPlace(function, func);
}

void FunctionTranslator::declareLocals() {
  auto declare = [&](const wasm::ValType &localType, Value *initial) {
    localTypes.push_back(valueType(localType));
    locals.push_back(builder.CreateAlloca(localTypes.back()));
    builder.CreateStore(initial, locals.back());
  };
  SmallVector<Value *, 8> parameters = state.convention.parameters(builder, function, signature);
  access.begin(builder);
  for (unsigned i = 0; i < type.params.size(); ++i)
    declare(type.params[i], parameters[i]);
  for (const auto &[count, localType] : body.locals)
    for (uint32_t i = 0; i < count; ++i)
      declare(localType, Constant::getNullValue(valueType(localType)));
}

void FunctionTranslator::finish() {
  IRBuilder<>(entry).CreateBr(start);
  for (auto &[kind, trapBlock] : trapBlocks) {
    trapBlock.block->insertInto(&function);
    IRBuilder<> atTrap(trapBlock.block);
    Value *arguments[] = {atTrap.getInt32(static_cast<uint32_t>(kind)),
                          placeInFile(atTrap, trapBlock.place)};
    atTrap.CreateCall(declareBuiltin(state.module, Builtin::trap), arguments);
    atTrap.CreateUnreachable();
  }
}

Result<void> FunctionTranslator::translate(const wasm::Instruction &instruction) {
  Handler handler = HandlerTable::get()[instruction.opcode];
  if (!handler)
    return Error::unsupported(instruction.offset,
                              std::string(toString(wasm::info(instruction.opcode).proposal)) +
                                  ": " + wasm::name(instruction.opcode));
  handler(*this, instruction);
  return {};
}

// True while the instruction belongs to code that is never reached.
bool FunctionTranslator::skipUnreachable(const wasm::Instruction &instruction) {
  using wasm::Opcode;
  Opcode opcode = instruction.opcode;
  if (opcode == Opcode::Block || opcode == Opcode::Loop || opcode == Opcode::If ||
      opcode == Opcode::Try || opcode == Opcode::TryTable)
    ++skippedBlocks;
  if (skippedBlocks == 0)
    return opcode != Opcode::End && opcode != Opcode::Else && opcode != Opcode::Catch &&
           opcode != Opcode::CatchAll && opcode != Opcode::Delegate;
  if (opcode == Opcode::End || opcode == Opcode::Delegate)
    --skippedBlocks;
  return true;
}

SmallVector<Value *, 8> FunctionTranslator::popMany(size_t count) {
  SmallVector<Value *, 8> values(stack.end() - count, stack.end());
  stack.truncate(stack.size() - count);
  return values;
}

Value *FunctionTranslator::isTrue(Value *condition) {
  if (auto *extended = dyn_cast<ZExtInst>(condition))
    if (extended->getOperand(0)->getType()->isIntegerTy(1))
      return extended->getOperand(0);
  return builder.CreateICmpNE(condition, Constant::getNullValue(condition->getType()));
}

BasicBlock *FunctionTranslator::newBlock(const char *name) {
  return BasicBlock::Create(state.context, name, &function);
}

FunctionTranslator::TrapBlock &FunctionTranslator::trapBlock(TrapKind kind) {
  TrapBlock &trap = trapBlocks[kind];
  if (!trap.block) {
    trap.block = BasicBlock::Create(state.context, "trap");
    trap.place = PHINode::Create(builder.getInt32Ty(), 1, "place", trap.block);
  }
  return trap;
}

// The block that a trap of `kind` at the instruction at hand branches to.
BasicBlock *FunctionTranslator::trapFromHere(TrapKind kind) {
  TrapBlock &trap = trapBlock(kind);
  trap.place->addIncoming(builder.getInt32(place), builder.GetInsertBlock());
  return trap.block;
}

void FunctionTranslator::trapIf(Value *condition, TrapKind kind,
                                std::optional<SpecialTrap> special) {
  if (auto *known = dyn_cast<ConstantInt>(condition); known && known->isZero())
    return;
  BasicBlock *trapping = special ? newBlock("traps") : trapFromHere(kind);
  BasicBlock *next = newBlock("");
  MDNode *unlikely = MDBuilder(state.context).createUnlikelyBranchWeights();
  builder.CreateCondBr(condition, trapping, next, unlikely);
  if (special) {
    builder.SetInsertPoint(trapping);
    BasicBlock *isSpecial = trapFromHere(special->kind), *otherwise = trapFromHere(kind);
    builder.CreateCondBr(special->condition, isSpecial, otherwise);
  }
  builder.SetInsertPoint(next);
}

void FunctionTranslator::trap(TrapKind kind) {
  builder.CreateBr(trapFromHere(kind));
  setUnreachable();
}

Value *FunctionTranslator::placeInFile(IRBuilderBase &builder, Value *offset) {
  return builder.CreateAdd(builder.CreatePtrToInt(state.place(func), offset->getType()), offset);
}

} // namespace aotc
