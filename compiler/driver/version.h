#pragma once

#include <string>

namespace aotc {

// "wasi-aotc 0.1.0 (LLVM 22.1.8)"
std::string versionText();

} // namespace aotc
