// wasi:cli/terminal-output.
#include "wasi/cli/terminal_output.h"

#include "wasi/cli/terminals.h"

namespace aotc::rt::wasi::cli::terminal_output {

void dropTerminalOutput(Context &context, TerminalOutput *resource) {
  io::destroy(context, resource);
}

} // namespace aotc::rt::wasi::cli::terminal_output
