// The calling convention of guest functions (see the header for what it is).
//
// `nest` for the instance pointer was tried: llc takes it on all three targets
// and it saves an argument register, but then the runtime library can't call a
// guest function in C++, host functions need a wrapper in each table, and LLVM
// drops an unused plain parameter of a function that is only called directly
// just the same. fastcc is LLVM's own choice for those functions too.
//
// Tail calls: docs/architecture.md, "Tail calls", says what was tried. split() and
// functionType() know the forms.
//
// Every other call carries `notail`: a tail call would make endless recursion an
// endless loop, where the specification wants "call stack exhausted". Stack
// probes are inline on every target, so that a large frame can't jump the guard.
// There is no uwtable: nothing unwinds through guest code.
#include "codegen/calling_convention.h"

#include "llvm/IR/Module.h"

using namespace llvm;

namespace aotc {

namespace {

// What all targets pass in registers: x86-64's six and eight.
constexpr unsigned kIntegerRegisters = 6;
constexpr unsigned kVectorRegisters = 8;
// The uniform form: RISC-V's eight, but for the instance and the results area.
constexpr unsigned kUniformIntegers = 6;

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

bool extendsI32(const Module &module) { return module.getTargetTriple().isRISCV(); }

CallingConvention::CallingConvention(Module &module, bool tailCalls,
                                     std::function<Constant *()> overflowArea)
    : context(module.getContext()), extendI32(extendsI32(module)),
      form(!tailCalls                           ? Form::Plain
           : module.getTargetTriple().isRISCV() ? Form::Uniform
                                                : Form::Tailcc),
      overflowArea(std::move(overflowArea)) {}

CallingConvention::Split CallingConvention::split(const Signature &signature) const {
  const wasm::FuncType &type = signature.type;
  Split split;
  if (formOf(signature) == Form::Plain) {
    for (unsigned i = 0; i < type.params.size(); ++i)
      split.passed.push_back({i, i + 1});
    return split;
  }
  bool isUniform = form == Form::Uniform;
  unsigned integers = isUniform                ? kUniformIntegers
                      : resultsArea(signature) ? kIntegerRegisters - 2
                                               : kIntegerRegisters - 1; // the instance
  unsigned vectors = kVectorRegisters, nextInteger = 1, nextVector = 1 + kUniformIntegers;
  for (unsigned i = 0; i < type.params.size(); ++i) {
    bool isWord = isInteger(type.params[i]);
    unsigned &left = isWord ? integers : vectors;
    bool hasPlace = left > 0 && !(isUniform && type.params[i].kind == wasm::ValKind::V128);
    if (!hasPlace) {
      split.overflow.push_back(i);
      continue;
    }
    --left;
    unsigned argument = unsigned(split.passed.size()) + 1;
    if (isUniform)
      argument = isWord ? nextInteger++ : nextVector++;
    split.passed.push_back({i, argument});
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
  Type *pointer = PointerType::get(context, 0);
  SmallVector<Type *, 16> params{pointer};
  bool isUniform = formOf(signature) == Form::Uniform;
  if (isUniform) {
    params.append(kUniformIntegers, Type::getInt64Ty(context));
    params.append(kVectorRegisters, Type::getDoubleTy(context));
  } else {
    for (const Split::Passed &passed : split(signature).passed)
      params.push_back(valueType(signature.type.params[passed.parameter]));
  }
  if (isUniform || resultsArea(signature))
    params.push_back(pointer);
  return FunctionType::get(resultType(signature), params, false);
}

AttributeList CallingConvention::attributes(const Signature &signature) const {
  const wasm::FuncType &type = signature.type;
  AttributeList list;
  auto extend = [&](unsigned index, const wasm::ValType &value) {
    if (extendI32 && value.kind == wasm::ValKind::I32)
      list = list.addAttributeAtIndex(context, index, Attribute::SExt);
  };
  if (formOf(signature) != Form::Uniform) // whose parameters are i64
    for (const Split::Passed &passed : split(signature).passed)
      extend(AttributeList::FirstArgIndex + passed.argument, type.params[passed.parameter]);
  if (type.results.size() == 1 && !signature.returnsException)
    extend(AttributeList::ReturnIndex, type.results[0]);
  if (resultsArea(signature)) {
    unsigned last = AttributeList::FirstArgIndex + functionType(signature)->getNumParams() - 1;
    list = list.addAttributeAtIndex(context, last, Attribute::NoAlias);
    list = list.addAttributeAtIndex(context, last, Attribute::NonNull);
  }
  return list;
}

void CallingConvention::addDefinitionAttributes(Function &function,
                                                const Signature &signature) const {
  function.setAttributes(attributes(signature));
  function.setCallingConv(form == Form::Tailcc ? CallingConv::Tail : CallingConv::C);
  function.addFnAttr(Attribute::NoUnwind);
  function.addFnAttr("probe-stack", "inline-asm");
  function.addFnAttr("frame-pointer", "none");
  function.setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
}

void CallingConvention::addHostAttributes(Function &function, const wasm::FuncType &type) const {
  function.setAttributes(attributes({.type = type, .isHost = true}));
  function.addFnAttr(Attribute::NoUnwind);
}

Value *CallingConvention::stackPointerArgument(IRBuilder<> &builder, Value *value) {
  return builder.CreateIntToPtr(builder.CreateZExt(value, builder.getInt64Ty()),
                                builder.getPtrTy());
}

Value *CallingConvention::stackPointer(IRBuilder<> &builder, Value *argument, Type *type) {
  return builder.CreateTrunc(builder.CreatePtrToInt(argument, builder.getInt64Ty()), type);
}

Value *CallingConvention::toSlot(IRBuilder<> &builder, Value *value) const {
  Type *type = value->getType(), *word = builder.getInt64Ty();
  if (type->isPointerTy())
    return builder.CreatePtrToInt(value, word);
  if (type->isFloatTy()) // the sign-extension comes with the move to an integer register
    return builder.CreateBitCast(
        builder.CreateSExt(builder.CreateBitCast(value, builder.getInt32Ty()), word),
        builder.getDoubleTy());
  return type->isIntegerTy() ? builder.CreateSExt(value, word) : value;
}

Value *CallingConvention::fromSlot(IRBuilder<> &builder, Value *slot, Type *type) const {
  if (type->isPointerTy())
    return builder.CreateIntToPtr(slot, type);
  if (type->isFloatTy())
    return builder.CreateBitCast(
        builder.CreateTrunc(builder.CreateBitCast(slot, builder.getInt64Ty()),
                            builder.getInt32Ty()),
        type);
  return type->isIntegerTy() ? builder.CreateTrunc(slot, type) : slot;
}

SmallVector<Value *, 8> CallingConvention::parameters(IRBuilder<> &builder, Function &function,
                                                      const Signature &signature) const {
  Split places = split(signature);
  SmallVector<Value *, 8> parameters(signature.type.params.size());
  for (auto [parameter, argument] : places.passed) {
    Value *value = function.getArg(argument);
    if (formOf(signature) == Form::Uniform)
      value = fromSlot(builder, value, valueType(signature.type.params[parameter]));
    parameters[parameter] = value;
  }
  StructType *overflow = overflowType(signature.type, places);
  for (unsigned i = 0; i < places.overflow.size(); ++i)
    parameters[places.overflow[i]] = builder.CreateLoad(
        overflow->getElementType(i), builder.CreateStructGEP(overflow, overflowArea(), i));
  return parameters;
}

CallInst *CallingConvention::makeCall(IRBuilder<> &builder, const Signature &signature, Value *code,
                                      Value *instance, Value *area,
                                      ArrayRef<Value *> arguments) const {
  Split places = split(signature);
  FunctionType *type = functionType(signature);
  SmallVector<Value *, 16> passed;
  for (Type *parameter : type->params())
    passed.push_back(PoisonValue::get(parameter));
  passed.front() = instance;
  if (area)
    passed.back() = area;
  for (auto [parameter, argument] : places.passed) {
    Value *value = arguments[parameter];
    passed[argument] = formOf(signature) == Form::Uniform ? toSlot(builder, value) : value;
  }
  StructType *overflow = overflowType(signature.type, places);
  for (unsigned i = 0; i < places.overflow.size(); ++i)
    builder.CreateStore(arguments[places.overflow[i]],
                        builder.CreateStructGEP(overflow, overflowArea(), i));
  CallInst *call = builder.CreateCall(type, code, passed);
  bool isTailcc = formOf(signature) == Form::Tailcc;
  call->setCallingConv(isTailcc ? CallingConv::Tail : CallingConv::C);
  call->setAttributes(attributes(signature));
  call->setDoesNotThrow();
  return call;
}

CallingConvention::Returned CallingConvention::call(IRBuilder<> &builder, BasicBlock &entry,
                                                    const Signature &signature, Value *code,
                                                    Value *instance,
                                                    ArrayRef<Value *> arguments) const {
  StructType *areaType = resultsArea(signature);
  Value *area = nullptr;
  if (areaType)
    area = IRBuilder<>(&entry, entry.begin()).CreateAlloca(areaType);
  CallInst *call = makeCall(builder, signature, code, instance, area, arguments);
  call->setTailCallKind(CallInst::TCK_NoTail);
  bool isPair = call->getType()->isStructTy();
  Returned returned;
  if (signature.returnsException)
    returned.exception = isPair ? builder.CreateExtractValue(call, 1) : call;
  if (!area && !signature.type.results.empty())
    returned.results.push_back(isPair ? builder.CreateExtractValue(call, 0) : call);
  for (unsigned i = 0; area && i < areaType->getNumElements(); ++i)
    returned.results.push_back(builder.CreateLoad(areaType->getElementType(i),
                                                  builder.CreateStructGEP(areaType, area, i)));
  return returned;
}

void CallingConvention::tailCall(IRBuilder<> &builder, Function &function,
                                 const Signature &signature, Value *code, Value *instance,
                                 ArrayRef<Value *> arguments) const {
  Value *area = nullptr;
  if (resultsArea(signature))
    area = function.getArg(function.arg_size() - 1); // the caller's own
  CallInst *call = makeCall(builder, signature, code, instance, area, arguments);
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
