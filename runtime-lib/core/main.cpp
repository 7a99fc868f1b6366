// The executable's main: sets the process up, runs the guest on a stack of its
// own and ends with its exit code. The order is the one in which things depend on
// each other: the stack holds the signal handler's stack, the handler must stand
// before guest code runs, and the memories before the startup steps.
//
// Nothing here allocates from the heap or reads what the program didn't ask for: with the
// start of the process and its end, a hello is twelve system calls.

#include <span>

#include "abi/abi.h"
#include "core/context.h"
#include "core/process.h"
#include "os/signals.h"

using namespace aotc::rt;

int main(int argc, char **argv, char **envp) {
  Context &context = contextStorage.make(aotc_config, argc, argv, envp);

  std::span<const MemoryInit> memories{aotc_program.memories, aotc_program.memoryCount};
  GuestStack stack = Process::planStack(context, aotc_config.guestStackBytes);
  AddressSpace space = reserveAddressSpace(context, memories, stack.totalSize());
  Process::placeStack(context, stack, space.more);
  setUpMemories(context, memories, space);
  installFaultHandler(stack);
  os::ignoreSignalsOfWriting();

  context.exit(runOnStack(stack, aotc_program.run, context));
}
