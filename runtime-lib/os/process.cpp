// The process: ending, standard error, the host's environment. Ending is _exit:
// the C library's exit would only run destructors and flush streams that we
// don't use, and link both into every program.

#include "os/process.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/file.h"

namespace aotc::rt::os {

void exitProcess(int code) { ::_exit(code); }

void yieldProcessor() { ::sched_yield(); }

void writeError(std::string_view text) {
  auto data = reinterpret_cast<const uint8_t *>(text.data());
  if (auto written = writeAll(standardError, {data, text.size()}); !written)
    return;
}

const char *hostEnvironmentVariable(const char *name) { return ::getenv(name); }

uint32_t processId() { return static_cast<uint32_t>(::getpid()); }

} // namespace aotc::rt::os
