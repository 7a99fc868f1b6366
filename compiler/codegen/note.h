// What an executable says of itself: a text in an ELF note, which `wasi-aotc
// inspect` prints.
#pragma once

#include <string>

namespace llvm {
class Module;
} // namespace llvm

namespace aotc {

inline constexpr char kNoteName[] = "wasi-aotc";
inline constexpr unsigned kNoteType = 1; // a policy file

void addNote(llvm::Module &module, const std::string &text);

} // namespace aotc
