// WIT to the C++ of the host side: runtime-lib/canon/README.md is the contract.
#pragma once

#include "wit/resolve.h"

namespace aotc::bindgen {

struct File {
  std::string path; // relative to the output folder
  std::string text;
};

struct Options {
  std::string world; // see Resolved::findWorld
  // Interfaces to leave out, "wasi:sockets/tcp" or "wasi:sockets/*", unless one
  // that stays uses their types. A version isn't part of the pattern.
  std::vector<std::string> skip;
};

// For each interface that the world imports a header and a file of shims; one
// file that includes all shims; and host_functions.def. The result depends on
// the WIT alone.
Result<std::vector<File>> generateHost(const wit::Resolved &resolved, const Options &options);

// Writes each file that isn't there with the same bytes already (so that a build
// doesn't recompile for nothing), by way of a temporary file beside it.
Result<void> writeFiles(const std::string &folder, const std::vector<File> &files);

} // namespace aotc::bindgen
