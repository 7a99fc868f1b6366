// Declares and defines the state of a program, see the header. A symbol's
// contents may refer to symbols that refer back (an instance holds records of
// functions, which hold the instance): a variable exists before its contents are
// made.
//
// Everything is laid out as initialised data; what nobody changes is `constant`,
// so that LLVM folds loads of it and makes direct calls of indirect ones. With one
// partition all is internal; with more it is hidden, under names that follow from
// the program.
#include "codegen/program_state.h"

#include "codegen/symbols.h"
#include "flatten/unlinked.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace aotc {

uint64_t maxMemoryBytes(const wasm::MemoryType &type) {
  uint64_t indexable = type.address == wasm::AddressType::I32 ? uint64_t(1) << 32 : UINT64_MAX;
  if (!type.limits.max)
    return indexable;
  return std::min(indexable, memoryBytes(type, *type.limits.max));
}

ProgramState::ProgramState(Module &module, const Program &program, const ProgramFacts &facts,
                           const Partition &partition)
    : module(module), context(module.getContext()), program(program), facts(facts),
      partition(partition), structs(context),
      convention(module, facts.tailCalls, [this] { return overflowArea(); }), alias(context) {}

Constant *ProgramState::word(uint64_t value) {
  return ConstantInt::get(Type::getInt64Ty(context), value);
}
Constant *ProgramState::null() { return ConstantPointerNull::get(PointerType::get(context, 0)); }

GlobalVariable *ProgramState::privateConstant(Constant *initialiser, const Twine &name) {
  auto *variable = new GlobalVariable(module, initialiser->getType(), true,
                                      GlobalValue::PrivateLinkage, initialiser, name);
  variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return variable;
}

Constant *ProgramState::string(std::string_view text) {
  return privateConstant(ConstantDataArray::getString(context, StringRef(text.data(), text.size())),
                         "text");
}

GlobalVariable *ProgramState::variable(const std::string &name, Type *type, bool isConstant,
                                       const Initialiser &initialiser, bool isSmall) {
  if (GlobalVariable *existing = module.getGlobalVariable(name, true))
    return existing;
  auto *variable =
      new GlobalVariable(module, type, isConstant, GlobalValue::ExternalLinkage, nullptr, name);
  variable->setVisibility(GlobalValue::HiddenVisibility);
  variable->setDSOLocal(true);
  if (!partition.ownsState && !(isConstant && isSmall))
    return variable;
  variable->setInitializer(initialiser());
  if (!partition.ownsState)
    variable->setLinkage(GlobalValue::AvailableExternallyLinkage);
  if (partition.only) {
    variable->setVisibility(GlobalValue::DefaultVisibility);
    variable->setLinkage(GlobalValue::InternalLinkage);
  }
  return variable;
}

Constant *ProgramState::overflowArea() {
  auto *type = ArrayType::get(FixedVectorType::get(Type::getInt64Ty(context), 2),
                              CallingConvention::kOverflowBytes / 16);
  return variable(symbols::overflowArea(), type, false,
                  [&] { return ConstantAggregateZero::get(type); });
}

Signature ProgramState::signature(ModuleFunc func) const {
  return {program.modules[func.module].module->funcType(func.func),
          facts.throwing.of(func).returnsException};
}

Signature ProgramState::referenceSignature(const wasm::FuncType &type) const {
  return {type, facts.throwing.ofReference(type).returnsException};
}

Function *ProgramState::function(ModuleFunc func) {
  std::string name = symbols::function(program, func);
  if (Function *existing = module.getFunction(name))
    return existing;
  Signature type = signature(func);
  Function *function =
      Function::Create(convention.functionType(type), GlobalValue::ExternalLinkage, name, module);
  convention.addDefinitionAttributes(*function, type);
  function->setVisibility(GlobalValue::HiddenVisibility);
  function->setDSOLocal(true);
  used.push_back({func, function});
  return function;
}

Constant *ProgramState::place(ModuleFunc func) {
  auto *symbol = cast<GlobalVariable>(
      module.getOrInsertGlobal(symbols::place(func), Type::getInt8Ty(context)));
  symbol->setVisibility(GlobalValue::HiddenVisibility);
  symbol->setDSOLocal(true);
  return symbol;
}

