// wasi:cli/terminal-stdout: a handle if stdout is a terminal.
#include "wasi/cli/terminal_stdout.h"

#include "wasi/cli/terminals.h"

namespace aotc::rt::wasi::cli::terminal_stdout {

std::optional<Own<TerminalOutput>> getTerminalStdout(Context &context) {
  if (!os::isTerminal(os::standardOutput))
    return std::nullopt;
  return io::makeOwn<TerminalOutput>(context);
}

} // namespace aotc::rt::wasi::cli::terminal_stdout
