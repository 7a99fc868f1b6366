// Partitions to objects: translate, optimise and emit, in parallel.
#pragma once

#include <mutex>

#include "codegen/codegen.h"
#include "driver/listener.h"
#include "driver/options.h"

namespace aotc {

struct GeneratedObject {
  std::string name; // unique, a file's name
  ObjectBytes bytes;
};

struct GeneratedCode {
  std::vector<GeneratedObject> objects;
  std::string text; // of the stage asked for, where that is a text
};

// Time by stage, summed over threads.
class StageClock {
public:
  void add(Stage stage, Listener::Duration duration);
  void report(Listener &listener) const;

private:
  mutable std::mutex mutex;
  std::array<Listener::Duration, kStageCount> spent{};
  std::array<bool, kStageCount> ran{};
};

struct GenerateJob {
  const Options &options;
  const Target &target;
  const Program &program;
  const ProgramFacts &facts;
  const std::vector<Partition> &partitions;
  std::string runtimeDir;
  Listener &listener;
  StageClock &clock;
};

// Stops after options.emit. The result doesn't depend on the number of threads.
Result<GeneratedCode> generate(const GenerateJob &job);

} // namespace aotc
