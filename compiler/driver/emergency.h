// Ends of the process that don't come back through a Result: no memory left, a
// fatal error of LLVM's, a crash, a signal of the user's. Each becomes one line
// and an exit code of ours, without leaving temporaries behind.
#pragma once

namespace aotc {

class Temporaries;

// Installs the handlers; once, by the tool, before anything else and before any
// other thread is made.
void installEmergencyHandlers();

// Gives the calling thread a stack for its handlers, so that even an overflow
// of its own stack becomes a message.
class EmergencyStack {
public:
  EmergencyStack();
  ~EmergencyStack();
  EmergencyStack(const EmergencyStack &) = delete;
  EmergencyStack &operator=(const EmergencyStack &) = delete;

private:
  void *memory;
};

// What the handlers delete. A handler gets no argument: this is the one mutable
// global of the compiler.
Temporaries &liveTemporaries();

} // namespace aotc
