// Objects to one static executable, by lld in this process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/result.h"

namespace aotc {

class Temporaries;

struct LinkObject {
  std::string name;       // of the temporary file, and of the input in lld's messages
  std::string_view bytes; // an ELF object
};

enum class LinkKind : uint8_t {
  Executable,  // static, not position-independent, with the runtime library and libc
  Relocatable, // the objects as one object
};

struct LinkJob {
  LinkKind kind = LinkKind::Executable;
  std::vector<LinkObject> objects;
  std::string emulation;  // lld's name of the machine: "elf_x86_64"
  std::string runtimeDir; // the target's folder: libwasi-aotc-rt.a, crt1.o, libc.a, …
  std::string output;
  bool keepSymbols = false;
  unsigned threads = 1;
  std::string *map = nullptr; // gets lld's map of what is where, if wanted
};

// Writes job.output: wholly, or not at all, an existing file staying as it was.
// Errors: Io; Internal with lld's first message.
Result<void> linkExecutable(const LinkJob &job, Temporaries &temporaries);

// Whether everything linkExecutable needs is in `runtimeDir`; Io with what to do.
Result<void> checkRuntimeDir(const std::string &runtimeDir);

} // namespace aotc
