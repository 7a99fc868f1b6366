// Cuts a program into partitions: consecutive functions, by their size in bytes of wasm
// and by what they are. The cut follows from the program's content alone, so that the
// same input gives the same objects on any machine, and an unchanged partition can come
// from a cache. A function that grows must not move the cuts behind it: so between half
// the largest size and the whole, the cut is where a hash of a function's code says.
//
// A program that fits is one partition, with its state. Otherwise state and startup have
// one of their own: they change with data that no code depends on.
#include "codegen/codegen.h"
#include "llvm/Support/xxhash.h"

namespace aotc {

namespace {

constexpr uint64_t kOneOf = 32; // functions end a partition that is large enough

bool endsPartition(Bytes code) {
  return llvm::xxh3_64bits(llvm::ArrayRef(code.data(), code.size())) % kOneOf == 0;
}

// Calls use(func, code) for each function that code is needed of.
template <typename Use>
void forEachFunction(const Program &program, const ProgramFacts &facts, Use use) {
  for (uint32_t m = 0; m < program.modules.size(); ++m) {
    if (facts.instanceCount[m] == 0)
      continue; // never instantiated: dead code
    const wasm::Module &module = *program.modules[ModuleId(m)].module;
    for (uint32_t f = 0; f < module.functions.size(); ++f) {
      const wasm::Function &function = module.functions[wasm::FuncIndex(f)];
      if (!function.import)
        use(ModuleFunc{ModuleId(m), wasm::FuncIndex(f)},
            module.file.subspan(function.code.begin, function.code.size()));
    }
  }
}

} // namespace

std::vector<Partition> partitionProgram(const Program &program, const ProgramFacts &facts,
                                        uint64_t maxCodeBytes) {
  uint64_t total = 0;
  forEachFunction(program, facts, [&](ModuleFunc, Bytes code) { total += code.size(); });
  std::vector<Partition> partitions(1);
  bool isCut = total > maxCodeBytes, isFull = isCut;
  uint64_t bytes = 0;
  forEachFunction(program, facts, [&](ModuleFunc func, Bytes code) {
    if (isCut && (isFull || (bytes > 0 && bytes + code.size() > maxCodeBytes))) {
      partitions.emplace_back();
      bytes = 0;
    }
    bytes += code.size();
    isFull = bytes >= maxCodeBytes / 2 && endsPartition(code);
    partitions.back().functions.push_back(func);
    partitions.back().codeBytes = bytes;
  });
  for (uint32_t i = 0; i < partitions.size(); ++i) {
    partitions[i].index = i;
    partitions[i].only = partitions.size() == 1;
    partitions[i].ownsState = i == 0;
  }
  return partitions;
}

} // namespace aotc
