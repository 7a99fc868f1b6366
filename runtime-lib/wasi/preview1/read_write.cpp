// fd_read, fd_write, fd_pread, fd_pwrite, fd_seek, fd_tell, fd_sync,
// fd_datasync: one system call each, straight from and to the guest's memory.
// Nothing is buffered here: the guest's C library does that already.
#include "wasi/preview1/descriptors.h"
#include "wasi/preview1/preview1.h"
#include "wasi/preview1/slices.h"

namespace aotc::rt::wasi::preview1 {

namespace {

uint32_t storeMoved(const Guest &guest, uint32_t address, os::Result<size_t> moved) {
  guest.store(address, static_cast<uint32_t>(P1_TRY(std::move(moved))));
  return success;
}

// Most lists have one buffer, for which the kernel's simple call is the faster one: one(fd,
// bytes) makes it, and many(fd, slices) the other. Either says how many bytes it moved.
template <class One, class Many>
uint32_t transfer(const CallSite *site, uint32_t number, uint64_t rights, uint32_t address,
                  uint32_t size, uint32_t resultAddress, One one, Many many) {
  Guest guest(site);
  Descriptor *descriptor = P1_TRY(findDescriptor(site, number, rights));
  bool ok = guest.bytes(resultAddress, 4) != nullptr;
  if (size == 1) [[likely]] {
    Iovec entry{};
    ok &= guest.load(address, entry);
    auto bytes = guest.span(entry.data, entry.size, ok);
    if (!ok) [[unlikely]]
      return code(ErrorCode::Fault);
    return storeMoved(guest, resultAddress, one(descriptor->fd, bytes));
  }
  Slices slices(guest, address, size);
  if (!ok || !slices.isValid())
    return code(ErrorCode::Fault);
  if (slices.isSingle()) // and empty ones
    return storeMoved(guest, resultAddress, one(descriptor->fd, slices.single()));
  return storeMoved(guest, resultAddress, many(descriptor->fd, slices.all()));
}

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_fd_read(const CallSite *site, I32 fd, I32 list, I32 count, I32 resultAddress) {
  return transfer(site, fd, right::FdRead, list, count, resultAddress, os::read, os::readv);
}

I32 aotc_p1_fd_write(const CallSite *site, I32 fd, I32 list, I32 count, I32 resultAddress) {
  return transfer(site, fd, right::FdWrite, list, count, resultAddress, os::write, os::writev);
}

I32 aotc_p1_fd_pread(const CallSite *site, I32 fd, I32 list, I32 count, I64 offset,
                     I32 resultAddress) {
  return transfer(
      site, fd, right::FdRead | right::FdSeek, list, count, resultAddress,
      [=](os::Fd file, std::span<uint8_t> bytes) { return os::pread(file, bytes, offset); },
      [=](os::Fd file, std::span<const os::IoSlice> all) { return os::preadv(file, all, offset); });
}

I32 aotc_p1_fd_pwrite(const CallSite *site, I32 fd, I32 list, I32 count, I64 offset,
                      I32 resultAddress) {
  return transfer(
      site, fd, right::FdWrite | right::FdSeek, list, count, resultAddress,
      [=](os::Fd file, std::span<uint8_t> bytes) { return os::pwrite(file, bytes, offset); },
      [=](os::Fd file, std::span<const os::IoSlice> all) {
        return os::pwritev(file, all, offset);
      });
}

I32 aotc_p1_fd_seek(const CallSite *site, I32 fd, I64 offset, I32 whence, I32 resultAddress) {
  constexpr os::Whence whences[] = {os::Whence::Set, os::Whence::Current, os::Whence::End};
  if (whence >= std::size(whences))
    return code(ErrorCode::Inval);
  // Asking where one is needs only the right to tell.
  bool tells = whences[whence] == os::Whence::Current && offset == 0;
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, tells ? right::FdTell : right::FdSeek));
  Guest guest(site);
  if (!guest.bytes(resultAddress, 8))
    return code(ErrorCode::Fault);
  uint64_t position =
      P1_TRY(os::seek(descriptor->fd, static_cast<int64_t>(offset), whences[whence]));
  guest.store(resultAddress, position);
  return success;
}

I32 aotc_p1_fd_tell(const CallSite *site, I32 fd, I32 resultAddress) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdTell));
  uint64_t position = P1_TRY(os::seek(descriptor->fd, 0, os::Whence::Current));
  return Guest(site).store(resultAddress, position) ? success : code(ErrorCode::Fault);
}

I32 aotc_p1_fd_sync(const CallSite *site, I32 fd) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdSync));
  P1_CHECK(os::sync(descriptor->fd));
  return success;
}

I32 aotc_p1_fd_datasync(const CallSite *site, I32 fd) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdDataSync));
  P1_CHECK(os::syncData(descriptor->fd));
  return success;
}

} // extern "C"

} // namespace aotc::rt::kinds
