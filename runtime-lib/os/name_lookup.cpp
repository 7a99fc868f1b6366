// Names are looked up by the C library's getaddrinfo in a thread of its own, which
// ends with the answer; an eventfd tells Context::wait. It blocks for seconds
// where a name server doesn't answer, and nothing but Context::wait may.
//
// A resolver of our own was rejected: it would parse /etc/hosts, resolv.conf and
// what strangers on the network send, and know less than the library does. A
// child process was rejected too: forking with gigabytes reserved isn't quick.
// The thread is the only one that the runtime library ever makes, and only a
// program that looks names up gets it.
//
// Job and thread are shared: who is last to let go of the job frees it, so that a
// guest which drops its stream early doesn't wait. Everything in it but the
// counter is written before the thread starts or before `done` is set.

#include "os/name_lookup.h"

#include <arpa/inet.h>
#include <atomic>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/stat.h"
#include "os/syscall.h"

namespace aotc::rt::os {

struct LookupJob {
  static constexpr size_t maxName = 255;
  static constexpr size_t stackSize = 128 * 1024; // getaddrinfo takes 20 KB

  char name[maxName + 1] = {};
  OwnedFd ready;
  addrinfo *answer = nullptr;
  int error = 0; // EAI_…
  std::atomic<bool> done = false;
  std::atomic<int> holders = 2; // the thread and the NameLookup

  void letGo() {
    if (holders.fetch_sub(1, std::memory_order_acq_rel) != 1)
      return;
    if (answer)
      freeaddrinfo(answer);
    delete this;
  }
};

static void *lookUp(void *argument) {
  auto *job = static_cast<LookupJob *>(argument);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM; // or each address comes once a protocol
  job->error = getaddrinfo(job->name, nullptr, &hints, &job->answer);
  job->done.store(true, std::memory_order_release);
  uint64_t one = 1;
  // Can't fail, as the counter is zero, but whoever waits must not wait for ever.
  (void)retry([&] { return ::write(job->ready.get(), &one, sizeof(one)); });
  job->letGo();
  return nullptr;
}

// The thread takes no signals: they are for the program.
static int startThread(LookupJob *job) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, LookupJob::stackSize);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  int error = pthread_create(&thread, &attributes, lookUp, job);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  return error;
}

NameLookup::NameLookup(NameLookup &&other) noexcept : job(std::exchange(other.job, nullptr)) {}
NameLookup::~NameLookup() {
  if (job)
    job->letGo();
}

Result<NameLookup> NameLookup::start(std::string_view name) {
  if (name.size() > LookupJob::maxName)
    return Unexpected(Errno::NameTooLong);
  OwnedFd ready = RT_TRY(adopt(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
  auto *job = new LookupJob;
  // Case doesn't matter in names, but the C library's search in /etc/hosts knows
  // nothing of that.
  for (size_t i = 0; i < name.size(); ++i)
    job->name[i] = name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] | 0x20) : name[i];
  job->ready = std::move(ready);
  if (int error = startThread(job)) {
    delete job;
    return Unexpected(static_cast<Errno>(error));
  }
  return NameLookup(job);
}

Fd NameLookup::readyFd() const { return job->ready.get(); }

bool NameLookup::isDone() const { return job->done.load(std::memory_order_acquire); }

static LookupError lookupError(int error) {
  switch (error) {
  case EAI_NONAME:
  case EAI_NODATA:
    return LookupError::NoSuchName;
  case EAI_MEMORY:
    return LookupError::OutOfMemory;
  case EAI_AGAIN:
  case EAI_SYSTEM: // out of descriptors, no network
    return LookupError::Temporary;
  }
  return LookupError::Permanent;
}

static std::optional<InternetAddress> convert(const addrinfo &entry) {
  InternetAddress address;
  if (entry.ai_family == AF_INET) {
    memcpy(address.bytes, &reinterpret_cast<const sockaddr_in *>(entry.ai_addr)->sin_addr, 4);
    return address;
  }
  if (entry.ai_family != AF_INET6)
    return std::nullopt;
  const auto &found = *reinterpret_cast<const sockaddr_in6 *>(entry.ai_addr);
  if (IN6_IS_ADDR_V4MAPPED(&found.sin6_addr))
    return std::nullopt;
  address.family = Family::Ipv6;
  memcpy(address.bytes, &found.sin6_addr, 16);
  return address;
}

Expected<std::vector<InternetAddress>, LookupError> NameLookup::addresses() const {
  if (job->error)
    return Unexpected(lookupError(job->error));
  std::vector<InternetAddress> result;
  for (const addrinfo *entry = job->answer; entry; entry = entry->ai_next)
    if (auto address = convert(*entry))
      result.push_back(*address);
  return result;
}

std::optional<InternetAddress> parseAddress(std::string_view text) {
  char buffer[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof(buffer) || text.find('\0') != text.npos)
    return std::nullopt;
  memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = 0;
  InternetAddress address;
  if (inet_pton(AF_INET, buffer, address.bytes) == 1)
    return address;
  address.family = Family::Ipv6;
  if (inet_pton(AF_INET6, buffer, address.bytes) != 1)
    return std::nullopt;
  if (IN6_IS_ADDR_V4MAPPED(reinterpret_cast<const in6_addr *>(address.bytes)))
    return std::nullopt;
  return address;
}

} // namespace aotc::rt::os
