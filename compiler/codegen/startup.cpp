// aotc_program (ProgramInfo in instance.def) and its `run`: what is left of
// instantiation (StartupPlan), start functions, the entry.
//
// Most programs have nothing here but the entry: globals, tables and memories are
// initialised data. The runtime sets up memories from MemoryInit, switches to the
// guest's stack, and calls run(context).
//
// For an embedder, `run` is the embedder's function, each step is a function of
// its own, and so is each entry point, behind one signature for all (GuestCall in
// abi.h): a caller needs to know nothing of our calling convention.
#include "codegen/startup.h"

#include "codegen/memory_image.h"
#include "codegen/symbols.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace aotc {

namespace {

class Startup {
public:
  explicit Startup(ProgramState &state) : state(state), builder(state.context) {}

  Result<void> define() {
    auto *type = FunctionType::get(builder.getInt32Ty(), {builder.getPtrTy()}, false);
    if (state.program.isEmbedded()) {
      for (const StartupPlan &plan : state.facts.startup)
        defineStep(plan);
      for (const EntryPoint &point : state.program.entryPoints)
        defineEntryPoint(point);
      for (const LiftedExport &item : state.program.exports)
        liftedFuncs.push_back(liftedFunc(item));
      run = Function::Create(type, GlobalValue::ExternalLinkage, state.program.entry.embedder,
                             state.module);
    } else {
      run = begin(type, "startup.run");
      if (instantiateAll())
        TRY(callEntry());
    }
    defineProgramInfo();
    return {};
  }

private:
  // Opens a function, which gets all code from here on.
  Function *begin(FunctionType *type, const Twine &name) {
    current = Function::Create(type, GlobalValue::InternalLinkage, name, state.module);
    current->addFnAttr(Attribute::NoUnwind);
    current->addFnAttr("probe-stack", "inline-asm");
    builder.SetInsertPoint(BasicBlock::Create(state.context, "entry", current));
    return current;
  }

  Function *beginGuestCall(const char *name, size_t index) {
    auto *type = FunctionType::get(builder.getVoidTy(), {builder.getPtrTy()}, false);
    return begin(type, name + Twine(index));
  }

  void defineStep(const StartupPlan &plan) {
    steps.push_back(beginGuestCall("step.", steps.size()));
    if (instantiate(plan))
      builder.CreateRetVoid();
  }

  void defineEntryPoint(const EntryPoint &point) {
    Function *function = beginGuestCall("entry.", entryPoints.size());
    entryPoints.push_back(function);
    constexpr unsigned kSlot = 16;
    auto slot = [&](unsigned index) {
      return builder.CreateConstGEP1_32(builder.getInt8Ty(), function->getArg(0), index * kSlot);
    };
    if (const auto *global = std::get_if<GlobalDef>(&point)) {
      wasm::ValType type =
          state.program.moduleOf(global->instance).globals[global->global].type.type;
      builder.CreateStore(
          builder.CreateLoad(state.convention.valueType(type), state.global(*global)), slot(0));
    } else {
      const FuncDef &func = std::get<FuncDef>(point);
      SmallVector<Value *, 8> arguments;
      for (const wasm::ValType &type : state.program.typeOf(func).params)
        arguments.push_back(
            builder.CreateLoad(state.convention.valueType(type), slot(arguments.size())));
      unsigned at = arguments.size();
      for (Value *result : call(func, arguments))
        builder.CreateStore(result, slot(at++));
    }
    builder.CreateRetVoid();
  }

  Constant *liftedFunc(const LiftedExport &item) {
    Constant *null = ConstantPointerNull::get(builder.getPtrTy());
    Constant *site = state.privateConstant(
        ConstantStruct::get(state.structs.CallSite, state.componentInstance(item.instance),
                            item.memory ? state.memory(*item.memory) : null,
                            item.realloc ? state.callableRecord(*item.realloc) : null, null,
                            state.string(item.name),
                            state.word(static_cast<uint64_t>(item.encoding))),
        "site.lifted");
    Constant *arguments = null;
    if (item.arguments)
      arguments = state.string(*item.arguments);
    std::vector<Constant *> resources;
    for (ResourceTypeId id : item.resources)
      resources.push_back(state.resource(id));
    return ConstantStruct::get(
        state.structs.LiftedFunc, state.string(item.name), entryPoints[item.entryPoint],
        item.postReturn ? entryPoints[*item.postReturn] : null, site,
        state.privateConstant(ConstantDataArray::get(state.context, item.type), "type.lifted"),
        arguments, array(builder.getPtrTy(), resources, "resources.lifted"));
  }

