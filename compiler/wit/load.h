// WIT from files: one file, or a folder with its deps/ (WIT.md, "Filesystem
// structure").
#pragma once

#include "wit/resolve.h"

namespace aotc::wit {

// A file is a root package with its nested ones. In a folder, the *.wit files
// form the root package, and deps/*.wit and deps/*/*.wit its dependencies. One
// freedom beyond WIT.md: files of a folder may declare different packages; then
// there is no root package, and worlds are named in full.
Result<std::unique_ptr<Resolved>> load(const std::string &path, const ResolveOptions &options = {});

// The files that load() reads, sorted.
Result<std::vector<std::string>> listFiles(const std::string &path);

} // namespace aotc::wit
