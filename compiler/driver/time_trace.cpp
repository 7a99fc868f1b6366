// LLVM's time profiler. Its own scopes (passes, functions) are in the libraries;
// stages are added where they are timed (compile.cpp, generate.cpp).
#include "driver/time_trace.h"

#include "link/output_path.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/TimeProfiler.h"
#include "llvm/Support/raw_ostream.h"

namespace aotc {

namespace {

// Shorter events count in the totals, but aren't listed one by one. In microseconds.
constexpr unsigned kShortestEvent = 500;

void start() { llvm::timeTraceProfilerInitialize(kShortestEvent, "wasi-aotc"); }

} // namespace

TimeTrace::TimeTrace(bool isWanted) {
  if (isWanted)
    start();
}

TimeTrace::~TimeTrace() {
  if (isTimeTraced())
    llvm::timeTraceProfilerCleanup();
}

Result<void> TimeTrace::write(const std::string &path, Temporaries &temporaries) {
  llvm::SmallVector<char, 0> text;
  llvm::raw_svector_ostream stream(text);
  llvm::timeTraceProfilerWrite(stream);
  return writeFileAtomically(path, {text.data(), text.size()}, temporaries);
}

TimeTraceThread::TimeTraceThread(bool isWanted) {
  if (isWanted)
    start();
}

TimeTraceThread::~TimeTraceThread() {
  if (isTimeTraced())
    llvm::timeTraceProfilerFinishThread();
}

bool isTimeTraced() { return llvm::timeTraceProfilerEnabled(); }

} // namespace aotc
