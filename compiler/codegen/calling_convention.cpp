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

CallingConvention::Split CallingConvention::split(const Signature &signature) const {
  const wasm::FuncType &type = signature.type;
  Split split;
  unsigned integers = kIntegerRegisters - (resultsArea(signature) ? 2 : 1); // the instance
  unsigned vectors = kVectorRegisters;
  for (unsigned i = 0; i < type.params.size(); ++i) {
    unsigned &left = isInteger(type.params[i]) ? integers : vectors;
    bool hasPlace = signature.isHost || !tailCalls || left > 0;
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

// RISC-V has two registers for results, and a vector takes both.
StructType *CallingConvention::resultsArea(const Signature &signature) const {
  const wasm::ResultType &results = signature.type.results;
  bool needsOne = results.size() > 1 || (signature.returnsException && results.size() == 1 &&
                                         results[0].kind == wasm::ValKind::V128);
  if (!needsOne)
    return nullptr;
  SmallVector<Type *, 8> fields;
  for (const wasm::ValType &result : results)
    fields.push_back(valueType(result));
  return StructType::get(context, fields);
}

Type *CallingConvention::resultType(const Signature &signature) const {
  bool isEmpty = signature.type.results.empty() || resultsArea(signature);
  Type *result = isEmpty ? Type::getVoidTy(context) : valueType(signature.type.results[0]);
  if (!signature.returnsException)
    return result;
  Type *exception = PointerType::get(context, 0);
  return isEmpty ? exception : StructType::get(context, {result, exception});
}

FunctionType *CallingConvention::functionType(const Signature &signature) const {
  SmallVector<Type *, 8> params{PointerType::get(context, 0)};
  for (unsigned index : split(signature).passed)
    params.push_back(valueType(signature.type.params[index]));
  if (resultsArea(signature))
    params.push_back(PointerType::get(context, 0));
  return FunctionType::get(resultType(signature), params, false);
}

AttributeList CallingConvention::attributes(const Signature &signature) const {
  const wasm::FuncType &type = signature.type;
  AttributeList list;
  unsigned next = AttributeList::FirstArgIndex + 1;
  auto extend = [&](unsigned index, const wasm::ValType &value) {
    if (extendI32 && value.kind == wasm::ValKind::I32)
      list = list.addAttributeAtIndex(context, index, Attribute::SExt);
  };
  for (unsigned index : split(signature).passed)
    extend(next++, type.params[index]);
  if (type.results.size() == 1 && !signature.returnsException)
    extend(AttributeList::ReturnIndex, type.results[0]);
  if (resultsArea(signature)) {
    list = list.addAttributeAtIndex(context, next, Attribute::NoAlias);
    list = list.addAttributeAtIndex(context, next, Attribute::NonNull);
  }
  return list;
}

void CallingConvention::addDefinitionAttributes(Function &function,
                                                const Signature &signature) const {
  function.setAttributes(attributes(signature));
  function.setCallingConv(tailCalls ? CallingConv::Tail : CallingConv::C);
  function.addFnAttr(Attribute::NoUnwind);
  function.addFnAttr("probe-stack", "inline-asm");
  function.addFnAttr("frame-pointer", "none");
  function.setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
}

void CallingConvention::addHostAttributes(Function &function, const wasm::FuncType &type) const {
  function.setAttributes(attributes({.type = type, .isHost = true}));
  function.addFnAttr(Attribute::NoUnwind);
}

SmallVector<Value *, 8> CallingConvention::parameters(IRBuilder<> &builder, Function &function,
                                                      const Signature &signature) const {
  Split places = split(signature);
  SmallVector<Value *, 8> parameters(signature.type.params.size());
  for (unsigned i = 0; i < places.passed.size(); ++i)
    parameters[places.passed[i]] = function.getArg(i + 1);
  StructType *overflow = overflowType(signature.type, places);
  for (unsigned i = 0; i < places.overflow.size(); ++i)
    parameters[places.overflow[i]] = builder.CreateLoad(
        overflow->getElementType(i), builder.CreateStructGEP(overflow, overflowArea(), i));
  return parameters;
}

SmallVector<Value *, 8> CallingConvention::pass(IRBuilder<> &builder, const Signature &signature,
                                                Value *instance,
                                                ArrayRef<Value *> arguments) const {
  Split places = split(signature);
  SmallVector<Value *, 8> passed{instance};
  for (unsigned index : places.passed)
    passed.push_back(arguments[index]);
  StructType *overflow = overflowType(signature.type, places);
  for (unsigned i = 0; i < places.overflow.size(); ++i)
    builder.CreateStore(arguments[places.overflow[i]],
                        builder.CreateStructGEP(overflow, overflowArea(), i));
  return passed;
}

CallInst *CallingConvention::makeCall(IRBuilder<> &builder, const Signature &signature, Value *code,
                                      ArrayRef<Value *> passed) const {
  CallInst *call = builder.CreateCall(functionType(signature), code, passed);
  call->setCallingConv(tailCalls && !signature.isHost ? CallingConv::Tail : CallingConv::C);
  call->setAttributes(attributes(signature));
  call->setDoesNotThrow();
  return call;
}

CallingConvention::Returned CallingConvention::call(IRBuilder<> &builder, BasicBlock &entry,
                                                    const Signature &signature, Value *code,
                                                    Value *instance,
                                                    ArrayRef<Value *> arguments) const {
  SmallVector<Value *, 8> all = pass(builder, signature, instance, arguments);
  StructType *area = resultsArea(signature);
  if (area) {
    IRBuilder<> atEntry(&entry, entry.begin());
    all.push_back(atEntry.CreateAlloca(area));
  }
  CallInst *call = makeCall(builder, signature, code, all);
  call->setTailCallKind(CallInst::TCK_NoTail);
  bool isPair = call->getType()->isStructTy();
  Returned returned;
  if (signature.returnsException)
    returned.exception = isPair ? builder.CreateExtractValue(call, 1) : call;
  if (!area && !signature.type.results.empty())
    returned.results.push_back(isPair ? builder.CreateExtractValue(call, 0) : call);
  for (unsigned i = 0; area && i < area->getNumElements(); ++i)
    returned.results.push_back(
        builder.CreateLoad(area->getElementType(i), builder.CreateStructGEP(area, all.back(), i)));
  return returned;
}

void CallingConvention::tailCall(IRBuilder<> &builder, Function &function,
                                 const Signature &signature, Value *code, Value *instance,
                                 ArrayRef<Value *> arguments) const {
  SmallVector<Value *, 8> all = pass(builder, signature, instance, arguments);
  if (resultsArea(signature))
    all.push_back(function.getArg(function.arg_size() - 1)); // the caller's own
  CallInst *call = makeCall(builder, signature, code, all);
  call->setTailCallKind(CallInst::TCK_MustTail);
  if (call->getType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);
}

void CallingConvention::ret(IRBuilder<> &builder, Function &function, const Signature &signature,
                            ArrayRef<Value *> results) const {
  StructType *area = resultsArea(signature);
  for (unsigned i = 0; area && i < results.size(); ++i)
    builder.CreateStore(results[i],
                        builder.CreateStructGEP(area, function.getArg(function.arg_size() - 1), i));
  Type *type = function.getReturnType();
  if (type->isVoidTy())
    builder.CreateRetVoid();
  else if (!signature.returnsException)
    builder.CreateRet(results[0]);
  else if (type->isStructTy())
    builder.CreateRet(
        builder.CreateInsertValue(Constant::getNullValue(type), results[0], uint64_t(0)));
  else
    builder.CreateRet(Constant::getNullValue(type));
}

void CallingConvention::retException(IRBuilder<> &builder, Function &function,
                                     Value *exception) const {
  Type *type = function.getReturnType();
  builder.CreateRet(type->isStructTy()
                        ? builder.CreateInsertValue(PoisonValue::get(type), exception, 1)
                        : exception);
}

} // namespace aotc
