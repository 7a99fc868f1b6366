// sock_*: preview 1 can't make sockets, it only uses those that a program was
// started with (as a standard stream, by inetd or systemd).
#include "os/socket.h"

#include "wasi/preview1/descriptors.h"
#include "wasi/preview1/preview1.h"
#include "wasi/preview1/slices.h"

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_sock_accept(const CallSite *site, I32 fd, I32 flags, I32 resultAddress) {
  Descriptor *listener = P1_TRY(findDescriptor(site, fd, right::SockAccept));
  Guest guest(site);
  if (flags & ~fdflag::NonBlock)
    return code(ErrorCode::Inval);
  if (!guest.bytes(resultAddress, 4))
    return code(ErrorCode::Fault);
  Descriptor accepted;
  accepted.rights = listener->inheritingRights & right::Socket;
  accepted.inheritingRights = accepted.rights;
  accepted.owned = P1_TRY(os::accept(listener->fd, flags & fdflag::NonBlock));
  uint32_t result = P1_TRY(contextOf(site).state<Descriptors>().add(std::move(accepted)));
  guest.store(resultAddress, result);
  return success;
}

I32 aotc_p1_sock_recv(const CallSite *site, I32 fd, I32 list, I32 count, I32 flags, I32 sizeAddress,
                      I32 flagsAddress) {
  Descriptor *socket = P1_TRY(findDescriptor(site, fd, right::FdRead));
  Guest guest(site);
  if (flags & ~riflag::All)
    return code(ErrorCode::Inval);
  Slices slices(guest, list, count);
  if (!slices.isValid() || !guest.bytes(sizeAddress, 4) || !guest.bytes(flagsAddress, 2))
    return code(ErrorCode::Fault);
  os::Received received = P1_TRY(
      os::receive(socket->fd, slices.all(), flags & riflag::RecvPeek, flags & riflag::RecvWaitAll));
  guest.store(sizeAddress, static_cast<uint32_t>(received.size));
  guest.store(flagsAddress, static_cast<uint16_t>(received.truncated ? 1 : 0));
  return success;
}

I32 aotc_p1_sock_send(const CallSite *site, I32 fd, I32 list, I32 count, I32 flags,
                      I32 sizeAddress) {
  Descriptor *socket = P1_TRY(findDescriptor(site, fd, right::FdWrite));
  Guest guest(site);
  if (flags != 0)
    return code(ErrorCode::Inval);
  Slices slices(guest, list, count);
  if (!slices.isValid() || !guest.bytes(sizeAddress, 4))
    return code(ErrorCode::Fault);
  size_t sent = P1_TRY(os::send(socket->fd, slices.all()));
  guest.store(sizeAddress, static_cast<uint32_t>(sent));
  return success;
}

I32 aotc_p1_sock_shutdown(const CallSite *site, I32 fd, I32 flags) {
  Descriptor *socket = P1_TRY(findDescriptor(site, fd, right::SockShutdown));
  if (flags == 0 || (flags & ~sdflag::All))
    return code(ErrorCode::Inval);
  P1_CHECK(os::shutdown(socket->fd, flags & sdflag::Read, flags & sdflag::Write));
  return success;
}

} // extern "C"

} // namespace aotc::rt::kinds
