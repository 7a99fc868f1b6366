// The note as constant data in a section whose name makes it SHT_NOTE. It is
// allocated, so that neither the linker's garbage collection nor strip removes it
// and readers find it by PT_NOTE, without section headers.
#include "codegen/note.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace aotc {

// Name and text are padded to words, as in every ELF note.
void addNote(Module &module, const std::string &text) {
  LLVMContext &context = module.getContext();
  auto padded = [&](std::string bytes, size_t size) {
    bytes.resize(alignTo(size, 4));
    return ConstantDataArray::getString(context, bytes, false);
  };
  auto *word = Type::getInt32Ty(context);
  Constant *note = ConstantStruct::getAnon(
      {ConstantInt::get(word, sizeof(kNoteName)), ConstantInt::get(word, text.size()),
       ConstantInt::get(word, kNoteType), padded(kNoteName, sizeof(kNoteName)),
       padded(text, text.size())});
  auto *global =
      new GlobalVariable(module, note->getType(), true, GlobalValue::PrivateLinkage, note, "note");
  global->setSection(".note.wasi-aotc");
  global->setAlignment(Align(4));
  appendToUsed(module, {global});
}

} // namespace aotc
