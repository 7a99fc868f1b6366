// wasi:sockets/ip-name-lookup, see resources.h.
#include "wasi/sockets/ip_name_lookup.h"

#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::ip_name_lookup {

Expected<Own<ResolveAddressStream>, ErrorCode> resolveAddresses(Context &, Network &,
                                                                std::string_view) {
  return accessDenied;
}

Expected<std::optional<IpAddress>, ErrorCode>
resolveAddressStreamResolveNextAddress(Context &, ResolveAddressStream &) {
  return accessDenied;
}

Own<Pollable> resolveAddressStreamSubscribe(Context &context, ResolveAddressStream &) {
  return readyPollable(context);
}

void dropResolveAddressStream(Context &, ResolveAddressStream *resource) { delete resource; }

} // namespace aotc::rt::wasi::sockets::ip_name_lookup
