// proc_exit, proc_raise, sched_yield, random_get.
//
// proc_raise does to the program what the signal's default action would:
// a signal that ends a process ends this one with the exit code that a shell
// shows for it; one that is ignored does nothing. Stopping isn't offered. A real
// signal is never raised: the guest has no say over the host's process.
#include "os/process.h"
#include "core/context.h"
#include "os/random.h"
#include "wasi/preview1/errno.h"
#include "wasi/preview1/guest.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

namespace {

enum class Action : uint8_t { Ignore, End, Stop };
struct Signal {
  Action action;
  uint8_t hostNumber;
};

// By preview 1's numbers: none, hup, int, quit, ill, trap, abrt, bus, fpe, kill,
// usr1, segv, usr2, pipe, alrm, term, chld, cont, stop, tstp, ttin, ttou, urg,
// xcpu, xfsz, vtalrm, prof, winch, poll, pwr, sys.
constexpr Signal signals[] = {
    {Action::Ignore, 0},  {Action::End, 1},     {Action::End, 2},     {Action::End, 3},
    {Action::End, 4},     {Action::End, 5},     {Action::End, 6},     {Action::End, 7},
    {Action::End, 8},     {Action::End, 9},     {Action::End, 10},    {Action::End, 11},
    {Action::End, 12},    {Action::End, 13},    {Action::End, 14},    {Action::End, 15},
    {Action::Ignore, 17}, {Action::Ignore, 18}, {Action::Stop, 19},   {Action::Stop, 20},
    {Action::Stop, 21},   {Action::Stop, 22},   {Action::Ignore, 23}, {Action::End, 24},
    {Action::End, 25},    {Action::End, 26},    {Action::End, 27},    {Action::Ignore, 28},
    {Action::End, 29},    {Action::End, 30},    {Action::End, 31},
};

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

Void aotc_p1_proc_exit(const CallSite *site, I32 exitCode) {
  contextOf(site).exit(static_cast<int>(exitCode));
}

I32 aotc_p1_proc_raise(const CallSite *site, I32 number) {
  if (number >= std::size(signals))
    return code(ErrorCode::Inval);
  switch (signals[number].action) {
  case Action::Ignore:
    return success;
  case Action::End:
    contextOf(site).exit(128 + signals[number].hostNumber);
  case Action::Stop:
    return code(ErrorCode::NotSup);
  }
  return code(ErrorCode::Inval);
}

I32 aotc_p1_sched_yield(const CallSite *) {
  os::yieldProcessor();
  return success;
}

I32 aotc_p1_random_get(const CallSite *site, I32 address, I32 size) {
  bool ok = true;
  auto buffer = Guest(site).span(address, size, ok);
  if (!ok)
    return code(ErrorCode::Fault);
  P1_CHECK(os::fillRandom(buffer));
  return success;
}

} // extern "C"

} // namespace aotc::rt::kinds
