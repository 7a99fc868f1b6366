// What the compiler tells whoever started it, while it runs. The compiler itself
// prints nothing.
#pragma once

#include <chrono>
#include <string_view>

#include "driver/stages.h"

namespace aotc {

class Listener {
public:
  using Duration = std::chrono::steady_clock::duration;
  virtual ~Listener() = default;

  // `done` of `total` parts of a stage are ready. Called by one thread at a time.
  virtual void progress(Stage, size_t /*done*/, size_t /*total*/) {}
  // Text for standard output (--emit to "-").
  virtual void output(std::string_view) {}
  // --print-after.
  virtual void dump(Stage, std::string_view) {}
  // What the user should know, a line each.
  virtual void note(std::string_view) {}
  // --time-stages: once a stage; of stages done in parallel, the sum.
  virtual void time(Stage, Duration) {}
};

} // namespace aotc
