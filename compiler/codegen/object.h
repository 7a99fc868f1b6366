// LLVM modules to ELF objects, or assembly to look at.
#pragma once

#include "codegen/target.h"
#include "llvm/ADT/SmallVector.h"

namespace aotc {

using ObjectBytes = llvm::SmallVector<char, 0>;

enum class FileKind : uint8_t { Object, Assembly };

// Consumes the module's function bodies: code generation may change them.
Result<ObjectBytes> emitObject(llvm::Module &module, llvm::TargetMachine &machine, FileKind kind);

} // namespace aotc
