// "HOST:PORT" of --allow-tcp-connect and its kin, and "NAME" of
// --allow-name-lookup. Entry point: parseNetworkGrant.
//
//   HOST  *   NAME   *.NAME   192.0.2.1   192.0.2.0/24   [2001:db8::1]   [2001:db8::]/32
//   PORT  *   80   8000-8999
//
// Everything is checked here, when the executable is made: at run time a grant is
// only compared with.
#include <arpa/inet.h>
#include <charconv>

#include <fmt/format.h>

#include "abi/host_name.h"
#include "driver/options.h"

namespace aotc {

namespace {

bool parseNumber(std::string_view text, unsigned largest, unsigned &value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value <= largest;
}

bool parsePorts(std::string_view text, NetworkGrant &grant) {
  if (text == "*")
    return true; // as a grant is made
  size_t dash = text.find('-');
  unsigned first, last;
  if (!parseNumber(text.substr(0, dash), 65535, first))
    return false;
  last = first;
  if (dash != text.npos && (!parseNumber(text.substr(dash + 1), 65535, last) || last < first))
    return false;
  grant.firstPort = static_cast<uint16_t>(first);
  grant.lastPort = static_cast<uint16_t>(last);
  return true;
}

uint64_t bigEndian(const unsigned char *bytes, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i)
    value = value << 8 | bytes[i];
  return value;
}

// An address without brackets, and the number of bits that count.
bool parseRange(std::string_view address, std::string_view bits, NetworkGrant &grant) {
  unsigned char bytes[16];
  std::string text(address);
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1) {
    grant.family = 4;
    grant.addressLow = bigEndian(bytes, 4);
  } else if (inet_pton(AF_INET6, text.c_str(), bytes) == 1) {
    grant.family = 6;
    grant.addressHigh = bigEndian(bytes, 8);
    grant.addressLow = bigEndian(bytes + 8, 8);
  } else {
    return false;
  }
  unsigned width = grant.family == 4 ? 32 : 128;
  grant.prefixBits = width;
  return bits.empty() || parseNumber(bits, width, grant.prefixBits);
}

// "192.0.2" is a mistake.
bool isName(std::string_view name) {
  return rt::isHostName(name) && name.find_first_not_of("0123456789.") != name.npos;
}

bool parseName(std::string_view text, NetworkGrant &grant) {
  if (text == "*")
    return true;
  grant.name = text;
  return isName(text.starts_with("*.") ? text.substr(2) : text);
}

bool parseHost(std::string_view text, NetworkGrant &grant) {
  size_t slash = text.rfind('/');
  std::string_view bits = slash == text.npos ? "" : text.substr(slash + 1);
  std::string_view host = text.substr(0, slash);
  if (slash != text.npos && bits.empty())
    return false;
  if (host.starts_with('[') && host.ends_with(']'))
    return parseRange(host.substr(1, host.size() - 2), bits, grant) && grant.family == 6;
  if (parseRange(host, bits, grant))
    return grant.family == 4;
  return bits.empty() && slash == text.npos && parseName(text, grant);
}

} // namespace

Result<NetworkGrant> parseNetworkGrant(NetworkUse use, const std::string &text) {
  NetworkGrant grant;
  grant.use = use;
  grant.text = text;
  if (use == NetworkUse::NameLookup) {
    if (!parseName(text, grant))
      return Error::usage(
          fmt::format("--{} {}: expected NAME, *.NAME or *", networkOption(use), text));
    return grant;
  }
  size_t colon = text.rfind(':');
  if (colon == text.npos || !parseHost(std::string_view(text).substr(0, colon), grant) ||
      !parsePorts(std::string_view(text).substr(colon + 1), grant))
    return Error::usage(fmt::format("--{} {}: expected HOST:PORT; HOST is a name, *.NAME, an "
                                    "IPv4 address, an IPv6 address in brackets (either with /BITS "
                                    "behind it) or *, PORT a number, FIRST-LAST or *",
                                    networkOption(use), text));
  return grant;
}

const char *networkOption(NetworkUse use) {
  switch (use) {
#define AOTC_NETWORK_USE(ENUM, OPTION)                                                             \
  case NetworkUse::ENUM:                                                                           \
    return OPTION;
#include "abi/network.def"
#undef AOTC_NETWORK_USE
  }
  __builtin_unreachable();
}

} // namespace aotc
