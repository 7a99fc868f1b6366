// Exceptions: try_table, throw, throw_ref, and the legacy try, catch, catch_all,
// delegate and rethrow. docs/architecture.md, "Exceptions", says how they travel.
//
// Inside a function an exception is a branch: to the handler of the innermost block
// that catches, which compares tags in the order of the clauses, and from there to
// the next one outside; what leaves the function is returned. A handler's exception
// is a phi, made at the first use: a block in which nothing throws has no handler,
// and the clauses of a legacy try are then unreachable code. Locals are in memory until
// LLVM's SROA, so that a handler sees them as they were at the throw.
//
// A clause that makes no reference ends the exception, when it has taken the payload.
// A legacy clause makes one if a rethrow names it: found by reading the body ahead,
// since a rethrow comes behind the code that would have to know.
#include "codegen/function_translator.h"

#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace aotc {

namespace {

using wasm::Opcode;

// Reads a body for the clauses that a rethrow names: their offsets.
std::set<uint64_t> findRethrown(const wasm::Module &module, const wasm::Function &body) {
  std::set<uint64_t> found;
  std::vector<uint64_t> blocks; // the clause that each is in
  wasm::InstructionReader reader(module.file, body.code);
  wasm::Instruction instruction;
  while (!reader.atEnd() && reader.next(instruction).ok()) {
    Opcode opcode = instruction.opcode;
    if (opcode == Opcode::Block || opcode == Opcode::Loop || opcode == Opcode::If ||
        opcode == Opcode::Try || opcode == Opcode::TryTable)
      blocks.push_back(0);
    else if (opcode == Opcode::Catch || opcode == Opcode::CatchAll)
      blocks.back() = instruction.offset;
    else if ((opcode == Opcode::End || opcode == Opcode::Delegate) && !blocks.empty())
      blocks.pop_back();
    else if (opcode == Opcode::Rethrow)
      found.insert(blocks[blocks.size() - 1 - instruction.index]);
  }
  return found;
}

} // namespace

bool FunctionTranslator::isRethrown(uint64_t clause) {
  if (!rethrown)
    rethrown = findRethrown(module, body);
  return rethrown->contains(clause);
}

void FunctionTranslator::enterTryTable(const wasm::Instruction &instruction) {
  pushControl(Control::Kind::TryTable, instruction.block).clauses = instruction.catches;
}

void FunctionTranslator::enterTry(const wasm::Instruction &instruction) {
  pushControl(Control::Kind::Try, instruction.block);
}

// What handles an exception that is thrown in the innermost of the outer `depth`
// controls; the function itself returns it.
FunctionTranslator::Landing &FunctionTranslator::handlerOf(size_t depth) {
  size_t at = depth - 1;
  auto catches = [](const Control &control) {
    return control.kind == Control::Kind::Function || control.kind == Control::Kind::Try ||
           (control.kind == Control::Kind::TryTable && !control.clauses.empty());
  };
  while (!catches(controls[at]))
    --at;
  Landing &handler = controls[at].handler;
  if (!handler.block) {
    handler.block = BasicBlock::Create(state.context, "handler");
    handler.exception = PHINode::Create(builder.getPtrTy(), 1, "exception", handler.block);
  }
  return handler;
}

void FunctionTranslator::throwTo(size_t depth, Value *exception) {
  Landing &handler = handlerOf(depth);
  handler.exception->addIncoming(exception, builder.GetInsertBlock());
  builder.CreateBr(handler.block);
}

void FunctionTranslator::throwIf(Value *exception) {
  Landing &handler = handlerOf(controls.size());
  handler.exception->addIncoming(exception, builder.GetInsertBlock());
  BasicBlock *next = newBlock("");
  builder.CreateCondBr(builder.CreateIsNotNull(exception), handler.block, next,
                       MDBuilder(state.context).createUnlikelyBranchWeights());
  builder.SetInsertPoint(next);
}