  // False if instantiation traps for sure: there is no code behind that.
  bool instantiateAll() {
    for (const StartupPlan &plan : state.facts.startup)
      if (!instantiate(plan))
        return false;
    return true;
  }

  bool instantiate(const StartupPlan &plan) {
    makeLargeTables(plan.instance);
    for (const StartupSegment &segment : plan.segments)
      segment.isData ? applyData(plan.instance, segment.segment)
                     : applyElem(plan.instance, segment.segment);
    if (plan.trap) {
      trap(plan.trap->isData ? TrapKind::MemoryOutOfBounds : TrapKind::TableOutOfBounds,
           plan.trap->offset);
      return false;
    }
    if (plan.start)
      call(state.program.resolve(plan.instance, *plan.start), {});
    return true;
  }

  void trap(TrapKind kind, uint64_t place) {
    builder.CreateCall(declareBuiltin(state.module, Builtin::trap),
                       {builder.getInt32(static_cast<uint32_t>(kind)),
                        builder.getInt32(static_cast<uint32_t>(place))});
    builder.CreateUnreachable();
  }

  void trapIf(Value *condition, TrapKind kind, uint64_t place) {
    BasicBlock *trapping = BasicBlock::Create(state.context, "trap", current);
    BasicBlock *next = BasicBlock::Create(state.context, "", current);
    builder.CreateCondBr(condition, trapping, next,
                         MDBuilder(state.context).createUnlikelyBranchWeights());
    builder.SetInsertPoint(trapping);
    trap(kind, place);
    builder.SetInsertPoint(next);
  }

  void makeLargeTables(InstanceId instance) {
    const wasm::Module &module = state.program.moduleOf(instance);
    for (uint32_t i = 0; i < module.tables.size(); ++i) {
      const wasm::Table &table = module.tables[wasm::TableIndex(i)];
      TableDef def{instance, wasm::TableIndex(i)};
      if (table.import || state.facts.isStaticTable(def))
        continue;
      Value *before =
          builder.CreateCall(declareBuiltin(state.module, Builtin::table_grow),
                             {state.table(def), state.word(table.type.limits.min), state.word(0)});
      trapIf(builder.CreateICmpEQ(before, builder.getInt64(UINT64_MAX)), TrapKind::OutOfMemory,
             UINT32_MAX);
    }
  }

  // [offset, offset + count) inside a size that a record holds; both known here.
  void checkRange(Value *size, uint64_t offset, uint64_t count, TrapKind kind, uint64_t place) {
    Value *end = builder.getInt64(offset + count);
    Value *outside = offset + count < offset ? builder.getTrue() : builder.CreateICmpULT(size, end);
    trapIf(outside, kind, place);
  }

  Value *loadField(StructType *type, Value *record, unsigned index) {
    return builder.CreateLoad(type->getElementType(index),
                              builder.CreateStructGEP(type, record, index));
  }

  // What analyseProgram() evaluated before, without an error.
  uint64_t offsetOf(InstanceId instance, const wasm::ConstExpr &expr) {
    GlobalLookup globalValue = [this](GlobalDef def) -> Result<ConstValue> {
      return state.facts.globalValues.at(keyOf(def));
    };
    return evaluateConst(state.program, instance, expr, globalValue)->bits;
  }

  void applyData(InstanceId instance, uint32_t index) {
    const wasm::DataSegment &segment =
        state.program.moduleOf(instance).datas[wasm::DataIndex(index)];
    Value *record = state.memory(state.program.resolve(instance, segment.memory));
    uint64_t offset = offsetOf(instance, segment.memoryOffset), count = segment.bytes.size();
    checkRange(loadField(state.structs.Memory, record, MemoryLayout::byteSize), offset, count,
               TrapKind::MemoryOutOfBounds, segment.offset);
    Value *base = loadField(state.structs.Memory, record, MemoryLayout::base);
    builder.CreateMemCpy(builder.CreateGEP(builder.getInt8Ty(), base, builder.getInt64(offset)),
                         Align(1), state.dataBytes(state.program.instances[instance].module, index),
                         Align(1), count);
  }

