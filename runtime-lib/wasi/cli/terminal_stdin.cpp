// wasi:cli/terminal-stdin: a handle if stdin is a terminal.
#include "wasi/cli/terminal_stdin.h"

#include "wasi/cli/terminals.h"

namespace aotc::rt::wasi::cli::terminal_stdin {

std::optional<Own<TerminalInput>> getTerminalStdin(Context &context) {
  if (!os::isTerminal(os::standardInput))
    return std::nullopt;
  return io::makeOwn<TerminalInput>(context);
}

} // namespace aotc::rt::wasi::cli::terminal_stdin
