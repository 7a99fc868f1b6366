// SIGSEGV and SIGBUS. The handler runs on a stack of its own: the fault may be
// that the guest's is full. It can't be passed a Context by the kernel, so the
// function to call is one of the two things in the process that are found without
// being passed (the other is processContext, core/process.h).
//
// A fault that isn't the guest's gets the default action and is executed again:
// the process dies of the original signal at the original place, core dump and
// all. Calling abort() or exiting instead would hide where a bug of ours is.

#include "os/signals.h"

#include <signal.h>
#include <ucontext.h>

namespace aotc::rt::os {

// Set once, before a fault can happen.
static FaultHandler *faultHandler;

static Fault describe(const siginfo_t *info, const void *context) {
  const auto &machine = static_cast<const ucontext_t *>(context)->uc_mcontext;
  Fault fault{reinterpret_cast<uintptr_t>(info->si_addr), 0, 0, context};
#if defined(__x86_64__)
  fault.pc = static_cast<uintptr_t>(machine.gregs[REG_RIP]);
  fault.stack = static_cast<uintptr_t>(machine.gregs[REG_RSP]);
#elif defined(__aarch64__)
  fault.pc = machine.pc;
  fault.stack = machine.sp;
#elif defined(__riscv)
  fault.pc = machine.__gregs[REG_PC];
  fault.stack = machine.__gregs[REG_SP];
#else
#error "describe a fault on this architecture"
#endif
  return fault;
}

static void onFault(int signal, siginfo_t *info, void *context) {
  // Sent by another process (si_code <= 0), there is no address.
  if (info->si_code > 0)
    faultHandler(describe(info, context));
  struct sigaction action{};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  if (info->si_code <= 0)
    raise(signal);
}

void handleFaults(FaultHandler *handler, void *stack, size_t size) {
  faultHandler = handler;
  stack_t alternate{};
  alternate.ss_sp = stack;
  alternate.ss_size = size;
  sigaltstack(&alternate, nullptr);
  struct sigaction action{};
  action.sa_sigaction = onFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  sigaction(SIGSEGV, &action, nullptr);
  sigaction(SIGBUS, &action, nullptr);
}

void leaveHandler(const Fault &fault) {
  sigprocmask(SIG_SETMASK, &static_cast<const ucontext_t *>(fault.machine)->uc_sigmask, nullptr);
}

void ignoreSignalsOfWriting() {
  struct sigaction action{};
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
  sigaction(SIGXFSZ, &action, nullptr);
}

} // namespace aotc::rt::os
