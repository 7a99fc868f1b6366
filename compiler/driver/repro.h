// --save-repro: everything needed to run a compile again, as one archive.
#pragma once

#include <string>

#include "driver/options.h"
#include "support/source.h"

namespace aotc {

class Temporaries;

// Writes a tar archive with the inputs, the command line and our version. The
// same run gives the same bytes.
Result<void> saveRepro(const Options &options, const Source &source,
                       const std::vector<Source> &plugs, Temporaries &temporaries);

} // namespace aotc
