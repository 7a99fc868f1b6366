// --size-report: what takes an executable's bytes.
#pragma once

#include <string>
#include <string_view>

#include "flatten/program.h"

namespace aotc {

// A table of lines, from lld's map of the executable `name` that was made of `program`.
std::string sizeReport(std::string_view map, const Program &program, const std::string &name);

} // namespace aotc
