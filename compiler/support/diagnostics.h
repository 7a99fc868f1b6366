// How an Error becomes the one line that a user sees. Only tools call this.
#pragma once

#include <string>
#include <string_view>

#include "support/result.h"

namespace aotc {

// "error: FILE: at 0xOFFSET: TEXT" (parts that are absent left out); control
// characters, invalid UTF-8 and terminal escapes in names are escaped.
std::string formatError(const Error &error);

// 1 for bad input and I/O, 2 for bad usage, 70 for a bug of ours.
int exitCode(const Error &error);

// `text` with everything a terminal could interpret written as \xNN or \u{…}.
std::string escapeForTerminal(std::string_view text);

} // namespace aotc
