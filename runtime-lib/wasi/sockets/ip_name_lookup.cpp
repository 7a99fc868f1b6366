// wasi:sockets/ip-name-lookup. The look-up itself goes on in the background
// (os/name_lookup.h); what it finds for a granted name is granted from then on.
//
// Names are ASCII: turning Unicode into its "xn--" form isn't offered.
#include "wasi/sockets/ip_name_lookup.h"

#include "abi/host_name.h"
#include "wasi/sockets/addresses.h"
#include "wasi/sockets/grants.h"
#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::ip_name_lookup {

namespace {

// With or without the dot of the root.
bool isName(std::string_view name) {
  if (name.ends_with('.'))
    name.remove_suffix(1);
  return isHostName(name);
}

ErrorCode lookupErrorCode(os::LookupError error) {
  switch (error) {
  case os::LookupError::NoSuchName:
    return ErrorCode::NameUnresolvable;
  case os::LookupError::Temporary:
    return ErrorCode::TemporaryResolverFailure;
  case os::LookupError::Permanent:
    return ErrorCode::PermanentResolverFailure;
  case os::LookupError::OutOfMemory:
    return ErrorCode::OutOfMemory;
  }
  return ErrorCode::Unknown;
}

NetworkResult<void> takeAnswer(Context &context, ResolveAddressStream &stream) {
  if (!stream.lookup)
    return {};
  if (!stream.lookup->isDone())
    return Unexpected(ErrorCode::WouldBlock);
  auto found = stream.lookup->addresses();
  if (!found)
    return Unexpected(lookupErrorCode(found.error()));
  if (found->empty())
    return Unexpected(ErrorCode::NameUnresolvable);
  stream.addresses = *std::move(found);
  context.state<NetworkGrants>().remember(stream.name, stream.addresses);
  stream.ready = {};
  stream.lookup.reset();
  return {};
}

} // namespace

Expected<Own<ResolveAddressStream>, ErrorCode> resolveAddresses(Context &context, Network &,
                                                                std::string_view name) {
  auto stream = std::make_unique<ResolveAddressStream>();
  if (auto address = os::parseAddress(name)) {
    stream->addresses.push_back(*address);
    return Own<ResolveAddressStream>(stream.release());
  }
  if (!isName(name))
    return Unexpected(ErrorCode::InvalidArgument);
  if (!context.state<NetworkGrants>().allowsLookup(name))
    return Unexpected(ErrorCode::AccessDenied);
  auto lookup = os::NameLookup::start(name);
  if (!lookup && lookup.error() == os::Errno::WouldBlock) // no thread to be had
    return Unexpected(ErrorCode::TemporaryResolverFailure);
  stream->name = name;
  stream->lookup.emplace(NET_TRY(std::move(lookup)));
  // A descriptor of its own: pollables may outlive the look-up.
  stream->ready = io::makeOpenFile(NET_TRY(os::duplicate(stream->lookup->readyFd())));
  return Own<ResolveAddressStream>(stream.release());
}

Expected<std::optional<IpAddress>, ErrorCode>
resolveAddressStreamResolveNextAddress(Context &context, ResolveAddressStream &self) {
  RT_CHECK(takeAnswer(context, self));
  if (self.next == self.addresses.size())
    return std::optional<IpAddress>();
  return std::optional(guestIpAddress(self.addresses[self.next++]));
}

Own<Pollable> resolveAddressStreamSubscribe(Context &context, ResolveAddressStream &self) {
  if (!self.lookup || self.lookup->isDone())
    return io::makeOwn<Pollable>(context, io::OpenFileRef(), false, false, uint64_t(0));
  return io::makeOwn<Pollable>(context, self.ready, true);
}

void dropResolveAddressStream(Context &, ResolveAddressStream *resource) { delete resource; }

} // namespace aotc::rt::wasi::sockets::ip_name_lookup
