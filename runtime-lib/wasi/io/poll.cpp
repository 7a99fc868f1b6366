// wasi:io/poll. Pollables say what they wait for as a WaitEntry; waiting itself
// is Context::wait's.
#include "wasi/io/poll.h"

#include <memory>

#include "os/clock.h"
#include "wasi/io/resources.h"

namespace aotc::rt::wasi::io::poll {

namespace {

// As many handles as there can be; the guest may name one more than once.
constexpr size_t maxPollables = HandleTable::maxHandles;

void waitFor(Context &context, std::span<WaitEntry> entries) {
  if (auto ready = context.wait(entries); !ready) [[unlikely]]
    fail(context, "can't wait for a pollable", os::errnoText(ready.error()));
}

GuestList<uint32_t> readyIndices(Writer &out, std::span<const WaitEntry> entries) {
  size_t count = 0;
  for (const WaitEntry &entry : entries)
    count += entry.ready;
  uint32_t index = 0;
  return out.list<uint32_t>(count, [&](size_t) {
    while (!entries[index].ready)
      ++index;
    return index++;
  });
}

} // namespace

WaitEntry Pollable::waitEntry() const {
  WaitEntry entry;
  entry.deadline = deadline;
  if (!file)
    return entry;
  entry.fd = file->fd;
  switch (of) {
  case Of::File:
    entry.read = read;
    entry.write = write;
    return entry;
  case Of::Socket:
    entry.read = file->wantsRead;
    entry.write = file->wantsWrite;
    break;
  case Of::SocketOutput:
    entry.write = file->pending != nullptr;
    break;
  }
  if (!entry.read && !entry.write)
    entry.deadline = 0; // ready at once
  return entry;
}

bool pollableReady(Context &context, Pollable &self) {
  // A second entry that is ready makes the call return at once.
  WaitEntry entries[2] = {self.waitEntry(), {}};
  entries[1].deadline = 0;
  waitFor(context, entries);
  return entries[0].ready;
}

void pollableBlock(Context &context, Pollable &self) {
  WaitEntry entry = self.waitEntry();
  waitFor(context, {&entry, 1});
}

GuestList<uint32_t> poll(Context &context, Writer &out, ListView<Pollable *> in) {
  if (in.empty()) [[unlikely]]
    trap(context, TrapKind::CanonicalAbi, "poll of no pollables");
  if (in.size() > maxPollables) [[unlikely]]
    trap(context, TrapKind::CanonicalAbi, "poll of too many pollables");

  constexpr size_t few = 16;
  WaitEntry local[few];
  std::unique_ptr<WaitEntry[]> many;
  if (in.size() > few)
    many.reset(new WaitEntry[in.size()]);
  std::span<WaitEntry> entries(many ? many.get() : local, in.size());
  for (size_t i = 0; i < entries.size(); ++i)
    entries[i] = in[i]->waitEntry();
  waitFor(context, entries);
  return readyIndices(out, entries);
}

void dropPollable(Context &context, Pollable *resource) { io::destroy(context, resource); }

} // namespace aotc::rt::wasi::io::poll
