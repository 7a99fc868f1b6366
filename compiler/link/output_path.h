// The file that a run writes: checks before work starts, and the last step.
#pragma once

#include <string>
#include <string_view>

#include "support/result.h"

namespace aotc {

class Temporaries;

// Refuses, before any work is done, an output that is the input, a folder, a
// device, or in a folder that isn't there or can't be written. Errors: Io.
Result<void> checkOutput(const std::string &output, const std::string &input);

// Makes the folders that `path` is to lie in, where they aren't there. Errors: Io.
Result<void> makeFolderOf(const std::string &path);

// Folder and last component of `path`: {".", "app"} for "app".
std::pair<std::string, std::string> splitPath(const std::string &path);

// Writes `contents` beside `path`, then renames; used for dumps and objects.
Result<void> writeFileAtomically(const std::string &path, std::string_view contents,
                                 Temporaries &temporaries);

// The whole of `contents` to `fd`; the error is errno's.
Result<void> writeAll(int fd, std::string_view contents, const std::string &path);

} // namespace aotc
