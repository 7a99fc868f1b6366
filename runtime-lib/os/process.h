// The process itself.
#pragma once

#include <stdint.h>
#include <string_view>

#include "os/errno.h"

namespace aotc::rt::os {

// Ends the process at once; nothing is flushed (Context::exit does that).
[[noreturn]] void exitProcess(int code);
// Gives the processor to someone else.
void yieldProcessor();
// Unbuffered; errors are ignored, there is nowhere to report them.
void writeError(std::string_view text);
// An environment variable of the host.
const char *hostEnvironmentVariable(const char *name);
uint32_t processId();

} // namespace aotc::rt::os
