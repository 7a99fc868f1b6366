// Looking up the addresses of a name, while the program goes on.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "os/internet.h"

namespace aotc::rt::os {

// "192.0.2.1" and "2001:db8::1": what is an address already. "::ffff:192.0.2.1"
// isn't one to WASI.
std::optional<InternetAddress> parseAddress(std::string_view text);

enum class LookupError : uint8_t { NoSuchName, Temporary, Permanent, OutOfMemory };

struct LookupJob;

class NameLookup {
public:
  NameLookup(NameLookup &&other) noexcept;
  NameLookup &operator=(NameLookup &&other) = delete;
  ~NameLookup();

  // Needs no more than 255 bytes without NUL.
  static Result<NameLookup> start(std::string_view name);

  // Readable when there is an answer.
  Fd readyFd() const;
  bool isDone() const;
  // Only when it is done.
  Expected<std::vector<InternetAddress>, LookupError> addresses() const;

private:
  explicit NameLookup(LookupJob *job) : job(job) {}
  LookupJob *job;
};

} // namespace aotc::rt::os