// FuncPlace in runtime-lib/abi/abi.h: LLVM adds start and size, and ties the
// entry to the function's section, so that the linker drops both or none.
void ProgramState::setFuncPlace(Function &function, ModuleFunc func) {
  Constant *name = string(symbols::functionName(program, func));
  Constant *bodyPlace = place(func);
  for (Constant *named : {name, bodyPlace})
    keep(cast<GlobalVariable>(named)); // metadata alone keeps nothing
  auto *constants =
      MDNode::get(context, {ConstantAsMetadata::get(bodyPlace), ConstantAsMetadata::get(name)});
  function.setMetadata(LLVMContext::MD_pcsections,
                       MDNode::get(context, {MDString::get(context, "aotc_funcs"), constants}));
}

// What is called in the place of an import that nothing provides. One a call, since each
// has its own type. It says where it was called from, since a function that never returns
// keeps no return address where the runtime library could look for it.
static Function *unlinkedFunction(ProgramState &state, HostCallId id) {
  std::string name = symbols::hostCall("unlinked", id);
  if (Function *existing = state.module.getFunction(name))
    return existing;
  Signature type{state.program.hostCalls[id].type, false, true};
  Function *function = Function::Create(state.convention.functionType(type),
                                        GlobalValue::InternalLinkage, name, state.module);
  state.convention.addHostAttributes(*function, type.type);
  IRBuilder<> builder(BasicBlock::Create(state.context, "entry", function));
  function->addFnAttr(Attribute::NoInline);
  Type *pointer = builder.getPtrTy();
  auto *trapType = FunctionType::get(builder.getVoidTy(), {pointer, pointer}, false);
  FunctionCallee trap = state.module.getOrInsertFunction(kUnlinkedSymbol, trapType);
  Value *from = builder.CreateIntrinsic(Intrinsic::returnaddress, {}, {builder.getInt32(0)});
  CallInst *call = builder.CreateCall(trap, {function->getArg(0), from});
  call->setDoesNotReturn();
  call->setDoesNotThrow();
  builder.CreateUnreachable();
  return function;
}

Function *ProgramState::hostFunction(HostCallId id) {
  const HostCall &call = program.hostCalls[id];
  if (call.symbol == kUnlinkedSymbol)
    return unlinkedFunction(*this, id);
  if (Function *existing = module.getFunction(call.symbol))
    return existing;
  Function *function =
      Function::Create(convention.functionType({.type = call.type, .isHost = true}),
                       GlobalValue::ExternalLinkage, call.symbol, module);
  convention.addHostAttributes(*function, call.type);
  return function;
}

// What a reference to a host function calls, in the convention of guest functions.
Function *ProgramState::hostCode(HostCallId id) {
  const HostCall &call = program.hostCalls[id];
  Signature type = referenceSignature(call.type);
  if (!convention.needsHostWrapper(type))
    return hostFunction(id);
  std::string name = symbols::hostCall("code", id);
  if (Function *existing = module.getFunction(name))
    return existing;
  Function *wrapper =
      Function::Create(convention.functionType(type), GlobalValue::InternalLinkage, name, module);
  convention.addDefinitionAttributes(*wrapper, type);
  BasicBlock *entry = BasicBlock::Create(context, "entry", wrapper);
  IRBuilder<> builder(entry);
  auto returned = convention.call(builder, *entry, {.type = call.type, .isHost = true},
                                  hostFunction(id), convention.instance(*wrapper),
                                  convention.parameters(builder, *wrapper, type));
  convention.ret(builder, *wrapper, type, returned.results);
  return wrapper;
}

const InstanceLayout &ProgramState::layout(ModuleId id) {
  auto found = layouts.find(id);
  if (found == layouts.end())
    found = layouts
                .emplace(id, InstanceLayout(program.modules[id].module, facts.uses[id.index],
                                            structs, convention, context))
                .first;
  return found->second;
}

Constant *ProgramState::instanceState(InstanceId instance) {
  return variable(symbols::instance(instance), layout(program.instances[instance].module).type(),
                  false, [&] { return instanceContents(instance); });
}

Constant *ProgramState::instanceArgument(InstanceId instance) {
  if (facts.usesPointer(program, instance))
    return instanceState(instance);
  return PoisonValue::get(PointerType::get(context, 0));
}

