// The version of the project (CMakeLists.txt) and of LLVM.
#include "driver/version.h"

#include "llvm/Config/llvm-config.h"

namespace aotc {

std::string versionText() { return "wasi-aotc " AOTC_VERSION " (LLVM " LLVM_VERSION_STRING ")"; }

} // namespace aotc
