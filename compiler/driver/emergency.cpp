// Handlers for the ends that no Result carries. Entry point:
// installEmergencyHandlers.
//
// A handler can't be given an argument, so the folder to delete is the one
// mutable global of the compiler; libraries get a pointer to it (LinkJob::live)
// and never know. Handlers do only what is async-signal-safe. Crashes end with
// 70 and one line, never with a core or a stack dump: a debugger that is
// attached sees the signal first anyway. Ending by the user's signals is left
// to the signal itself, so that shells see what happened.
//
// Rejected: catching std::bad_alloc at the top. LLVM is built without
// exceptions, and they can't pass it; the new-handler covers it all.
#include "driver/emergency.h"

#include <csignal>
#include <cstring>
#include <new>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include "link/temporary_folder.h"
#include "llvm/Support/ErrorHandling.h"

namespace aotc {

namespace {

constexpr size_t kHandlerStack = 64 * 1024;

std::atomic<const TemporaryFolder *> liveFolder{nullptr};

void say(std::string_view text) {
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

void removeTemporaries() {
  if (const TemporaryFolder *folder = liveFolder.exchange(nullptr))
    folder->removeNow();
}

[[noreturn]] void outOfMemory() {
  removeTemporaries();
  say("error: out of memory\n");
  ::_exit(1);
}

void onBadAlloc(void *, const char *, bool) { outOfMemory(); }

void onFatalError(void *, const char *reason, bool) {
  removeTemporaries();
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
  removeTemporaries();
  say(describe(signal));
  ::_exit(70);
}

void onInterrupt(int signal) {
  removeTemporaries();
  // SA_RESETHAND put the default action back; it acts when we return.
  ::raise(signal);
}

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction old;
  if (::sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_IGN)
    return; // nohup
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  ::sigaction(signal, &action, nullptr);
}

} // namespace

std::atomic<const TemporaryFolder *> &liveTemporaryFolder() { return liveFolder; }

void installEmergencyHandlers() {
  std::set_new_handler(outOfMemory);
  llvm::install_bad_alloc_error_handler(onBadAlloc);
  llvm::install_fatal_error_handler(onFatalError);
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
    handle(signal, onCrash, SA_ONSTACK);
  for (int signal : {SIGINT, SIGTERM, SIGHUP})
    handle(signal, onInterrupt, SA_RESETHAND);
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
