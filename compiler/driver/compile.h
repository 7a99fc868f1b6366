// The whole compiler as one function.
#pragma once

#include "driver/listener.h"
#include "driver/options.h"

namespace aotc {

class Temporaries;

// Turns options.input into options.output. On an error nothing is written and
// an existing output stays as it was. What it writes beside outputs on the way is
// in `temporaries`, for whoever may end the process meanwhile.
Result<void> compile(const Options &options, Listener &listener, Temporaries &temporaries);

} // namespace aotc
