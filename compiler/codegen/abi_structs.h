// The records that generated code and the runtime library share, as LLVM types:
// made from runtime-lib/abi's .def files, as the C++ structs are.
#pragma once

#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Module.h"

namespace aotc {

// Before the names of their types.
inline constexpr llvm::StringLiteral kRecordPrefix = "aotc.";

// MemoryLayout::byteSize is the index of that field, and so on.
#define AOTC_STRUCT(NAME)                                                                          \
  struct NAME##Layout {                                                                            \
    enum Field : unsigned {
#define AOTC_FIELD(STRUCT, FIELD, KIND, TYPE) FIELD,
#define AOTC_END(NAME)                                                                             \
  }                                                                                                \
  ;                                                                                                \
  static constexpr llvm::StringLiteral recordName = #NAME;                                         \
  }                                                                                                \
  ;
#include "abi/instance.def"
#undef AOTC_STRUCT
#undef AOTC_FIELD
#undef AOTC_END

// Whether a global variable is such a record.
template <class Layout> bool isRecord(const llvm::GlobalVariable &variable) {
  auto *type = llvm::dyn_cast<llvm::StructType>(variable.getValueType());
  llvm::StringRef name = type && type->hasName() ? type->getName() : "";
  return name.consume_front(kRecordPrefix) && name == Layout::recordName;
}

enum class TrapKind : uint32_t {
#define AOTC_TRAP(ENUM, TEXT) ENUM,
#include "abi/traps.def"
#undef AOTC_TRAP
};

enum class MemoryStrategy : uint32_t { Guard, Check };

// One member a struct of instance.def and network.def: AbiStructs(context).Memory.
struct AbiStructs {
  explicit AbiStructs(llvm::LLVMContext &context);
#define AOTC_STRUCT(NAME) llvm::StructType *NAME;
#define AOTC_FIELD(STRUCT, FIELD, KIND, TYPE)
#define AOTC_END(NAME)
#include "abi/instance.def"
#include "abi/network.def"
#undef AOTC_STRUCT
#undef AOTC_FIELD
#undef AOTC_END
};

// Builtin::memory_grow and so on; declareBuiltin() declares `aotc_memory_grow`.
enum class Builtin : uint8_t {
#define AOTC_BUILTIN(NAME, RESULT, PARAMETERS) NAME,
#define AOTC_BUILTIN_NORETURN(NAME, RESULT, PARAMETERS) NAME,
#include "abi/builtins.def"
#undef AOTC_BUILTIN
#undef AOTC_BUILTIN_NORETURN
};
llvm::Function *declareBuiltin(llvm::Module &module, Builtin builtin);

} // namespace aotc
