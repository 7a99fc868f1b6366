// Reading what wasi-aotc has written of an executable into it.
#pragma once

#include <string>

#include "support/result.h"

namespace aotc {

// The text of the note in the executable at `path`: a policy file. Errors: Io,
// and Invalid where there is no such note.
Result<std::string> inspectExecutable(const std::string &path);

} // namespace aotc