  void applyElem(InstanceId instance, uint32_t index) {
    const wasm::ElemSegment &segment =
        state.program.moduleOf(instance).elems[wasm::ElemIndex(index)];
    Value *record = state.table(state.program.resolve(instance, segment.table));
    uint64_t offset = offsetOf(instance, segment.tableOffset), count = segment.size();
    checkRange(loadField(state.structs.Table, record, TableLayout::size), offset, count,
               TrapKind::TableOutOfBounds, segment.offset);
    Value *elements = loadField(state.structs.Table, record, TableLayout::elements);
    builder.CreateMemCpy(builder.CreateGEP(builder.getPtrTy(), elements, builder.getInt64(offset)),
                         Align(8), state.elemRefs(instance, index), Align(8), count * 8);
  }

  SmallVector<Value *, 2> call(const FuncDef &func, ArrayRef<Value *> arguments) {
    const wasm::FuncType &type = state.program.typeOf(func);
    BasicBlock &entry = current->getEntryBlock();
    if (const auto *host = std::get_if<HostCallId>(&func)) {
      Signature signature{.type = type, .isHost = true};
      return state.convention
          .call(builder, entry, signature, state.hostFunction(*host), state.callSite(*host),
                arguments)
          .results;
    }
    const auto &guest = std::get<InstanceFunc>(func);
    auto returned = state.callFromOutside(builder, entry, guest, arguments);
    // Inlined here, a guest function would lose its name in messages of traps.
    Function *code = state.function({state.program.instances[guest.instance].module, guest.func});
    for (Instruction &instruction : *builder.GetInsertBlock())
      if (auto *call = dyn_cast<CallInst>(&instruction); call && call->getCalledOperand() == code)
        call->setIsNoInline();
    if (state.facts.throwing.of(state.program, func).mayThrow)
      state.endUncaught(builder, returned.exception);
    return returned.results;
  }

  Result<void> callEntry() {
    const Entry &entry = state.program.entry;
    const wasm::FuncType &type = state.program.typeOf(entry.func);
    if (!type.params.empty())
      return Error::unsupported(std::nullopt, "an entry function with parameters");
    // The flag that forbids re-entry: only another component could try.
    bool guarded = state.program.componentInstances.size() > 1;
    if (guarded)
      instanceCall(Builtin::enter_instance);
    SmallVector<Value *, 2> results = call(entry.func, {});
    bool isRun = entry.kind == Entry::Kind::ComponentRun && !results.empty();
    if (isRun) // a `result`: nothing but ok and error
      trapIf(builder.CreateICmpUGT(results[0], builder.getInt32(1)), TrapKind::CanonicalAbi,
             UINT32_MAX);
    if (entry.postReturn) {
      setMayNotLeave(1);
      call(*entry.postReturn, results);
      setMayNotLeave(0);
    }
    if (guarded)
      instanceCall(Builtin::leave_instance);
    Value *code = builder.getInt32(0);
    if (isRun)
      code = builder.CreateZExt(builder.CreateIsNotNull(results[0]), builder.getInt32Ty());
    builder.CreateRet(code);
    return {};
  }

  void instanceCall(Builtin builtin) {
    builder.CreateCall(declareBuiltin(state.module, builtin),
                       {state.componentInstance(state.program.entry.instance)});
  }

  // CanonicalABI.md, "canon lift": post-return may not call out.
  void setMayNotLeave(uint32_t value) {
    Constant *instance = state.componentInstance(state.program.entry.instance);
    Value *flag = builder.CreateStructGEP(state.structs.ComponentInstance, instance,
                                          ComponentInstanceLayout::mayNotLeave);
    builder.CreateStore(builder.getInt32(value), flag);
  }

  // A constant array, and null for none.
  Constant *array(Type *type, ArrayRef<Constant *> items, const char *name) {
    if (items.empty())
      return ConstantPointerNull::get(builder.getPtrTy());
    return state.privateConstant(ConstantArray::get(ArrayType::get(type, items.size()), items),
                                 name);
  }

