// Where the things of an instance are when code reaches them through a pointer:
// one struct a module. Things that a module defines lie in it; of imported ones
// it holds the address.
#pragma once

#include "codegen/program_facts.h"
#include "llvm/IR/DerivedTypes.h"

namespace aotc {

struct AbiStructs;
class CallingConvention;

class InstanceLayout {
public:
  InstanceLayout(const wasm::ValidModule &module, const ModuleUse &use, const AbiStructs &structs,
                 const CallingConvention &convention, llvm::LLVMContext &context);

  llvm::StructType *type() const { return structType; }

  // Indices into type(). Of an imported entry: the field that holds its address.
  // REQUIRES: the module has such an entry; functions: imported or in funcRefs.
  unsigned global(uint32_t index) const { return globals + index; }
  unsigned memory(uint32_t index) const { return memories + index; }
  unsigned table(uint32_t index) const { return tables + index; }
  // The address of the FuncRecord of a function.
  unsigned function(uint32_t index) const { return functions.at(index); }
  // The address of the record of a tag. REQUIRES: thrown or caught by the module.
  unsigned tag(uint32_t index) const { return tags.at(index); }
  unsigned dataSize(uint32_t index) const { return dataSizes.at(index); }
  unsigned elemSize(uint32_t index) const { return elemSizes.at(index); }
  unsigned elemRefs(uint32_t index) const { return elemSizes.at(index) + 1; }

  // Functions that have a field, by index.
  const std::map<uint32_t, unsigned> &functionFields() const { return functions; }
  const std::map<uint32_t, unsigned> &tagFields() const { return tags; }
  const std::map<uint32_t, unsigned> &dataFields() const { return dataSizes; }
  const std::map<uint32_t, unsigned> &elemFields() const { return elemSizes; }

private:
  llvm::StructType *structType;
  unsigned globals, memories, tables;
  std::map<uint32_t, unsigned> functions, tags, dataSizes, elemSizes;
};

} // namespace aotc
