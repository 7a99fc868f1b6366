// Lays out an instance's struct: globals first, since they are used most, then
// memories, tables, functions and what is left of segments.
#include "codegen/instance_layout.h"

#include "codegen/abi_structs.h"
#include "codegen/calling_convention.h"

using namespace llvm;

namespace aotc {

InstanceLayout::InstanceLayout(const wasm::ValidModule &module, const ModuleUse &use,
                               const AbiStructs &structs, const CallingConvention &convention,
                               LLVMContext &context) {
  Type *pointer = PointerType::get(context, 0);
  Type *word = Type::getInt64Ty(context);
  std::vector<Type *> fields;
  globals = 0;
  for (const wasm::Global &global : module->globals)
    fields.push_back(global.import ? pointer : convention.valueType(global.type.type));
  memories = fields.size();
  for (const wasm::Memory &memory : module->memories)
    fields.push_back(memory.import ? pointer : structs.Memory);
  tables = fields.size();
  for (const wasm::Table &table : module->tables)
    fields.push_back(table.import ? pointer : structs.Table);
  for (uint32_t i = 0; i < module->functions.size(); ++i) {
    if (!module->functions[wasm::FuncIndex(i)].import && !use.funcRefs.contains(i))
      continue;
    functions[i] = fields.size();
    fields.push_back(pointer);
  }
  for (uint32_t i : use.tags) {
    tags[i] = fields.size();
    fields.push_back(pointer);
  }
  for (uint32_t i : use.datas) {
    dataSizes[i] = fields.size();
    fields.push_back(word);
  }
  for (uint32_t i : use.elems) {
    elemSizes[i] = fields.size();
    fields.push_back(word);
    fields.push_back(pointer);
  }
  structType = StructType::create(context, fields, "aotc.Instance");
}

} // namespace aotc