StructType *FunctionTranslator::exceptionType(const wasm::FuncType &tag) {
  SmallVector<Type *, 4> payload;
  for (const wasm::ValType &param : tag.params)
    payload.push_back(valueType(param));
  return StructType::get(state.context,
                         {state.structs.Exception, StructType::get(state.context, payload)});
}

void FunctionTranslator::throwTag(uint32_t tag) {
  const wasm::FuncType &tagType = module.funcType(module.tags[wasm::TagIndex(tag)].type.type);
  StructType *layout = exceptionType(tagType);
  uint64_t payloadBytes =
      state.module.getDataLayout().getTypeAllocSize(layout->getElementType(1)).getFixedValue();
  SmallVector<Value *, 8> values = popMany(tagType.params.size());
  CallInst *exception = builder.CreateCall(declareBuiltin(state.module, Builtin::exception_new),
                                           {access.tag(builder, tag), state.word(payloadBytes),
                                            placeInFile(builder, builder.getInt32(place))});
  exception->addRetAttr(Attribute::NonNull);
  Value *payload = builder.CreateStructGEP(layout, exception, 1);
  for (unsigned i = 0; i < values.size(); ++i)
    builder.CreateStore(values[i], builder.CreateStructGEP(layout->getElementType(1), payload, i));
  throwTo(controls.size(), exception);
  setUnreachable();
}

void FunctionTranslator::throwReference() {
  Value *exception = pop();
  trapIf(builder.CreateIsNull(exception), TrapKind::NullReference);
  throwTo(controls.size(), exception);
  setUnreachable();
}

void FunctionTranslator::rethrow(uint32_t label) {
  throwTo(controls.size(), target(label).handler.exception);
  setUnreachable();
}

Value *FunctionTranslator::hasTag(Value *exception, uint32_t tag) {
  Value *actual = builder.CreateLoad(
      builder.getPtrTy(),
      builder.CreateStructGEP(state.structs.Exception, exception, ExceptionLayout::tag));
  return builder.CreateICmpEQ(actual, access.tag(builder, tag));
}

void FunctionTranslator::pushCaught(Value *exception, uint32_t tag) {
  const wasm::FuncType &tagType = module.funcType(module.tags[wasm::TagIndex(tag)].type.type);
  StructType *layout = exceptionType(tagType);
  Type *values = layout->getElementType(1);
  Value *payload = builder.CreateStructGEP(layout, exception, 1);
  for (unsigned i = 0; i < tagType.params.size(); ++i)
    push(builder.CreateLoad(valueType(tagType.params[i]),
                            builder.CreateStructGEP(values, payload, i)));
}

// Behind pushCaught: an exception that nobody refers to is gone.
void FunctionTranslator::takeException(Value *exception, bool isReferenced) {
  Builtin builtin = isReferenced ? Builtin::exception_referenced : Builtin::exception_caught;
  builder.CreateCall(declareBuiltin(state.module, builtin), {exception});
}

// The clauses of a try_table; labels are those outside of it.
void FunctionTranslator::translateClauses(Control &control) {
  using Kind = wasm::CatchClause::Kind;
  Value *exception = control.handler.exception;
  for (const wasm::CatchClause &clause : control.clauses) {
    bool isTagged = clause.kind == Kind::Catch || clause.kind == Kind::CatchRef;
    bool isReferenced = clause.kind == Kind::CatchRef || clause.kind == Kind::CatchAllRef;
    BasicBlock *next = isTagged ? newBlock("next") : nullptr;
    if (isTagged) {
      BasicBlock *taken = newBlock("catch");
      builder.CreateCondBr(hasTag(exception, clause.tag.index), taken, next);
      builder.SetInsertPoint(taken);
      pushCaught(exception, clause.tag.index);
    }
    takeException(exception, isReferenced);
    if (isReferenced)
      push(exception);
    builder.CreateBr(addBranchValues(target(clause.label)));
    stack.clear();
    if (!next)
      return;
    builder.SetInsertPoint(next);
  }
  throwTo(controls.size(), exception);
}

