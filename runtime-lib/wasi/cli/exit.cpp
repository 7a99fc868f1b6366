// wasi:cli/exit.
#include "wasi/cli/exit.h"

#include "core/context.h"

namespace aotc::rt::wasi::cli::exit {

void exit(Context &context, Expected<void, void> status) { context.exit(status ? 0 : 1); }

void exitWithCode(Context &context, uint8_t statusCode) { context.exit(statusCode); }

} // namespace aotc::rt::wasi::cli::exit
