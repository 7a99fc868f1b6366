// Translates one function body to LLVM IR. Each instruction has one row in the
// handlers' table, in the translate_*.cpp of its group.
#pragma once

#include "codegen/instance_access.h"
#include "codegen/nan_quieting.h"
#include "wasm/instruction.h"
#include "llvm/ADT/SmallVector.h"

namespace aotc {

class FunctionTranslator {
public:
  FunctionTranslator(ProgramState &state, ModuleFunc func, llvm::Function &function);

  ~FunctionTranslator();
  FunctionTranslator(const FunctionTranslator &) = delete;
  FunctionTranslator &operator=(const FunctionTranslator &) = delete;

  // Gives the function its body. Errors: Unsupported, or what reading gives.
  Result<void> run();

  // What the handlers work with.

  llvm::IRBuilder<> builder;
  ProgramState &state;
  const wasm::Module &module;
  InstanceAccess access;

  void push(llvm::Value *value) { stack.push_back(value); }
  llvm::Value *pop() { return stack.pop_back_val(); }
  // Replaces the last `count` values; the first is the deepest.
  llvm::SmallVector<llvm::Value *, 8> popMany(size_t count);
  llvm::Value *isTrue(llvm::Value *condition); // i32 to i1
  void pushBool(llvm::Value *condition) {
    push(builder.CreateZExt(condition, builder.getInt32Ty()));
  }
  llvm::Value *local(uint32_t index) { return locals[index]; }
  llvm::Type *localType(uint32_t index) { return localTypes[index]; }
  llvm::BasicBlock &entryBlock() { return *entry; }
  llvm::Type *valueType(const wasm::ValType &type) { return state.convention.valueType(type); }

  // What an arithmetic instruction leaves: NaNs as the options want them. Not for
  // neg, abs and copysign, which keep their operand's.
  llvm::Value *arithmetic(llvm::Value *result) {
    return state.facts.options.canonicalNans ? canonicalised(builder, result) : result;
  }

  // Traps with `kind` at the instruction at hand where `condition` holds, or with the
  // special kind where its condition does as well.
  struct SpecialTrap {
    llvm::Value *condition;
    TrapKind kind;
  };
  void trapIf(llvm::Value *condition, TrapKind kind, std::optional<SpecialTrap> special = {});
  void trap(TrapKind kind);                     // what follows is unreachable
  llvm::BasicBlock *newBlock(const char *name); // appended to the function

  // Memory, translate_memory.cpp.
  llvm::Value *memoryBase(uint32_t memory);
  llvm::Value *memorySize(uint32_t memory); // in bytes
  // The address of an access of `width` bytes, checked where no guard does.
  llvm::Value *memoryAddress(const wasm::MemArg &arg, llvm::Value *index, uint64_t width);
  // Unaligned; a load is marked as one that may trap. The type's size is that of the access.
  llvm::Value *loadMemory(const wasm::MemArg &arg, llvm::Value *index, llvm::Type *type);
  void storeMemory(const wasm::MemArg &arg, llvm::Value *index, llvm::Value *value);
  // The address of bytes [index, index + count), i64 both; traps unless inside.
  llvm::Value *memoryRange(uint32_t memory, llvm::Value *index, llvm::Value *count);
  void trapUnlessInside(llvm::Value *index, llvm::Value *count, llvm::Value *size, TrapKind kind);
  // A memory's or table's index as 64 bits.
  llvm::Value *extendIndex(llvm::Value *index);

  // Control, translate_control.cpp.
  void enterBlock(const wasm::Instruction &instruction);
  void enterLoop(const wasm::Instruction &instruction);
  void enterIf(const wasm::Instruction &instruction);
  void handleElse();
  void handleEnd();
  void branch(uint32_t label);
  void branchIf(uint32_t label);
  void branchTable(const std::vector<uint32_t> &labels);
  void branchOnNull(uint32_t label);    // pops the reference where it branches
  void branchOnNonNull(uint32_t label); // carries it there, pops it otherwise
  void returnAll();
  // What a `return_call` ends with.
  void returnResults(llvm::ArrayRef<llvm::Value *> results);
  // Tail-calls `code` of the guest, with the function's own results.
  void tailCall(const Signature &callee, llvm::Value *code, llvm::Value *instance,
                llvm::ArrayRef<llvm::Value *> arguments);

  // Exceptions, translate_exception.cpp.
  void enterTryTable(const wasm::Instruction &instruction);
  void enterTry(const wasm::Instruction &instruction);
  void handleCatch(const wasm::Instruction &instruction); // and catch_all
  void handleDelegate(uint32_t label);
  void throwTag(uint32_t tag);
  void throwReference();
  void rethrow(uint32_t label);
  void throwIf(llvm::Value *exception); // unless it is null

private:
  // Where an exception goes that comes out of a block's body: made at the first use,
  // joins the function when the block's clauses are translated.
  struct Landing {
    llvm::BasicBlock *block = nullptr;
    llvm::PHINode *exception = nullptr;
  };
  struct Control {
    // Try: in its body; Catch: in a clause of a legacy try.
    enum class Kind : uint8_t { Function, Block, Loop, If, TryTable, Try, Catch };
    Kind kind = Kind::Block;
    const wasm::ResultType *labelTypes = nullptr; // what a branch to it carries
    const wasm::ResultType *results = nullptr;
    llvm::BasicBlock *end = nullptr; // not yet in the function
    llvm::BasicBlock *loop = nullptr;
    llvm::BasicBlock *otherwise = nullptr; // If without its else yet
    llvm::SmallVector<llvm::PHINode *, 1> endValues, loopValues;
    llvm::SmallVector<llvm::Value *, 1> params; // If: for its else
    size_t height = 0;
    Landing handler;                        // Function, TryTable, Try
    std::vector<wasm::CatchClause> clauses; // TryTable
    llvm::BasicBlock *uncaught = nullptr;   // Catch: where no clause so far takes it
  };

