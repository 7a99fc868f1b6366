// The Context: the environment as granted, waiting, ending. See context.h for
// what it is for; here is how waiting works.
//
// wait() turns entries into one poll. The kernel refuses more entries than the
// process may have descriptors, while a guest may pass a million pollables: so
// entries of one descriptor are merged. Deadlines become the timeout. Entries
// that are ready already (a deadline that has passed) make the timeout 0 but the
// poll still takes place, so that nothing that is ready goes unnoticed. Descriptors
// with output left take part in each wait, whatever the guest waits for.

#include "core/context.h"

#include <new>
#include <stdlib.h>
#include <string.h>

#include "core/process.h"
#include "core/traps.h"
#include "os/clock.h"
#include "os/poll.h"
#include "os/process.h"

namespace aotc::rt {

Context::Context(const Config &config, int argc, char **argv, char **envp)
    : grants(config), args(argv, argc > 0 ? static_cast<size_t>(argc) : 0), hostEnvironment(envp) {}

// A value from the host, of NAME=VALUE entries: the first one counts.
static const char *hostValue(char **entries, std::string_view name) {
  for (; *entries; ++entries)
    if (!strncmp(*entries, name.data(), name.size()) && (*entries)[name.size()] == '=')
      return *entries + name.size() + 1;
  return nullptr;
}

std::optional<EnvironmentVariable> Context::grantedVariable(size_t index) const {
  const EnvGrant &grant = grants.envs[index];
  const char *value = grant.value ? grant.value : hostValue(hostEnvironment, grant.name);
  if (!value)
    return std::nullopt;
  return EnvironmentVariable{grant.name, value};
}

std::optional<EnvironmentVariable> Context::inheritedVariable(const char *entry) const {
  const char *equals = strchr(entry, '=');
  if (!equals)
    return std::nullopt;
  std::string_view name(entry, static_cast<size_t>(equals - entry));
  for (size_t i = 0; i < grants.envCount; ++i)
    if (name == grants.envs[i].name)
      return std::nullopt;
  return EnvironmentVariable{name, equals + 1};
}

namespace {

// Poll entries of a wait, one a descriptor; memory for `count` or none.
class MergedEntries {
public:
  explicit MergedEntries(size_t count) : indexed(count > few) {
    if (indexed)
      entries = static_cast<os::PollEntry *>(calloc(count, sizeof(os::PollEntry)));
  }
  ~MergedEntries() {
    if (entries != fewEntries)
      free(entries);
    free(indexOfFd);
  }
  explicit operator bool() const { return entries; }

  // The entry of a descriptor; null when out of memory. Few are searched, many
  // are found by an index, which holds all of them from the first on: a
  // descriptor that it lost would get a second entry, behind the end.
  os::PollEntry *of(os::Fd fd) {
    if (!indexed) {
      for (size_t i = 0; i < used; ++i)
        if (entries[i].fd == fd)
          return &entries[i];
    } else {
      if (!growIndex(static_cast<size_t>(fd) + 1))
        return nullptr;
      if (uint32_t found = indexOfFd[fd])
        return &entries[found - 1];
      indexOfFd[fd] = static_cast<uint32_t>(used + 1);
    }
    entries[used] = os::PollEntry{};
    entries[used].fd = fd;
    return &entries[used++];
  }
  std::span<os::PollEntry> all() { return {entries, used}; }

private:
  static constexpr size_t few = 16;

  // Descriptors are small numbers: the kernel limits them to a million or so.
  bool growIndex(size_t size) {
    if (size <= indexSize)
      return true;
    size_t newSize = size < 1024 ? 1024 : size * 2;
    auto *grown = static_cast<uint32_t *>(realloc(indexOfFd, newSize * sizeof(uint32_t)));
    if (!grown)
      return false;
    memset(grown + indexSize, 0, (newSize - indexSize) * sizeof(uint32_t));
    indexOfFd = grown;
    indexSize = newSize;
    return true;
  }