// REQUIRES: the instance's module is in pointer mode.
Constant *ProgramState::field(InstanceId instance, unsigned index) {
  Type *type = layout(program.instances[instance].module).type();
  Type *i32 = Type::getInt32Ty(context);
  Constant *indices[] = {ConstantInt::get(i32, 0), ConstantInt::get(i32, index)};
  return ConstantExpr::getInBoundsGetElementPtr(type, instanceState(instance), indices);
}

Constant *ProgramState::global(GlobalDef def) {
  if (facts.usesPointer(program, def.instance))
    return field(def.instance,
                 layout(program.instances[def.instance].module).global(def.global.index));
  const ConstValue &value = facts.globalValues.at(keyOf(def));
  wasm::ValType type = program.moduleOf(def.instance).globals[def.global].type.type;
  return variable(symbols::member(def.instance, "global", def.global.index),
                  convention.valueType(type), !facts.of(def).written,
                  [&] { return constant(value); });
}

Constant *ProgramState::memory(MemoryDef def) {
  if (facts.usesPointer(program, def.instance))
    return field(def.instance,
                 layout(program.instances[def.instance].module).memory(def.memory.index));
  return variable(symbols::member(def.instance, "memory", def.memory.index), structs.Memory, false,
                  [&] { return memoryContents(def); });
}

Constant *ProgramState::memoryContents(MemoryDef def) {
  const wasm::MemoryType &type = program.moduleOf(def.instance).memories[def.memory].type;
  auto strategy = facts.usesGuard(type) ? MemoryStrategy::Guard : MemoryStrategy::Check;
  auto u32 = [&](uint32_t value) { return ConstantInt::get(Type::getInt32Ty(context), value); };
  return ConstantStruct::get(structs.Memory, null(), word(memoryBytes(type, type.limits.min)),
                             word(maxMemoryBytes(type)), word(0), u32(type.pageSizeLog2),
                             u32(static_cast<uint32_t>(strategy)), null(), u32(0));
}

Constant *ProgramState::table(TableDef def) {
  if (facts.usesPointer(program, def.instance))
    return field(def.instance,
                 layout(program.instances[def.instance].module).table(def.table.index));
  return variable(symbols::member(def.instance, "table", def.table.index), structs.Table,
                  !facts.of(def).grows, [&] { return tableContents(def); });
}

Constant *ProgramState::tableContents(TableDef def) {
  const wasm::TableType &type = program.moduleOf(def.instance).tables[def.table].type;
  uint64_t max = type.limits.max.value_or(UINT32_MAX);
  if (!facts.isStaticTable(def))
    return ConstantStruct::get(structs.Table, null(), word(0), word(max), word(0));
  Constant *size = word(type.limits.min);
  return ConstantStruct::get(structs.Table, tableElements(def), size, word(max), size);
}

Constant *ProgramState::tableElements(TableDef def) {
  const TableContents &contents = facts.tableContents.at(keyOf(def));
  auto *type = ArrayType::get(PointerType::get(context, 0), contents.size);
  return variable(
      symbols::member(def.instance, "elements", def.table.index), type, !facts.of(def).written,
      [&]() -> Constant * {
        std::vector<Constant *> elements;
        for (const std::optional<FuncDef> &func : contents.elements)
          elements.push_back(func ? funcRecord(*func) : null());
        if (elements.empty())
          return ConstantAggregateZero::get(type);
        elements.resize(contents.size, null());
        return ConstantArray::get(type, elements);
      },
      /*isSmall=*/false);
}

StructType *ProgramState::directCallType() {
  return StructType::get(context, {PointerType::get(context, 0), Type::getInt64Ty(context)});
}

Constant *ProgramState::directCalls(TableDef def) {
  const TableContents &contents = facts.tableContents.at(keyOf(def));
  StructType *element = directCallType();
  auto *type = ArrayType::get(element, contents.size);
  return variable(
      symbols::member(def.instance, "calls", def.table.index), type, true,
      [&]() -> Constant * {
        std::vector<Constant *> calls;
        for (const std::optional<FuncDef> &func : contents.elements) {
          if (!func) {
            calls.push_back(ConstantAggregateZero::get(element));
            continue;
          }
          const auto &guest = std::get<InstanceFunc>(*func);
          ModuleFunc body{program.instances[guest.instance].module, guest.func};
          calls.push_back(
              ConstantStruct::get(element, function(body), word(facts.types.idOf(program, *func))));
        }
        calls.resize(contents.size, ConstantAggregateZero::get(element));
        return ConstantArray::get(type, calls);
      },
      /*isSmall=*/false);
}

