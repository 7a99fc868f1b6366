// The resources of wasi:cli/terminal-input and terminal-output. Having one says
// that a standard stream is a terminal; they offer nothing more.
#pragma once

#include "wasi/cli/terminal_input.h"
#include "wasi/cli/terminal_output.h"
#include "wasi/io/resources.h"

namespace aotc::rt::wasi::cli::terminal_input {
struct TerminalInput {};
} // namespace aotc::rt::wasi::cli::terminal_input

namespace aotc::rt::wasi::cli::terminal_output {
struct TerminalOutput {};
} // namespace aotc::rt::wasi::cli::terminal_output
