// Whether a grant covers an address or a name.
//
// A guest connects to addresses; a grant may say a name. Looking the name up for
// each check would make every connection wait for a name server, and its answer
// needn't be the one that the guest got. So a name in a grant stands for the
// addresses that looking it up gave this guest: who connects has looked up before.
#include "wasi/sockets/grants.h"

namespace aotc::rt::wasi::sockets {

namespace {

using os::Family;
using os::InternetAddress;

uint64_t bigEndian(const uint8_t *bytes, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i)
    value = value << 8 | bytes[i];
  return value;
}

// Whether the first `bits` of `width` are the same.
bool samePrefix(uint64_t a, uint64_t b, uint64_t bits, uint64_t width) {
  return bits == 0 || (a ^ b) >> (width - bits) == 0;
}

bool inRange(const NetworkGrant &grant, const InternetAddress &address) {
  if (grant.family == 0)
    return true;
  if (address.family == Family::Ipv4)
    return grant.family == 4 &&
           samePrefix(grant.addressLow, bigEndian(address.bytes, 4), grant.prefixBits, 32);
  if (grant.family != 6)
    return false;
  uint64_t high = grant.prefixBits < 64 ? grant.prefixBits : 64, low = grant.prefixBits - high;
  return samePrefix(grant.addressHigh, bigEndian(address.bytes, 8), high, 64) &&
         samePrefix(grant.addressLow, bigEndian(address.bytes + 8, 8), low, 64);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool sameText(std::string_view a, std::string_view b) {
  if (a.size() != b.size())
    return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i]))
      return false;
  return true;
}

bool covers(const NetworkGrant &grant, std::string_view name) {
  if (!grant.name)
    return grant.use == static_cast<uint64_t>(NetworkUse::NameLookup);
  std::string_view granted = grant.name;
  if (name.ends_with('.')) // says that it is complete
    name.remove_suffix(1);
  if (!granted.starts_with("*."))
    return sameText(granted, name);
  granted.remove_prefix(1);
  return name.size() > granted.size() &&
         sameText(granted, name.substr(name.size() - granted.size()));
}

} // namespace

bool NetworkGrants::allowsSome(NetworkUse use) const {
  if (config.inheritAll)
    return true;
  for (const NetworkGrant &grant : grants())
    if (grant.use == static_cast<uint64_t>(use))
      return true;
  return false;
}

bool NetworkGrants::knows(const NetworkGrant &grant, const InternetAddress &address) const {
  for (const KnownAddress &entry : known)
    if (entry.grant == &grant && entry.address.family == address.family &&
        !memcmp(entry.address.bytes, address.bytes, sizeof(address.bytes)))
      return true;
  return false;
}

bool NetworkGrants::allows(NetworkUse use, const InternetAddress &address) const {
  if (config.inheritAll)
    return true;
  for (const NetworkGrant &grant : grants()) {
    if (grant.use != static_cast<uint64_t>(use) || address.port < grant.firstPort ||
        address.port > grant.lastPort)
      continue;
    if (grant.name ? knows(grant, address) : inRange(grant, address))
      return true;
  }
  return false;
}

bool NetworkGrants::allowsLookup(std::string_view name) const {
  if (config.inheritAll)
    return true;
  for (const NetworkGrant &grant : grants())
    if (covers(grant, name))
      return true;
  return false;
}

void NetworkGrants::add(const NetworkGrant &grant, const InternetAddress &address) {
  if (knows(grant, address))
    return;
  if (known.size() < maxKnown) {
    known.push_back({&grant, address});
    return;
  }
  known[oldest] = {&grant, address};
  oldest = (oldest + 1) % maxKnown;
}

void NetworkGrants::remember(std::string_view name, std::span<const InternetAddress> addresses) {
  for (const NetworkGrant &grant : grants())
    if (grant.name && grant.use != static_cast<uint64_t>(NetworkUse::NameLookup) &&
        covers(grant, name))
      for (const InternetAddress &address : addresses)
        add(grant, address);
}

} // namespace aotc::rt::wasi::sockets
