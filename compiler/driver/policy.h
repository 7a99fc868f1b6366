// Grants as text: what --policy reads, and what an executable says of itself.
#pragma once

#include <string>

#include "driver/options.h"
#include "flatten/program.h"

namespace aotc {

// Adds what the policy file at `path` grants. Io and Usage errors.
Result<void> readPolicy(const std::string &path, Options &options);

// A policy file that grants the same, under a comment with the interfaces that the
// program imports.
std::string describePolicy(const Options &options, const Program &program);

// Unlinkable if the program imports what --deny-clock or --deny-random denies: their
// interfaces have no error to answer with.
Result<void> checkDenied(const Options &options, const Program &program);

} // namespace aotc
