// Dependency files: what build systems read to know when to run the compiler again.
#pragma once

#include <string>
#include <vector>

#include "driver/options.h"

namespace aotc {

// Where the rule goes: "" if none was asked for. Usage error where nothing names it.
Result<std::string> dependencyPath(const Options &options, const std::string &output);

// A Makefile rule: the outputs depend on each file that was read.
std::string dependencyRule(const Options &options, const std::vector<std::string> &outputs);

} // namespace aotc
