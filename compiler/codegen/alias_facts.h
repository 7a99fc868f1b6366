// What never overlaps, as TBAA tags: linear memories, wasm globals, tables and
// the state of instances. A store into linear memory then reloads no global.
#pragma once

#include <map>

#include "flatten/program.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/Metadata.h"

namespace aotc {

class AliasFacts {
public:
  explicit AliasFacts(llvm::LLVMContext &context);

  // One memory of the program. REQUIRES: every access to it under this tag or
  // under anyMemory(), with the same `isGuarded`.
  llvm::MDNode *memory(MemoryDef memory, bool isGuarded);
  llvm::MDNode *anyMemory(bool isGuarded) const { // which one isn't known
    return isGuarded ? guardedTag : memoryTag;
  }
  llvm::MDNode *global() const { return globalTag; }
  llvm::MDNode *table() const { return tableTag; }      // elements
  llvm::MDNode *state() const { return stateTag; }      // records, sizes
  llvm::MDNode *invariant() const { return emptyNode; } // for !invariant.load

private:
  llvm::MDNode *scalar(const std::string &name, llvm::MDNode *parent);
  llvm::MDNode *tag(llvm::MDNode *type);

  llvm::LLVMContext &context;
  llvm::MDNode *root, *memoryType, *guardedType;
  llvm::MDNode *memoryTag, *guardedTag, *globalTag, *tableTag, *stateTag, *emptyNode;
  std::map<std::pair<uint32_t, uint32_t>, llvm::MDNode *> memoryTags;
};

// Whether `access`, a load or a store, is of a linear memory whose guard does the check
// (docs/architecture.md, "Linear memory"): 2^32 bytes at most, and a trap if it is beyond them.
bool isGuardedAccess(const llvm::Instruction &access);

} // namespace aotc
