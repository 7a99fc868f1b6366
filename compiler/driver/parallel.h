// Independent pieces of work on several threads.
#pragma once

#include <cstddef>
#include <functional>

#include "support/result.h"

namespace aotc {

// Calls work(i) for each i < count, on up to `threads` threads with deep stacks
// (LLVM recurses). Which thread does what must not matter. Once one fails no
// more are started; the error is that of the lowest index that failed.
Result<void> parallelFor(size_t count, unsigned threads,
                         const std::function<Result<void>(size_t)> &work);

unsigned machineThreads();

} // namespace aotc
