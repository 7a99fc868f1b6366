// Makes LLVM types and declarations from runtime-lib/abi's .def files. The kinds
// of a builtin's parameters are read from the stringified list: the preprocessor
// can't loop over it, and a second list beside it would have to agree.
#include "codegen/abi_structs.h"

#include "codegen/calling_convention.h"

#include <string_view>
#include <vector>

using namespace llvm;

namespace aotc {

namespace {

struct Kinds {
  explicit Kinds(LLVMContext &context)
      : Ptr(PointerType::get(context, 0)), U64(Type::getInt64Ty(context)),
        U32(Type::getInt32Ty(context)), voidType(Type::getVoidTy(context)) {}
  Type *Ptr, *U64, *U32, *voidType;

  // "I32 kind": the first word is the kind.
  Type *parse(std::string_view text) const {
    if (text.starts_with("Ptr"))
      return Ptr;
    if (text.starts_with("I32"))
      return U32;
    return text.starts_with("Void") ? voidType : U64; // I64, Ref
  }
};

struct BuiltinRow {
  const char *symbol;
  const char *result;
  const char *parameters; // "(I32 kind, I32 place)"
  bool noReturn;
};

constexpr BuiltinRow kBuiltins[] = {
#define AOTC_BUILTIN(NAME, RESULT, PARAMETERS) {"aotc_" #NAME, #RESULT, #PARAMETERS, false},
#define AOTC_BUILTIN_NORETURN(NAME, RESULT, PARAMETERS) {"aotc_" #NAME, #RESULT, #PARAMETERS, true},
#include "abi/builtins.def"
#undef AOTC_BUILTIN
#undef AOTC_BUILTIN_NORETURN
};

std::vector<Type *> parseParameters(const Kinds &kinds, std::string_view text) {
  std::vector<Type *> types;
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    types.push_back(kinds.parse(text));
    size_t comma = text.find(", ");
    text = comma == std::string_view::npos ? "" : text.substr(comma + 2);
  }
  return types;
}

} // namespace

AbiStructs::AbiStructs(LLVMContext &context) {
  Kinds kinds(context);
  std::vector<Type *> fields;
#define AOTC_STRUCT(NAME) fields.clear();
#define AOTC_FIELD(STRUCT, FIELD, KIND, TYPE) fields.push_back(kinds.KIND);
#define AOTC_END(NAME) NAME = StructType::create(context, fields, (kRecordPrefix + #NAME).str());
#include "abi/instance.def"
#include "abi/network.def"
#undef AOTC_STRUCT
#undef AOTC_FIELD
#undef AOTC_END
}

Function *declareBuiltin(Module &module, Builtin builtin) {
  const BuiltinRow &row = kBuiltins[static_cast<size_t>(builtin)];
  if (Function *declared = module.getFunction(row.symbol))
    return declared;
  Kinds kinds(module.getContext());
  auto *type =
      FunctionType::get(kinds.parse(row.result), parseParameters(kinds, row.parameters), false);
  Function *function = Function::Create(type, GlobalValue::ExternalLinkage, row.symbol, module);
  function->addFnAttr(Attribute::NoUnwind);
  if (extendsI32(module)) {
    for (Argument &argument : function->args())
      if (argument.getType()->isIntegerTy(32))
        argument.addAttr(Attribute::SExt);
    if (type->getReturnType()->isIntegerTy(32))
      function->addRetAttr(Attribute::SExt);
  }
  if (row.noReturn) {
    function->addFnAttr(Attribute::NoReturn);
    function->addFnAttr(Attribute::Cold);
  }
  return function;
}

} // namespace aotc
