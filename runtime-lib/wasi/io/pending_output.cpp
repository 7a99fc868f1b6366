// Output that a descriptor had no room for: see pending_output.h.
#include "wasi/io/pending_output.h"

#include <algorithm>
#include <stdlib.h>
#include <string.h>

#include "os/clock.h"

namespace aotc::rt::wasi::io {

// Owns itself: made when a write is short, gone when all of it is out.
struct PendingOutput : FlushHook, BackgroundOutput {
  Context &context;
  const PendingTarget &target;
  OpenFileRef file;
  uint8_t *data = nullptr;
  size_t begin = 0, end = 0;
  uint64_t lastSent = 0; // by the monotonic clock

  PendingOutput(Context &context, OpenFile &owner, const PendingTarget &target)
      : context(context), target(target), file(&owner) {
    flush = [](FlushHook &self) { static_cast<PendingOutput &>(self).finish(); };
    fd = owner.fd;
    proceed = [](BackgroundOutput &self) { static_cast<PendingOutput &>(self).sendSome(); };
    context.addFlushHook(*this);
    context.addBackgroundOutput(*this);
    owner.pending = this;
  }
  ~PendingOutput() {
    context.removeFlushHook(*this);
    context.removeBackgroundOutput(*this);
    free(data);
  }

  bool append(std::span<const uint8_t> more) {
    memmove(data, data + begin, end - begin);
    end -= begin;
    begin = 0;
    auto *grown = static_cast<uint8_t *>(realloc(data, end + more.size()));
    if (!grown)
      return false;
    data = grown;
    memcpy(data + end, more.data(), more.size());
    end += more.size();
    return true;
  }

  // What goes now; `this` may be gone afterwards.
  void sendSome() {
    while (begin < end) {
      auto sent = target.send(*file.get(), {data + begin, end - begin});
      if (sent && *sent == 0) // a device that takes nothing: never again and again
        sent = Unexpected(os::Errno::Io);
      if (!sent && sent.error() == os::Errno::WouldBlock)
        return;
      if (!sent) {
        file->pendingError = sent.error();
        break;
      }
      begin += *sent;
      lastSent = os::monotonicNow();
    }
    file->pending = nullptr;
    if (target.drained)
      target.drained(*file.get());
    delete this;
  }

  // At the program's end, as the kernel goes on sending what a program that ended has
  // written; and as the kernel does, a socket gives up a peer that takes nothing for long.
  void finish() {
    OpenFileRef keep = file;
    const uint64_t patience = target.patience;
    lastSent = std::max(lastSent, context.endingSince());
    while (keep->pending) {
      WaitEntry entry;
      entry.fd = keep->fd;
      entry.write = true;
      if (patience != WaitEntry::noDeadline)
        entry.deadline = lastSent + patience;
      if (!context.waitOrProceed({&entry, 1}))
        return;
      if (keep->pending && os::monotonicNow() >= entry.deadline)
        return;
    }
  }
};

os::Result<void> sendOrKeep(Context &context, OpenFile &file, std::span<const uint8_t> data,
                            const PendingTarget &target) {
  while (!data.empty() && !file.pending) {
    auto sent = target.send(file, data);
    if (!sent && sent.error() == os::Errno::WouldBlock)
      new PendingOutput(context, file, target);
    else if (!sent)
      return Unexpected(sent.error());
    else if (*sent == 0)
      return Unexpected(os::Errno::Io);
    else
      data = data.subspan(*sent);
  }
  if (!data.empty() && !file.pending->append(data))
    return Unexpected(os::Errno::OutOfMemory);
  return {};
}

bool tryToSendPending(OpenFile &file) {
  if (file.pending)
    file.pending->sendSome();
  return !file.pending;
}

namespace {

bool isSameFile(os::Fd a, os::Fd b) {
  if (a == b)
    return true;
  auto first = os::stat(a), second = os::stat(b);
  return first && second && first->device == second->device && first->inode == second->inode;
}

} // namespace

os::Result<void> waitForPendingOn(Context &context, OpenFile &file) {
  for (BackgroundOutput *output = context.firstBackgroundOutput(); output;) {
    if (!isSameFile(output->fd, file.fd)) {
      output = output->next;
      continue;
    }
    WaitEntry entry;
    entry.fd = output->fd;
    entry.write = true;
    RT_TRY(context.waitOrProceed({&entry, 1}));
    output = context.firstBackgroundOutput();
  }
  return {};
}

} // namespace aotc::rt::wasi::io
