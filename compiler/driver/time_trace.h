// --time-trace: where time goes, as LLVM's profiler sees it, with our stages around.
#pragma once

#include <string>

#include "support/result.h"

namespace aotc {

class Temporaries;

// A run that is traced. The profiler is LLVM's and one a thread: this one is of the
// thread that makes it, which must see to the end of all others.
class TimeTrace {
public:
  explicit TimeTrace(bool isWanted);
  ~TimeTrace();
  TimeTrace(const TimeTrace &) = delete;
  TimeTrace &operator=(const TimeTrace &) = delete;

  // Chrome's format: for chrome://tracing, Perfetto, speedscope.
  Result<void> write(const std::string &path, Temporaries &temporaries);
};

// A thread of such a run, while this lives; nothing where `isWanted` is false.
class TimeTraceThread {
public:
  explicit TimeTraceThread(bool isWanted);
  ~TimeTraceThread();
  TimeTraceThread(const TimeTraceThread &) = delete;
  TimeTraceThread &operator=(const TimeTraceThread &) = delete;
};

// Whether the thread at hand is traced.
bool isTimeTraced();

} // namespace aotc
