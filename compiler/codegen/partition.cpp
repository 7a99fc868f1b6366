// Cuts a program into partitions: consecutive functions up to a size, counted in
// bytes of wasm. The cut follows from the program's content alone, so that the
// same input gives the same objects on any machine, and an unchanged partition
// can come from a cache. State and startup go to the first.
#include "codegen/codegen.h"

namespace aotc {

std::vector<Partition> partitionProgram(const Program &program, const ProgramFacts &facts,
                                        uint64_t maxCodeBytes) {
  std::vector<Partition> partitions(1);
  uint64_t bytes = 0;
  for (uint32_t m = 0; m < program.modules.size(); ++m) {
    if (facts.instanceCount[m] == 0)
      continue; // never instantiated: dead code
    const wasm::Module &module = *program.modules[ModuleId(m)].module;
    for (uint32_t f = 0; f < module.functions.size(); ++f) {
      const wasm::Function &function = module.functions[wasm::FuncIndex(f)];
      if (function.import)
        continue;
      if (bytes > 0 && bytes + function.code.size() > maxCodeBytes) {
        partitions.emplace_back();
        bytes = 0;
      }
      bytes += function.code.size();
      partitions.back().functions.push_back({ModuleId(m), wasm::FuncIndex(f)});
    }
  }
  for (uint32_t i = 0; i < partitions.size(); ++i) {
    partitions[i].index = i;
    partitions[i].only = partitions.size() == 1;
    partitions[i].ownsState = i == 0;
  }
  return partitions;
}

} // namespace aotc
