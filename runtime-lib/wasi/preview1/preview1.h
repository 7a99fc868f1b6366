// The functions of wasi_snapshot_preview1 as generated code calls them, declared
// from abi/preview1.def. Implemented one topic a file in this folder.
#pragma once

#include "abi/abi.h"

namespace aotc::rt::kinds {

extern "C" {
#define AOTC_PREVIEW1_WITH_SITE(...) (const CallSite *site __VA_OPT__(, ) __VA_ARGS__)
#define AOTC_PREVIEW1(NAME, PARAMETERS, RESULT)                                                    \
  RESULT aotc_p1_##NAME AOTC_PREVIEW1_WITH_SITE PARAMETERS;
#include "abi/preview1.def"
#undef AOTC_PREVIEW1
#undef AOTC_PREVIEW1_WITH_SITE
} // extern "C"

} // namespace aotc::rt::kinds
