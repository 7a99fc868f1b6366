// wasi:cli/terminal-input.
#include "wasi/cli/terminal_input.h"

#include "wasi/cli/terminals.h"

namespace aotc::rt::wasi::cli::terminal_input {

void dropTerminalInput(Context &context, TerminalInput *resource) {
  io::destroy(context, resource);
}

} // namespace aotc::rt::wasi::cli::terminal_input
