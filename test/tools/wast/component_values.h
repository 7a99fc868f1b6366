// Values of the component model in a script, as the runner passes and compares them.
#pragma once

#include "abi/value_types.h"
#include "support/result.h"
#include "llvm/Support/JSON.h"

namespace aotc::wast {

// Appends the value that `json` describes in the terms of wasm-tools, as data of
// `type` (runtime-lib/abi/value_types.h). Errors: Invalid where it is of another type.
Result<void> encodeValue(const llvm::json::Value &json, rt::TypeView type, std::string &out);

} // namespace aotc::wast