Constant *ProgramState::tag(TagDef def) {
  return variable(symbols::member(def.instance, "tag", def.tag.index), structs.Tag, true, [&] {
    return ConstantStruct::get(structs.Tag, string(symbols::tagName(program, def)));
  });
}

Constant *ProgramState::funcRecord(const FuncDef &func) {
  Constant *typeId = word(facts.types.idOf(program, func));
  if (const auto *host = std::get_if<HostCallId>(&func))
    return variable(symbols::hostCall("ref", *host), structs.FuncRecord, true, [&] {
      return ConstantStruct::get(structs.FuncRecord, hostCode(*host), callSite(*host), typeId);
    });
  const auto &defined = std::get<InstanceFunc>(func);
  return variable(
      symbols::member(defined.instance, "ref", defined.func.index), structs.FuncRecord, true, [&] {
        ModuleFunc body{program.instances[defined.instance].module, defined.func};
        Constant *instance =
            facts.usesPointer(body.module) ? instanceState(defined.instance) : null();
        return ConstantStruct::get(structs.FuncRecord, function(body), instance, typeId);
      });
}

// The module's stack pointer, if `func` gets it.
static std::optional<GlobalDef> stackPointer(const ProgramState &state, const InstanceFunc &func) {
  ModuleFunc body{state.program.instances[func.instance].module, func.func};
  std::optional<wasm::GlobalIndex> global = state.facts.stackPointers.of(body.module);
  if (!global || !state.facts.stackPointers.isNeeded(body))
    return std::nullopt;
  return GlobalDef{func.instance, *global};
}

Constant *ProgramState::outerRecord(const FuncDef &func) {
  const auto *guest = std::get_if<InstanceFunc>(&func);
  if (!guest || !stackPointer(*this, *guest))
    return funcRecord(func);
  return variable(symbols::member(guest->instance, "outer", guest->func.index), structs.FuncRecord,
                  true, [&] {
                    return ConstantStruct::get(structs.FuncRecord, outerFunction(*guest), null(),
                                               word(facts.types.idOf(program, func)));
                  });
}

Constant *ProgramState::callableRecord(const FuncDef &func) {
  if (!facts.throwing.of(program, func).returnsException)
    return outerRecord(func);
  const auto &guest = std::get<InstanceFunc>(func);
  std::string name = symbols::member(guest.instance, "callable", guest.func.index);
  return variable(name, structs.FuncRecord, true, [&] {
    return ConstantStruct::get(structs.FuncRecord, callableCode(guest, name + ".code"),
                               instanceArgument(guest.instance),
                               word(facts.types.idOf(program, func)));
  });
}

CallingConvention::Returned ProgramState::callFromOutside(IRBuilder<> &builder, BasicBlock &entry,
                                                          const InstanceFunc &func,
                                                          ArrayRef<Value *> arguments) {
  ModuleFunc body{program.instances[func.instance].module, func.func};
  std::optional<GlobalDef> pointer = stackPointer(*this, func);
  Value *argument = instanceArgument(func.instance), *address = nullptr, *value = nullptr;
  if (pointer) {
    address = global(*pointer);
    value = builder.CreateLoad(
        convention.valueType(program.moduleOf(func.instance).globals[pointer->global].type.type),
        address);
    argument = CallingConvention::stackPointerArgument(builder, value);
  }
  auto returned =
      convention.call(builder, entry, signature(body), function(body), argument, arguments);
  if (pointer) // calls of imports may have left another one there
    builder.CreateStore(value, address);
  return returned;
}

Function *ProgramState::outerFunction(const InstanceFunc &func) {
  ModuleFunc body{program.instances[func.instance].module, func.func};
  if (!stackPointer(*this, func))
    return function(body);
  std::string name = symbols::function(program, body) + ".outer";
  if (Function *existing = module.getFunction(name))
    return existing;
  Function *outer = callingFunction(func, signature(body), name);
  setFuncPlace(*outer, body); // into which it is inlined most often
  return outer;
}

