// The calling convention of guest functions (see the header for what it is).
//
// `nest` for the instance pointer was tried: llc takes it on all three targets
// and it saves an argument register, but then the runtime library can't call a
// guest function in C++, host functions need a wrapper in each table, and LLVM
// drops an unused plain parameter of a function that is only called directly
// just the same. fastcc is LLVM's own choice for those functions too.
//
// Tail calls: docs/architecture.md, "Tail calls", says what was tried. split() is where
// another target would choose another form.
//
// Every other call carries `notail`: a tail call would make endless recursion an
// endless loop, where the specification wants "call stack exhausted". Stack
// probes are inline on every target, so that a large frame can't jump the guard.
// There is no uwtable: nothing unwinds through guest code.
#include "codegen/calling_convention.h"

using namespace llvm;

namespace aotc {

namespace {

// What all targets pass in registers: x86-64's six and eight.
constexpr unsigned kIntegerRegisters = 6;
constexpr unsigned kVectorRegisters = 8;

bool isInteger(const wasm::ValType &type) {
  switch (type.kind) {
  case wasm::ValKind::I32:
  case wasm::ValKind::I64:
  case wasm::ValKind::Ref:
    return true;
  case wasm::ValKind::F32:
  case wasm::ValKind::F64:
  case wasm::ValKind::V128:
    return false;
  }
  llvm_unreachable("ValKind");
}

} // namespace

CallingConvention::Split CallingConvention::split(const wasm::FuncType &type, bool isHost) const {
  Split split;
  unsigned integers = kIntegerRegisters - (type.results.size() > 1 ? 2 : 1); // instance, area
  unsigned vectors = kVectorRegisters;
  for (unsigned i = 0; i < type.params.size(); ++i) {
    unsigned &left = isInteger(type.params[i]) ? integers : vectors;
    bool hasPlace = isHost || !tailCalls || left > 0;
    (hasPlace ? split.passed : split.overflow).push_back(i);
    left -= left > 0;
  }
  return split;
}

StructType *CallingConvention::overflowType(const wasm::FuncType &type, const Split &split) const {
  SmallVector<Type *, 8> fields;
  for (unsigned index : split.overflow)
    fields.push_back(valueType(type.params[index]));
  return StructType::get(context, fields);
}

Type *CallingConvention::valueType(const wasm::ValType &type) const {
  switch (type.kind) {
  case wasm::ValKind::I32:
    return Type::getInt32Ty(context);
  case wasm::ValKind::I64:
    return Type::getInt64Ty(context);
  case wasm::ValKind::F32:
    return Type::getFloatTy(context);
  case wasm::ValKind::F64:
    return Type::getDoubleTy(context);
  case wasm::ValKind::V128:
    return FixedVectorType::get(Type::getInt64Ty(context), 2);
  case wasm::ValKind::Ref:
    return PointerType::get(context, 0);
  }
  llvm_unreachable("ValKind");
}

StructType *CallingConvention::resultsArea(const wasm::FuncType &type) const {
  if (type.results.size() < 2)
    return nullptr;
  SmallVector<Type *, 8> fields;
  for (const wasm::ValType &result : type.results)
    fields.push_back(valueType(result));
  return StructType::get(context, fields);
}

FunctionType *CallingConvention::functionType(const wasm::FuncType &type, bool isHost) const {
  SmallVector<Type *, 8> params{PointerType::get(context, 0)};
  for (unsigned index : split(type, isHost).passed)
    params.push_back(valueType(type.params[index]));
  Type *result = Type::getVoidTy(context);
  if (type.results.size() == 1)
    result = valueType(type.results[0]);
  else if (!type.results.empty())
    params.push_back(PointerType::get(context, 0));
  return FunctionType::get(result, params, false);
}

FunctionType *CallingConvention::functionType(const wasm::FuncType &type) const {
  return functionType(type, false);
}

FunctionType *CallingConvention::hostFunctionType(const wasm::FuncType &type) const {
  return functionType(type, true);
}

AttributeList CallingConvention::attributes(const wasm::FuncType &type, bool isHost) const {
  AttributeList list;
  unsigned next = AttributeList::FirstArgIndex + 1;
  auto extend = [&](unsigned index, const wasm::ValType &value) {
    if (extendI32 && value.kind == wasm::ValKind::I32)
      list = list.addAttributeAtIndex(context, index, Attribute::SExt);
  };
  for (unsigned index : split(type, isHost).passed)
    extend(next++, type.params[index]);
  if (type.results.size() == 1)
    extend(AttributeList::ReturnIndex, type.results[0]);
  if (type.results.size() > 1) {
    list = list.addAttributeAtIndex(context, next, Attribute::NoAlias);
    list = list.addAttributeAtIndex(context, next, Attribute::NonNull);
  }
  return list;
}

void CallingConvention::addDefinitionAttributes(Function &function,
                                                const wasm::FuncType &type) const {
  function.setAttributes(attributes(type, false));
  function.setCallingConv(tailCalls ? CallingConv::Tail : CallingConv::C);
  function.addFnAttr(Attribute::NoUnwind);
  function.addFnAttr("probe-stack", "inline-asm");
  function.addFnAttr("frame-pointer", "none");
  function.setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
}

void CallingConvention::addHostAttributes(Function &function, const wasm::FuncType &type) const {
  function.setAttributes(attributes(type, true));
  function.addFnAttr(Attribute::NoUnwind);
}

SmallVector<Value *, 8> CallingConvention::parameters(IRBuilder<> &builder, Function &function,
                                                      const wasm::FuncType &type) const {
  Split places = split(type, false);
  SmallVector<Value *, 8> parameters(type.params.size());
  for (unsigned i = 0; i < places.passed.size(); ++i)
    parameters[places.passed[i]] = function.getArg(i + 1);
  StructType *overflow = overflowType(type, places);
  for (unsigned i = 0; i < places.overflow.size(); ++i)
    parameters[places.overflow[i]] = builder.CreateLoad(
        overflow->getElementType(i), builder.CreateStructGEP(overflow, overflowArea(), i));
  return parameters;
}

SmallVector<Value *, 8> CallingConvention::pass(IRBuilder<> &builder, const wasm::FuncType &type,
                                                Value *instance, ArrayRef<Value *> arguments,
                                                bool isHost) const {
  Split places = split(type, isHost);
  SmallVector<Value *, 8> passed{instance};
  for (unsigned index : places.passed)
    passed.push_back(arguments[index]);
  StructType *overflow = overflowType(type, places);
  for (unsigned i = 0; i < places.overflow.size(); ++i)
    builder.CreateStore(arguments[places.overflow[i]],
                        builder.CreateStructGEP(overflow, overflowArea(), i));
  return passed;
}

SmallVector<Value *, 2> CallingConvention::call(IRBuilder<> &builder, BasicBlock &entry,
                                                const wasm::FuncType &type, Value *code,
                                                Value *instance, ArrayRef<Value *> arguments,
                                                bool isHost) const {
  SmallVector<Value *, 8> all = pass(builder, type, instance, arguments, isHost);
  StructType *area = resultsArea(type);
  if (area) {
    IRBuilder<> atEntry(&entry, entry.begin());
    all.push_back(atEntry.CreateAlloca(area));
  }
  CallInst *call = builder.CreateCall(functionType(type, isHost), code, all);
  call->setTailCallKind(CallInst::TCK_NoTail);
  call->setCallingConv(tailCalls && !isHost ? CallingConv::Tail : CallingConv::C);
  call->setAttributes(attributes(type, isHost));
  call->setDoesNotThrow();
  SmallVector<Value *, 2> results;
  if (type.results.size() == 1)
    results.push_back(call);
  for (unsigned i = 0; area && i < area->getNumElements(); ++i)
    results.push_back(
        builder.CreateLoad(area->getElementType(i), builder.CreateStructGEP(area, all.back(), i)));
  return results;
}

void CallingConvention::tailCall(IRBuilder<> &builder, Function &function,
                                 const wasm::FuncType &type, Value *code, Value *instance,
                                 ArrayRef<Value *> arguments) const {
  SmallVector<Value *, 8> all = pass(builder, type, instance, arguments, false);
  if (resultsArea(type))
    all.push_back(function.getArg(function.arg_size() - 1)); // the caller's own
  CallInst *call = builder.CreateCall(functionType(type), code, all);
  call->setTailCallKind(CallInst::TCK_MustTail);
  call->setCallingConv(CallingConv::Tail);
  call->setAttributes(attributes(type, false));
  call->setDoesNotThrow();
  if (call->getType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);
}

void CallingConvention::ret(IRBuilder<> &builder, Function &function, const wasm::FuncType &type,
                            ArrayRef<Value *> results) const {
  if (results.empty()) {
    builder.CreateRetVoid();
    return;
  }
  if (results.size() == 1) {
    builder.CreateRet(results[0]);
    return;
  }
  StructType *area = resultsArea(type);
  Value *pointer = function.getArg(function.arg_size() - 1);
  for (unsigned i = 0; i < results.size(); ++i)
    builder.CreateStore(results[i], builder.CreateStructGEP(area, pointer, i));
  builder.CreateRetVoid();
}

} // namespace aotc
