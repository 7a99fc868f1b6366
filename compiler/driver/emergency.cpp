// Handlers for the ends that no Result carries. Entry point:
// installEmergencyHandlers.
//
// A handler can't be given an argument, so what to delete is the one mutable
// global of the compiler; libraries get a reference to it and never know.
//
// Crashes are handled where they happen, with what is async-signal-safe. They
// end with 70 and one line, never with a core or a stack dump: a debugger that
// is attached sees the signal first anyway. The user's signals are blocked in
// every thread but one, which waits for them: it may take the mutex that making
// and deleting temporaries hold. The end is left to the signal itself, so that
// shells see what happened.
//
// Rejected: a handler for the user's signals. There is always an instant at
// which a folder is made and not yet known to it.
// Rejected: catching std::bad_alloc at the top. LLVM is built without
// exceptions, and they can't pass it; the new-handler covers it all.
#include "driver/emergency.h"

#include <csignal>
#include <cstring>
#include <new>
#include <pthread.h>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include "link/temporary_folder.h"
#include "llvm/Support/ErrorHandling.h"

namespace aotc {

namespace {

constexpr size_t kHandlerStack = 64 * 1024;

Temporaries temporaries;

void say(std::string_view text) {
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

[[noreturn]] void outOfMemory() {
  temporaries.removeNow();
  say("error: out of memory\n");
  ::_exit(1);
}

void onBadAlloc(void *, const char *, bool) { outOfMemory(); }

void onFatalError(void *, const char *reason, bool) {
  temporaries.removeNow();
  say("internal error: LLVM: ");
  std::string_view text(reason);
  say(text.substr(0, text.find('\n')));
  say("\n");
  ::_exit(70);
}

std::string_view describe(int signal) {
  switch (signal) {
  case SIGSEGV:
    return "internal error: crashed: invalid memory access\n";
  case SIGBUS:
    return "internal error: crashed: bus error\n";
  case SIGILL:
    return "internal error: crashed: illegal instruction\n";
  case SIGFPE:
    return "internal error: crashed: arithmetic error\n";
  }
  return "internal error: crashed: aborted\n";
}

void onCrash(int signal) {
  temporaries.removeNow();
  say(describe(signal));
  ::_exit(70);
}

// The user's signals that act: nohup has SIGHUP ignored.
sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction present;
    if (::sigaction(signal, nullptr, &present) == 0 && present.sa_handler != SIG_IGN)
      sigaddset(&set, signal);
  }
  return set;
}

void *waitForInterrupt(void *) {
  sigset_t set = interrupts();
  int signal = 0;
  if (::sigwait(&set, &signal) != 0)
    return nullptr;
  temporaries.removeForGood();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  ::kill(::getpid(), signal);
  ::_exit(128 + signal); // as process 1 of a container, which no signal ends
}

void watchInterrupts() {
  sigset_t set = interrupts();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  pthread_t watcher;
  if (::pthread_create(&watcher, nullptr, waitForInterrupt, nullptr) == 0)
    ::pthread_detach(watcher);
  else // the next run in the same place deletes what this one leaves
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void handleCrash(int signal) {
  struct sigaction action = {};
  action.sa_handler = onCrash;
  action.sa_flags = SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

} // namespace

Temporaries &liveTemporaries() { return temporaries; }

void installEmergencyHandlers() {
  std::set_new_handler(outOfMemory);
  llvm::install_bad_alloc_error_handler(onBadAlloc);
  llvm::install_fatal_error_handler(onFatalError);
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
    handleCrash(signal);
  watchInterrupts();
  // A pipe that nobody reads, a file beyond its limit: errors of write(2).
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

EmergencyStack::EmergencyStack()
    : memory(::mmap(nullptr, kHandlerStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                    0)) {
  if (memory == MAP_FAILED)
    return;
  stack_t stack = {};
  stack.ss_sp = memory;
  stack.ss_size = kHandlerStack;
  ::sigaltstack(&stack, nullptr);
}

EmergencyStack::~EmergencyStack() {
  if (memory == MAP_FAILED)
    return;
  stack_t off = {};
  off.ss_flags = SS_DISABLE;
  ::sigaltstack(&off, nullptr);
  ::munmap(memory, kHandlerStack);
}

} // namespace aotc
