// The whole compiler as one function.
#pragma once

#include <atomic>

#include "driver/listener.h"
#include "driver/options.h"

namespace aotc {

class TemporaryFolder;

// Turns options.input into options.output. On an error nothing is written and
// an existing output stays as it was. `live`: see LinkJob.
Result<void> compile(const Options &options, Listener &listener,
                     std::atomic<const TemporaryFolder *> *live = nullptr);

} // namespace aotc