  const bool indexed;
  os::PollEntry fewEntries[few];
  os::PollEntry *entries = fewEntries;
  size_t used = 0;
  uint32_t *indexOfFd = nullptr;
  size_t indexSize = 0;
};

} // namespace

// Marks what is ready after a poll; the number of entries that are.
static size_t markReady(std::span<WaitEntry> entries, MergedEntries &merged, uint64_t now) {
  size_t ready = 0;
  for (WaitEntry &entry : entries) {
    entry.ready = entry.deadline != WaitEntry::noDeadline && entry.deadline <= now;
    entry.hangUp = false;
    if (entry.fd >= 0 && (entry.read || entry.write))
      if (const os::PollEntry *polled = merged.of(entry.fd)) {
        entry.ready |= (entry.read && polled->readable) || (entry.write && polled->writable);
        entry.hangUp = polled->hangUp;
      }
    ready += entry.ready;
  }
  return ready;
}

// Does what can be done in the background; whether it was anything. A poll of its
// own: the guest's entries then see what has changed.
bool Context::proceedInBackground() {
  bool proceeded = false;
  for (BackgroundOutput *output = backgroundOutputs, *next; output; output = next) {
    next = output->next;
    os::PollEntry entry;
    entry.fd = output->fd;
    entry.wantWrite = true;
    auto ready = os::poll({&entry, 1}, 0);
    if (!ready || !*ready)
      continue;
    output->proceed(*output);
    proceeded = true;
  }
  return proceeded;
}

os::Result<size_t> Context::waitOrProceed(std::span<WaitEntry> entries) {
  uint64_t earliest = WaitEntry::noDeadline;
  size_t backgroundCount = 0;
  for (BackgroundOutput *output = backgroundOutputs; output; output = output->next)
    ++backgroundCount;
  MergedEntries merged(entries.size() + backgroundCount);
  if (!merged)
    return Unexpected(os::Errno::OutOfMemory);
  for (const WaitEntry &entry : entries) {
    if (entry.deadline < earliest)
      earliest = entry.deadline;
    if (entry.fd < 0 || !(entry.read || entry.write))
      continue;
    os::PollEntry *polled = merged.of(entry.fd);
    if (!polled)
      return Unexpected(os::Errno::OutOfMemory);
    polled->wantRead |= entry.read;
    polled->wantWrite |= entry.write;
  }
  for (BackgroundOutput *output = backgroundOutputs; output; output = output->next) {
    os::PollEntry *polled = merged.of(output->fd);
    if (!polled)
      return Unexpected(os::Errno::OutOfMemory);
    polled->wantWrite = true;
  }
  if (merged.all().empty() && earliest == WaitEntry::noDeadline)
    return Unexpected(os::Errno::Deadlock);
  std::optional<uint64_t> timeout;
  if (earliest != WaitEntry::noDeadline) {
    uint64_t now = os::monotonicNow();
    timeout = earliest > now ? earliest - now : 0;
  }
  RT_TRY(os::poll(merged.all(), timeout));
  if (backgroundOutputs && proceedInBackground())
    return 0;
  uint64_t now = earliest == WaitEntry::noDeadline ? 0 : os::monotonicNow();
  return markReady(entries, merged, now);
}

os::Result<size_t> Context::wait(std::span<WaitEntry> entries) {
  for (;;)
    if (size_t ready = RT_TRY(waitOrProceed(entries)))
      return ready;
}

void Context::sleepUntil(uint64_t deadline) {
  while (os::monotonicNow() < deadline) {
    WaitEntry entry;
    entry.deadline = deadline;
    // The largest number is no deadline, but the moment never comes either way.
    if (deadline == WaitEntry::noDeadline)
      entry.deadline = deadline - 1;
    if (auto ready = wait({&entry, 1}); !ready)
      fail(*this, "can't wait", os::errnoText(ready.error()));
  }
}

// Lists of objects that are linked by themselves.
template <class T> static void linkFirst(T *&list, T &item) {
  item.next = list;
  item.link = &list;
  if (list)
    list->link = &item.next;
  list = &item;
}

template <class T> static void unlink(T &item) {
  if (!item.link)
    return;
  *item.link = item.next;
  if (item.next)
    item.next->link = item.link;
  item.link = nullptr;
}

void Context::addFlushHook(FlushHook &hook) { linkFirst(flushHooks, hook); }
void Context::removeFlushHook(FlushHook &hook) { unlink(hook); }
void Context::addBackgroundOutput(BackgroundOutput &output) {
  linkFirst(backgroundOutputs, output);
}
void Context::removeBackgroundOutput(BackgroundOutput &output) { unlink(output); }

// A hook that traps doesn't run again: each is taken off before it is called.
void Context::flush() {
  if (flushHooks && !flushedSince)
    flushedSince = os::monotonicNow();
  while (FlushHook *hook = flushHooks) {
    removeFlushHook(*hook);
    hook->flush(*hook);
  }
}

void Context::exit(int code) {
  flush();
  os::exitProcess(code);
}

void Context::stackExhausted() { trap(*this, TrapKind::StackExhausted); }

} // namespace aotc::rt
