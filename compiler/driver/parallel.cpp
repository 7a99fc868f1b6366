// Threads for partitions. Entry point: parallelFor.
//
// POSIX threads, since std::thread can't ask for a stack: the depth to which
// LLVM recurses depends on the input, and 8 MB aren't enough for everything.
// The stacks are reserved, not used.
#include "driver/parallel.h"

#include <atomic>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

#include "driver/emergency.h"
#include "driver/time_trace.h"

namespace aotc {

namespace {

constexpr size_t kStackBytes = size_t(64) << 20;

struct Shared {
  size_t count;
  bool isTimeTraced;
  const std::function<Result<void>(size_t)> &work;
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::optional<std::pair<size_t, Error>> first;
};

void runAll(Shared &shared) {
  while (!shared.failed) {
    size_t i = shared.next++;
    if (i >= shared.count)
      return;
    Result<void> result = shared.work(i);
    if (result.ok())
      continue;
    shared.failed = true;
    std::lock_guard lock(shared.mutex);
    if (!shared.first || i < shared.first->first)
      shared.first.emplace(i, result.takeError());
  }
}

void *threadMain(void *argument) {
  EmergencyStack stack;
  auto &shared = *static_cast<Shared *>(argument);
  TimeTraceThread trace(shared.isTimeTraced);
  runAll(shared);
  return nullptr;
}

} // namespace

unsigned machineThreads() { return std::max(1u, std::thread::hardware_concurrency()); }

Result<void> parallelFor(size_t count, unsigned threads,
                         const std::function<Result<void>(size_t)> &work) {
  Shared shared{count, isTimeTraced(), work, {}, {}, {}, {}};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  std::vector<pthread_t> started;
  for (size_t i = 0; i < std::min<size_t>(threads, count); ++i) {
    pthread_t thread;
    if (pthread_create(&thread, &attributes, threadMain, &shared) != 0)
      break;
    started.push_back(thread);
  }
  pthread_attr_destroy(&attributes);
  // A machine that gives no thread gets by with this one.
  if (started.empty())
    runAll(shared);
  for (pthread_t thread : started)
    pthread_join(thread, nullptr);
  if (shared.first)
    return std::move(shared.first->second);
  return {};
}

} // namespace aotc
