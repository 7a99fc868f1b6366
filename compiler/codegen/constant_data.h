// Records of runtime-lib/abi as constant data of a module, with what they point to.
#pragma once

#include <string>

#include "codegen/abi_structs.h"
#include "llvm/IR/Constants.h"

namespace aotc {

class ConstantData {
public:
  explicit ConstantData(llvm::Module &module)
      : structs(module.getContext()), module(module), context(module.getContext()) {}

  const AbiStructs structs;

  llvm::Constant *null() const {
    return llvm::ConstantPointerNull::get(llvm::PointerType::get(context, 0));
  }
  llvm::Constant *word(uint64_t value) const {
    return llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), value);
  }
  llvm::Constant *string(const std::string &text) const {
    return hold(llvm::ConstantDataArray::getString(context, text));
  }
  llvm::Constant *array(llvm::StructType *type, llvm::ArrayRef<llvm::Constant *> items) const {
    return items.empty()
               ? null()
               : hold(llvm::ConstantArray::get(llvm::ArrayType::get(type, items.size()), items));
  }
  // For the runtime library to find by its name.
  void publish(const char *symbol, llvm::Constant *record) const {
    new llvm::GlobalVariable(module, record->getType(), true, llvm::GlobalValue::ExternalLinkage,
                             record, symbol);
  }

private:
  llvm::Constant *hold(llvm::Constant *initialiser) const {
    return new llvm::GlobalVariable(module, initialiser->getType(), true,
                                    llvm::GlobalValue::PrivateLinkage, initialiser);
  }

  llvm::Module &module;
  llvm::LLVMContext &context;
};

} // namespace aotc
