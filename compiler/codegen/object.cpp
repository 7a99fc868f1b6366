// Code generation proper is LLVM's.
#include "codegen/object.h"

#include "codegen/machine_passes.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

namespace aotc {

Result<ObjectBytes> emitObject(llvm::Module &module, llvm::TargetMachine &machine, FileKind kind) {
  ObjectBytes bytes;
  llvm::raw_svector_ostream stream(bytes);
  MachinePasses passes(machine);
  auto type = kind == FileKind::Object ? llvm::CodeGenFileType::ObjectFile
                                       : llvm::CodeGenFileType::AssemblyFile;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type))
    return Error::internal("this target can't write that kind of file");
  passes.run(module);
  return bytes;
}

} // namespace aotc
