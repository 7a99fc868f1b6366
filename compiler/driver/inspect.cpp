// Finds the note that codegen/note.cpp made, by LLVM's ELF reader, which checks the
// file's bounds. An executable of ours that was stripped of section headers still
// has it.
#include "driver/inspect.h"

#include <fmt/format.h>

#include "codegen/note.h"
#include "support/source.h"
#include "llvm/Object/ELF.h"

namespace aotc {

using namespace llvm::object;

namespace {

Error notOurs(const std::string &path) {
  Error error = Error::invalid(0, "isn't an executable that wasi-aotc made");
  return std::move(error).in(path);
}

} // namespace

Result<std::string> inspectExecutable(const std::string &path) {
  Source source = TRY(Source::read(path));
  auto elf = ELFFile<ELF64LE>::create(llvm::StringRef(source.text().data(), source.text().size()));
  if (!elf) {
    llvm::consumeError(elf.takeError());
    return notOurs(path);
  }
  auto headers = elf->program_headers();
  if (!headers) {
    llvm::consumeError(headers.takeError());
    return notOurs(path);
  }
  for (const auto &header : *headers) {
    if (header.p_type != llvm::ELF::PT_NOTE)
      continue;
    llvm::Error error = llvm::Error::success();
    std::string text;
    bool found = false;
    for (const auto &note : elf->notes(header, error))
      if (note.getName() == kNoteName && note.getType() == kNoteType) {
        text = note.getDescAsStringRef(4).str();
        found = true;
      }
    llvm::consumeError(std::move(error));
    if (found)
      return text;
  }
  return notOurs(path);
}

} // namespace aotc