// A function of another form that calls `func`.
Function *ProgramState::callingFunction(const InstanceFunc &func, const Signature &outer,
                                        const std::string &name) {
  Function *wrapper =
      Function::Create(convention.functionType(outer), GlobalValue::InternalLinkage, name, module);
  convention.addDefinitionAttributes(*wrapper, outer);
  BasicBlock *start = BasicBlock::Create(context, "entry", wrapper);
  IRBuilder<> builder(start);
  auto returned =
      callFromOutside(builder, *start, func, convention.parameters(builder, *wrapper, outer));
  if (returned.exception)
    endUncaught(builder, returned.exception);
  convention.ret(builder, *wrapper, outer, returned.results);
  return wrapper;
}

// A C function: what a component's function throws beyond it is a trap.
Function *ProgramState::callableCode(const InstanceFunc &func, const std::string &name) {
  ModuleFunc body{program.instances[func.instance].module, func.func};
  return callingFunction(func, {signature(body).type}, name);
}

void ProgramState::endUncaught(IRBuilder<> &builder, Value *exception) {
  Function *function = builder.GetInsertBlock()->getParent();
  BasicBlock *uncaught = BasicBlock::Create(context, "uncaught", function);
  BasicBlock *next = BasicBlock::Create(context, "", function);
  builder.CreateCondBr(builder.CreateIsNotNull(exception), uncaught, next,
                       MDBuilder(context).createUnlikelyBranchWeights());
  builder.SetInsertPoint(uncaught);
  builder.CreateCall(declareBuiltin(module, Builtin::exception_uncaught), {exception});
  builder.CreateUnreachable();
  builder.SetInsertPoint(next);
}

Constant *ProgramState::callSite(HostCallId id) {
  return variable(symbols::hostCall("site", id), structs.CallSite, true, [&] {
    const HostCall &call = program.hostCalls[id];
    return ConstantStruct::get(structs.CallSite, componentInstance(call.caller),
                               call.memory ? memory(*call.memory) : null(),
                               call.realloc ? callableRecord(*call.realloc) : null(),
                               call.resource ? resource(*call.resource) : null(), string(call.name),
                               word(static_cast<uint64_t>(call.encoding)),
                               call.otherMemory ? memory(*call.otherMemory) : null());
  });
}

Constant *ProgramState::componentInstance(ComponentInstanceId id) {
  return variable(symbols::componentInstance(id), structs.ComponentInstance, false, [&] {
    const ComponentInstance &instance = program.componentInstances[id];
    Constant *zero = ConstantInt::get(Type::getInt32Ty(context), 0);
    return ConstantStruct::get(structs.ComponentInstance, null(),
                               instance.parent ? componentInstance(*instance.parent) : null(),
                               string(instance.name), word(0), word(0), zero, zero, zero);
  });
}

Constant *ProgramState::resource(ResourceTypeId id) {
  const ResourceType &type = program.resourceTypes[id];
  if (const auto *host = std::get_if<HostResource>(&type.implementation))
    return cast<Constant>(module.getOrInsertGlobal(host->symbol, structs.ResourceType));
  const auto &guest = std::get<GuestResource>(type.implementation);
  return variable(symbols::resource(id), structs.ResourceType, true, [&] {
    return ConstantStruct::get(structs.ResourceType, string(type.name), null(),
                               componentInstance(guest.owner),
                               guest.destructor ? callableRecord(*guest.destructor) : null());
  });
}

Constant *ProgramState::dataBytes(ModuleId id, uint32_t index) {
  std::string name = symbols::data(id, index);
  GlobalVariable *variable = module.getGlobalVariable(name, true);
  if (variable)
    return variable;
  variable = new GlobalVariable(module, ArrayType::get(Type::getInt8Ty(context), 0), true,
                                GlobalValue::ExternalLinkage, nullptr, name);
  variable->setVisibility(GlobalValue::HiddenVisibility);
  return variable;
}

Constant *ProgramState::dataSize(InstanceId instance, uint32_t index) {
  ModuleId id = program.instances[instance].module;
  if (facts.usesPointer(id))
    return field(instance, layout(id).dataSize(index));
  return variable(symbols::member(instance, "data", index), Type::getInt64Ty(context), false,
                  [&] { return word(liveDataSize(instance, index)); });
}

Constant *ProgramState::elemSize(InstanceId instance, uint32_t index) {
  ModuleId id = program.instances[instance].module;
  if (facts.usesPointer(id))
    return field(instance, layout(id).elemSize(index));
  return variable(symbols::member(instance, "elem", index), Type::getInt64Ty(context), false,
                  [&] { return word(liveElemSize(instance, index)); });
}

} // namespace aotc