  Constant *memoryInit(InstanceId instance, uint32_t index) {
    MemoryDef def{instance, wasm::MemoryIndex(index)};
    const wasm::MemoryType &type = state.program.moduleOf(instance).memories[def.memory].type;
    std::vector<Constant *> chunks;
    for (const ImagePages &chunk : imageChunks(state.facts.memoryPages.at(keyOf(def)))) {
      Constant *source = ConstantExpr::getInBoundsGetElementPtr(
          builder.getInt8Ty(), imageSymbol(def), state.word(chunk.offset));
      chunks.push_back(ConstantStruct::get(state.structs.ImageChunk, source,
                                           state.word(chunk.destination), state.word(chunk.size)));
    }
    bool guard = state.facts.usesGuard(type);
    auto strategy = guard ? MemoryStrategy::Guard : MemoryStrategy::Check;
    return ConstantStruct::get(
        state.structs.MemoryInit, state.memory(def),
        array(state.structs.ImageChunk, chunks, "image.chunks"), state.word(chunks.size()),
        state.word(memoryBytes(type, type.limits.min)), state.word(maxMemoryBytes(type)),
        state.word(guard ? uint64_t(1) << 32 : 0), state.word(guard ? kGuardBytes : 0),
        builder.getInt32(type.pageSizeLog2), builder.getInt32(static_cast<uint32_t>(strategy)));
  }

  Constant *imageSymbol(MemoryDef def) {
    auto *symbol = cast<GlobalVariable>(
        state.module.getOrInsertGlobal(symbols::image(def), builder.getInt8Ty()));
    symbol->setVisibility(GlobalValue::HiddenVisibility);
    return symbol;
  }

  // The tables and globals of the program that hold exnrefs.
  void findExceptionRoots(std::vector<Constant *> &globals, std::vector<Constant *> &tables) {
    for (const StartupPlan &plan : state.facts.startup) {
      const wasm::Module &module = state.program.moduleOf(plan.instance);
      for (uint32_t i = 0; i < module.globals.size(); ++i) {
        const wasm::Global &global = module.globals[wasm::GlobalIndex(i)];
        GlobalDef def{plan.instance, wasm::GlobalIndex(i)};
        if (!global.import && global.type.type.isRef() &&
            global.type.type.ref.heap.kind == wasm::HeapKind::Exn && state.facts.of(def).written)
          globals.push_back(state.global(def));
      }
      for (uint32_t i = 0; i < module.tables.size(); ++i) {
        const wasm::Table &table = module.tables[wasm::TableIndex(i)];
        if (!table.import && table.type.element.heap.kind == wasm::HeapKind::Exn)
          tables.push_back(state.table({plan.instance, wasm::TableIndex(i)}));
      }
    }
  }

  void defineProgramInfo() {
    std::vector<Constant *> memories, exceptionGlobals, exceptionTables;
    findExceptionRoots(exceptionGlobals, exceptionTables);
    for (const StartupPlan &plan : state.facts.startup) {
      const wasm::Module &module = state.program.moduleOf(plan.instance);
      for (uint32_t i = 0; i < module.memories.size(); ++i)
        if (!module.memories[wasm::MemoryIndex(i)].import)
          memories.push_back(memoryInit(plan.instance, i));
    }
    Constant *info = ConstantStruct::get(
        state.structs.ProgramInfo, run, array(state.structs.MemoryInit, memories, "memories"),
        state.word(memories.size()),
        array(builder.getPtrTy(), exceptionGlobals, "exception.globals"),
        state.word(exceptionGlobals.size()),
        array(builder.getPtrTy(), exceptionTables, "exception.tables"),
        state.word(exceptionTables.size()), array(builder.getPtrTy(), steps, "steps"),
        state.word(steps.size()), array(builder.getPtrTy(), entryPoints, "entry.points"),
        state.word(entryPoints.size()),
        array(state.structs.LiftedFunc, liftedFuncs, "lifted.funcs"),
        state.word(liftedFuncs.size()));
    new GlobalVariable(state.module, state.structs.ProgramInfo, true, GlobalValue::ExternalLinkage,
                       info, "aotc_program");
  }

  ProgramState &state;
  IRBuilder<> builder;
  Function *run = nullptr;     // of ProgramInfo
  Function *current = nullptr; // the one that is being made
  std::vector<Constant *> steps, entryPoints, liftedFuncs;
};

} // namespace

Result<void> defineStartup(ProgramState &state) { return Startup(state).define(); }

} // namespace aotc
