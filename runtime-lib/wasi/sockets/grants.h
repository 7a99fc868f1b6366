// What of the network the program may use: its grants, and the
// addresses that granted names turned out to have.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "abi/network.h"
#include "core/context.h"
#include "os/internet.h"

namespace aotc::rt::wasi::sockets {

class NetworkGrants {
public:
  explicit NetworkGrants(Context &) : config(aotc_network) {}

  // Anything at all of this use.
  bool allowsSome(NetworkUse use) const;
  bool allows(NetworkUse use, const os::InternetAddress &address) const;
  // A grant of any use that names `name` includes looking it up.
  bool allowsLookup(std::string_view name) const;
  // What is granted for `name` is granted for these addresses from now on.
  void remember(std::string_view name, std::span<const os::InternetAddress> addresses);

private:
  struct KnownAddress {
    const NetworkGrant *grant;
    os::InternetAddress address; // port 0
  };
  // A name may get new addresses again and again: the oldest are forgotten.
  static constexpr size_t maxKnown = 4096;

  std::span<const NetworkGrant> grants() const { return {config.grants, config.grantCount}; }
  bool knows(const NetworkGrant &grant, const os::InternetAddress &address) const;
  void add(const NetworkGrant &grant, const os::InternetAddress &address);

  const NetworkConfig &config;
  std::vector<KnownAddress> known;
  size_t oldest = 0;
};

} // namespace aotc::rt::wasi::sockets