// `control` is no longer among the controls; what its body throws is handled now.
void FunctionTranslator::finishHandler(Control &control) {
  bool isCatch = control.kind == Control::Kind::Catch;
  BasicBlock *block = isCatch ? control.uncaught : control.handler.block;
  if (!block)
    return;
  if (!isCatch)
    block->insertInto(&function);
  builder.SetInsertPoint(block);
  Value *exception = control.handler.exception;
  if (control.kind == Control::Kind::TryTable) {
    SmallVector<Value *, 16> kept = std::move(stack);
    stack.clear();
    translateClauses(control);
    stack = std::move(kept);
  } else if (control.kind != Control::Kind::Function) {
    throwTo(controls.size(), exception);
  } else if (signature.returnsException) {
    state.convention.retException(builder, function, exception);
  } else { // never gets here: nothing in the function throws what it doesn't catch
    builder.CreateCall(declareBuiltin(state.module, Builtin::exception_uncaught), {exception});
    builder.CreateUnreachable();
  }
}

// Legacy catch and catch_all, which end the body or the clause before them.
void FunctionTranslator::handleCatch(const wasm::Instruction &instruction) {
  Control &control = controls.back();
  bool catchesAll = instruction.opcode == Opcode::CatchAll;
  if (reachable) {
    addValues(control.endValues);
    builder.CreateBr(control.end);
  }
  stack.truncate(control.height);
  if (control.kind == Control::Kind::Try) {
    control.kind = Control::Kind::Catch;
    control.uncaught = control.handler.block;
    if (control.uncaught)
      control.uncaught->insertInto(&function);
  }
  reachable = control.uncaught;
  if (!reachable)
    return;
  Value *exception = control.handler.exception;
  builder.SetInsertPoint(std::exchange(control.uncaught, nullptr));
  if (!catchesAll) {
    BasicBlock *taken = newBlock("catch");
    control.uncaught = newBlock("next");
    builder.CreateCondBr(hasTag(exception, instruction.index), taken, control.uncaught);
    builder.SetInsertPoint(taken);
    pushCaught(exception, instruction.index);
  }
  takeException(exception, isRethrown(instruction.offset));
}

// As `end`, but what the body throws goes on from the labelled block, as if it had
// been thrown there.
void FunctionTranslator::handleDelegate(uint32_t label) {
  Landing handler = std::exchange(controls.back().handler, {});
  size_t depth = controls.size() - 1 - label;
  if (handler.block) {
    BasicBlock *from = builder.GetInsertBlock();
    handler.block->insertInto(&function);
    builder.SetInsertPoint(handler.block);
    throwTo(depth, handler.exception);
    builder.SetInsertPoint(from);
  }
  handleEnd();
}

void addExceptionHandlers(HandlerTable &table) {
  using Translator = FunctionTranslator;
  using wasm::Instruction;
  table.set(Opcode::TryTable, [](Translator &t, const Instruction &i) { t.enterTryTable(i); });
  table.set(Opcode::Throw, [](Translator &t, const Instruction &i) { t.throwTag(i.index); });
  table.set(Opcode::ThrowRef, [](Translator &t, const Instruction &) { t.throwReference(); });
  table.set(Opcode::Try, [](Translator &t, const Instruction &i) { t.enterTry(i); });
  table.set(Opcode::Catch, [](Translator &t, const Instruction &i) { t.handleCatch(i); });
  table.set(Opcode::CatchAll, [](Translator &t, const Instruction &i) { t.handleCatch(i); });
  table.set(Opcode::Delegate,
            [](Translator &t, const Instruction &i) { t.handleDelegate(i.index); });
  table.set(Opcode::Rethrow, [](Translator &t, const Instruction &i) { t.rethrow(i.index); });
}

} // namespace aotc
