// SIGSEGV and SIGBUS. The handler runs on a stack of its own: the fault may be
// that the guest's is full. It can't be passed a Context by the kernel, so the
// function to call is one of the two things in the process that are found without
// being passed (the other is processContext(), core/context.h).
//
// A fault that isn't the guest's gets the default action and is executed again:
// the process dies of the original signal at the original place, core dump and
// all. Calling abort() or exiting instead would hide where a bug of ours is.

#include "os/signals.h"

#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

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

// The kernel's own form of an action. The C library's sigaction makes a second system call, for
// threads that we don't have.
struct KernelAction {
  void (*handler)(int, siginfo_t *, void *);
  unsigned long flags;
#if !defined(__riscv)
  void (*restorer)();
#endif
  uint64_t mask;
};

#if defined(__x86_64__)
// Where the handler returns to; other kernels bring their own.
[[gnu::naked]] static void returnFromHandler() {
  asm("movl %0, %%eax\n\tsyscall" ::"i"(SYS_rt_sigreturn));
}
#endif

static void handle(int signal) {
  KernelAction action{};
  action.handler = onFault;
  action.flags = SA_SIGINFO | SA_ONSTACK;
#if defined(__x86_64__)
  constexpr unsigned long hasRestorer = 0x04000000; // SA_RESTORER
  action.flags |= hasRestorer;
  action.restorer = returnFromHandler;
#endif
  action.mask = UINT64_MAX;
  ::syscall(SYS_rt_sigaction, signal, &action, nullptr, sizeof(action.mask));
}

void handleFaults(FaultHandler *handler, void *stack, size_t size) {
  faultHandler = handler;
  stack_t alternate{};
  alternate.ss_sp = stack;
  alternate.ss_size = size;
  sigaltstack(&alternate, nullptr);
  handle(SIGSEGV);
  handle(SIGBUS);
}

void leaveHandler(const Fault &fault) {
  sigprocmask(SIG_SETMASK, &static_cast<const ucontext_t *>(fault.machine)->uc_sigmask, nullptr);
}

// Blocked, not ignored: one system call for both.
void ignoreSignalsOfWriting() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  sigaddset(&signals, SIGXFSZ);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace aotc::rt::os
