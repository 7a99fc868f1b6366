// What never overlaps, as TBAA tags: linear memories, wasm globals, tables and
// the state of instances. A store into linear memory then reloads no global.
#pragma once

#include <map>

#include "flatten/program.h"
#include "llvm/IR/Metadata.h"

namespace aotc {

class AliasFacts {
public:
  explicit AliasFacts(llvm::LLVMContext &context);

  // One memory of the program. REQUIRES: every access to it under this tag or
  // under anyMemory().
  llvm::MDNode *memory(MemoryDef memory);
  llvm::MDNode *anyMemory() const { return memoryTag; } // which one isn't known
  llvm::MDNode *global() const { return globalTag; }
  llvm::MDNode *table() const { return tableTag; }      // elements
  llvm::MDNode *state() const { return stateTag; }      // records, sizes
  llvm::MDNode *invariant() const { return emptyNode; } // for !invariant.load

private:
  llvm::MDNode *scalar(const std::string &name, llvm::MDNode *parent);
  llvm::MDNode *tag(llvm::MDNode *type);

  llvm::LLVMContext &context;
  llvm::MDNode *root, *memoryType;
  llvm::MDNode *memoryTag, *globalTag, *tableTag, *stateTag, *emptyNode;
  std::map<std::pair<uint32_t, uint32_t>, llvm::MDNode *> memoryTags;
};

} // namespace aotc
