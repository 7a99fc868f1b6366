// wasi:cli/terminal-stderr: a handle if stderr is a terminal.
#include "wasi/cli/terminal_stderr.h"

#include "wasi/cli/terminals.h"

namespace aotc::rt::wasi::cli::terminal_stderr {

std::optional<Own<TerminalOutput>> getTerminalStderr(Context &context) {
  if (!os::isTerminal(os::standardError))
    return std::nullopt;
  return io::makeOwn<TerminalOutput>(context);
}

} // namespace aotc::rt::wasi::cli::terminal_stderr
