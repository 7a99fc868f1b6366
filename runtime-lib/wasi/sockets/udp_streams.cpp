// wasi:sockets/udp: incoming and outgoing datagrams.
//
// Receiving is one system call for as many datagrams as are there (up to 16), into
// host memory first: the lists that the guest gets are allocated exactly. Sending
// is a call a datagram, straight from the guest's memory.
//
// A stream whose socket was associated anew since answers invalid-state.
#include <algorithm>

#include "os/memory.h"
#include "wasi/sockets/addresses.h"
#include "wasi/sockets/grants.h"
#include "wasi/sockets/resources.h"
#include "wasi/sockets/udp.h"

namespace aotc::rt::wasi::sockets::udp {

namespace {

// How many datagrams check-send allows: the kernel takes what it has room for, and
// send says how many that were.
constexpr uint64_t sendPermit = 64;

} // namespace

// Room for a batch, kept for the next: address space, of which only what datagrams
// were written to is memory. Where there is none, one datagram in the scratch
// memory.
class ReceiveBuffer {
public:
  static constexpr size_t size = os::maxDatagram * os::maxDatagramBatch;
  explicit ReceiveBuffer(Context &context) : buffer(context.scratch()) {
    if (auto pages = os::allocatePages(size))
      buffer = {*pages, size};
  }
  std::span<uint8_t> buffer;
};
static_assert(Context::scratchSize >= os::maxDatagram);

namespace {

struct Batch {
  std::span<uint8_t> buffer;
  os::ReceivedDatagram datagrams[os::maxDatagramBatch];
  size_t slots[os::maxDatagramBatch];
  size_t count = 0;
};

bool isWanted(Context &context, const Association &association, const os::ReceivedDatagram &from) {
  // Linux hands over what arrived before the socket was connected to its peer.
  if (association.peer)
    return from.from.family == association.peer->family &&
           from.from.port == association.peer->port &&
           !memcmp(from.from.bytes, association.peer->bytes, sizeof(from.from.bytes));
  return !association.filtersSenders ||
         context.state<NetworkGrants>().allows(NetworkUse::Udp, from.from);
}

// Until there is one that the guest may see, or none is left.
NetworkResult<void> receiveBatch(Context &context, IncomingDatagramStream &stream, uint64_t wanted,
                                 Batch &batch) {
  batch.buffer = context.state<ReceiveBuffer>().buffer;
  os::ReceivedDatagram received[os::maxDatagramBatch];
  size_t room = std::min<uint64_t>(wanted, os::maxDatagramBatch);
  while (batch.count == 0) {
    auto count = os::receiveDatagrams(stream.file->fd, batch.buffer, std::span(received, room));
    if (!count && count.error() == os::Errno::WouldBlock)
      return {};
    if (!count)
      return Unexpected(connectErrorCode(count.error()));
    for (size_t i = 0; i < *count; ++i)
      if (isWanted(context, *stream.association.get(), received[i])) {
        batch.datagrams[batch.count] = received[i];
        batch.slots[batch.count++] = i;
      }
  }
  return {};
}

Own<Pollable> pollable(Context &context, DatagramStream &stream, bool write) {
  if (!stream.works()) // ready at once: the next call says what is the matter
    return io::makeOwn<Pollable>(context, io::OpenFileRef(), false, false, uint64_t(0));
  return io::makeOwn<Pollable>(context, stream.file, !write, write);
}

} // namespace

Expected<GuestList<IncomingDatagram>, ErrorCode>
incomingDatagramStreamReceive(Context &context, Writer &out, IncomingDatagramStream &self,
                              uint64_t maxResults) {
  if (!self.works())
    return Unexpected(ErrorCode::InvalidState);
  Batch batch;
  if (maxResults)
    RT_CHECK(receiveBatch(context, self, maxResults, batch));
  return out.list<IncomingDatagram>(batch.count, [&](size_t i) {
    auto data = batch.buffer.subspan(batch.slots[i] * os::maxDatagram, batch.datagrams[i].size);
    return IncomingDatagram{out.bytes(data), guestAddress(batch.datagrams[i].from)};
  });
}

Own<Pollable> incomingDatagramStreamSubscribe(Context &context, IncomingDatagramStream &self) {
  return pollable(context, self, false);
}

Expected<uint64_t, ErrorCode> outgoingDatagramStreamCheckSend(Context &context,
                                                              OutgoingDatagramStream &self) {
  self.permit = 0;
  if (!self.works())
    return Unexpected(ErrorCode::InvalidState);
  WaitEntry entries[2];
  entries[0].fd = self.file->fd;
  entries[0].write = true;
  entries[1].deadline = 0;
  NET_CHECK(context.wait(entries));
  self.permit = entries[0].ready ? sendPermit : 0;
  return self.permit;
}

namespace {

NetworkResult<void> sendOne(Context &context, OutgoingDatagramStream &stream,
                            const OutgoingDatagram &datagram) {
  const auto &peer = stream.association->peer;
  if (!datagram.remoteAddress) {
    if (!peer)
      return Unexpected(ErrorCode::InvalidArgument);
    NET_TRY(os::sendDatagram(stream.file->fd, datagram.data, nullptr));
    return {};
  }
  os::InternetAddress to = hostAddress(*datagram.remoteAddress);
  if (peer && to != *peer)
    return Unexpected(ErrorCode::InvalidArgument);
  RT_CHECK(checkRemoteAddress(to, stream.family));
  if (!context.state<NetworkGrants>().allows(NetworkUse::Udp, to))
    return Unexpected(ErrorCode::AccessDenied);
  NET_TRY(os::sendDatagram(stream.file->fd, datagram.data, peer ? nullptr : &to));
  return {};
}

} // namespace

Expected<uint64_t, ErrorCode> outgoingDatagramStreamSend(Context &context,
                                                         OutgoingDatagramStream &self,
                                                         ListView<OutgoingDatagram> datagrams) {
  if (datagrams.size() > self.permit) [[unlikely]]
    trap(context, TrapKind::CanonicalAbi, "send of more than check-send permitted");
  self.permit -= datagrams.size();
  if (!self.works())
    return Unexpected(ErrorCode::InvalidState);
  uint64_t sent = 0;
  for (size_t i = 0; i < datagrams.size(); ++i) {
    auto result = sendOne(context, self, datagrams[i]);
    if (result) {
      ++sent;
      continue;
    }
    if (sent == 0 && result.error() != ErrorCode::WouldBlock)
      return Unexpected(result.error());
    break;
  }
  return sent;
}

Own<Pollable> outgoingDatagramStreamSubscribe(Context &context, OutgoingDatagramStream &self) {
  return pollable(context, self, true);
}

void dropIncomingDatagramStream(Context &context, IncomingDatagramStream *resource) {
  io::destroy(context, resource);
}

void dropOutgoingDatagramStream(Context &context, OutgoingDatagramStream *resource) {
  io::destroy(context, resource);
}

} // namespace aotc::rt::wasi::sockets::udp