  void begin();
  void declareLocals();
  void finish();
  Result<void> translate(const wasm::Instruction &instruction);
  // Where in the input file something at `offset` of the body is.
  llvm::Value *placeInFile(llvm::IRBuilderBase &builder, llvm::Value *offset);
  bool skipUnreachable(const wasm::Instruction &instruction);

  const wasm::ResultType &blockParams(const wasm::BlockType &type) const;
  const wasm::ResultType &blockResults(const wasm::BlockType &type);
  Control &pushControl(Control::Kind kind, const wasm::BlockType &type);
  Control &target(uint32_t label) { return controls[controls.size() - 1 - label]; }
  // Adds the top values of the stack to the phis of a branch's target.
  llvm::BasicBlock *addBranchValues(Control &control);
  void addValues(llvm::ArrayRef<llvm::PHINode *> phis);
  llvm::SmallVector<llvm::PHINode *, 1> makePhis(llvm::BasicBlock *block,
                                                 const wasm::ResultType &types);
  void setUnreachable() { reachable = false; }

  // Branches to whatever handles an exception in the innermost `depth` controls.
  void throwTo(size_t depth, llvm::Value *exception);
  Landing &handlerOf(size_t depth);
  void finishHandler(Control &control); // at the end of its block
  void translateClauses(Control &control);
  void pushCaught(llvm::Value *exception, uint32_t tag);
  void takeException(llvm::Value *exception, bool isReferenced);
  llvm::Value *hasTag(llvm::Value *exception, uint32_t tag);
  llvm::StructType *exceptionType(const wasm::FuncType &type);
  bool isRethrown(uint64_t clause);

  ModuleFunc func;
  const wasm::Function &body;
  const wasm::FuncType &type;
  Signature signature;
  llvm::Function &function;
  llvm::BasicBlock *entry = nullptr, *start = nullptr;
  llvm::SmallVector<llvm::Value *, 16> stack;
  std::vector<Control> controls;
  std::vector<llvm::Value *> locals;
  std::vector<llvm::Type *> localTypes;
  std::map<wasm::ValKind, wasm::ResultType> singleResults; // of block types; stable addresses
  std::map<std::string, wasm::ResultType> referenceResults;
  // Offsets of legacy clauses whose exception a rethrow throws; made at the first.
  std::optional<std::set<uint64_t>> rethrown;
  bool reachable = true;
  uint64_t skippedBlocks = 0;
  uint32_t place = 0; // of the instruction at hand: its offset in the body
  std::map<uint32_t, llvm::Value *> memoryBases;
  struct TrapBlock {
    llvm::BasicBlock *block = nullptr;
    llvm::PHINode *place = nullptr;
  };
  std::map<TrapKind, TrapBlock> trapBlocks;
  TrapBlock &trapBlock(TrapKind kind);
  llvm::BasicBlock *trapFromHere(TrapKind kind);
};

// Null: not translated yet, which is an Unsupported error.
using Handler = void (*)(FunctionTranslator &, const wasm::Instruction &);

class HandlerTable {
public:
  static const HandlerTable &get(); // made once, immutable
  Handler operator[](wasm::Opcode opcode) const { return rows[static_cast<size_t>(opcode)]; }
  void set(wasm::Opcode opcode, Handler handler) { rows[static_cast<size_t>(opcode)] = handler; }

private:
  HandlerTable();
  std::vector<Handler> rows;
};

// Each in its translate_*.cpp.
void addControlHandlers(HandlerTable &table);
void addExceptionHandlers(HandlerTable &table);
void addCallHandlers(HandlerTable &table);
void addIntegerHandlers(HandlerTable &table);
void addFloatHandlers(HandlerTable &table);
void addConversionHandlers(HandlerTable &table);
void addMemoryHandlers(HandlerTable &table);
void addBulkMemoryHandlers(HandlerTable &table);
void addAtomicHandlers(HandlerTable &table);
void addGlobalHandlers(HandlerTable &table); // locals too
void addTableHandlers(HandlerTable &table);
void addReferenceHandlers(HandlerTable &table);
void addSimdMemoryHandlers(HandlerTable &table);
void addSimdLaneHandlers(HandlerTable &table); // and bitwise instructions
void addSimdIntegerHandlers(HandlerTable &table);
void addSimdWideningHandlers(HandlerTable &table); // extend, narrow, pairwise, products
void addSimdFloatHandlers(HandlerTable &table);    // and conversions
void addSimdRelaxedHandlers(HandlerTable &table);

} // namespace aotc
