// fd_read, fd_write, fd_pread, fd_pwrite, fd_seek, fd_tell, fd_sync,
// fd_datasync: one system call each, straight from and to the guest's memory.
// Nothing is buffered here: the guest's C library does that already.
#include <optional>

#include "wasi/preview1/descriptors.h"
#include "wasi/preview1/preview1.h"
#include "wasi/preview1/slices.h"

namespace aotc::rt::wasi::preview1 {

namespace {

// What a function does with one buffer, and with several; either says how many bytes it moved.
// Most lists have one, for which the kernel's simple call is the faster one.
template <uint64_t Rights, auto One, auto Many> struct InTurn {
  static constexpr uint64_t rights = Rights;
  os::Result<size_t> one(os::Fd file, std::span<uint8_t> bytes) const { return One(file, bytes); }
  os::Result<size_t> many(os::Fd file, std::span<const os::IoSlice> all) const {
    return Many(file, all);
  }
};
using Read = InTurn<right::FdRead, os::read, os::readv>;
using Write = InTurn<right::FdWrite, os::write, os::writev>;

template <uint64_t Rights, auto One, auto Many> struct AtOffset {
  uint64_t offset;
  static constexpr uint64_t rights = Rights | right::FdSeek;
  os::Result<size_t> one(os::Fd file, std::span<uint8_t> bytes) const {
    return One(file, bytes, offset);
  }
  os::Result<size_t> many(os::Fd file, std::span<const os::IoSlice> all) const {
    return Many(file, all, offset);
  }
};
using ReadAt = AtOffset<right::FdRead, os::pread, os::preadv>;
using WriteAt = AtOffset<right::FdWrite, os::pwrite, os::pwritev>;

// `address` lies in the memory.
template <class T>
uint32_t storeResult(const GuestMemory &memory, uint32_t address, os::Result<uint64_t> result) {
  if (!result) [[unlikely]]
    return code(result.error());
  T value = static_cast<T>(*result);
  memcpy(memory.at(address), &value, sizeof(value));
  return success;
}

// The buffer of a list of one. Nothing: it, the list or the result doesn't lie in the memory.
std::optional<std::span<uint8_t>> onlyBuffer(const GuestMemory &memory, uint32_t list,
                                             uint32_t resultAddress) {
  Iovec entry;
  if (!memory.contains(resultAddress, 4) || !memory.load(list, entry) ||
      !memory.contains(entry.data, entry.size))
    return std::nullopt;
  return std::span(memory.at(entry.data), entry.size);
}

// Any list, any descriptor, and what to answer where something isn't as it should be.
template <class Operation>
[[gnu::noinline]] uint32_t transferAny(const CallSite *site, uint32_t number, uint32_t list,
                                       uint32_t size, uint32_t resultAddress, Operation operation) {
  Guest guest(site);
  Descriptor *descriptor = P1_TRY(findDescriptor(site, number, Operation::rights));
  auto one = [&](std::span<uint8_t> bytes) {
    return storeResult<uint32_t>(guest, resultAddress, operation.one(descriptor->fd, bytes));
  };
  if (size == 1) {
    auto bytes = onlyBuffer(guest, list, resultAddress);
    return bytes ? one(*bytes) : code(ErrorCode::Fault);
  }
  Slices slices(guest, list, size);
  if (!guest.contains(resultAddress, 4) || !slices.isValid())
    return code(ErrorCode::Fault);
  if (slices.isSingle()) // and empty ones
    return one(slices.single());
  return storeResult<uint32_t>(guest, resultAddress, operation.many(descriptor->fd, slices.all()));
}

// One buffer of a descriptor that is open already: this has no frame and calls nothing, so that
// nothing is saved for the sake of calls.
template <class Operation>
uint32_t transfer(const CallSite *site, uint32_t number, uint32_t list, uint32_t size,
                  uint32_t resultAddress, Operation operation) {
  GuestMemory memory(site);
  const Descriptor *descriptor = findReadyDescriptor(number, Operation::rights);
  if (descriptor && size == 1)
    if (auto bytes = onlyBuffer(memory, list, resultAddress)) [[likely]]
      return storeResult<uint32_t>(memory, resultAddress, operation.one(descriptor->fd, *bytes));
  return transferAny(site, number, list, size, resultAddress, operation);
}

struct Position {
  uint64_t offset;
  os::Whence whence;
  // Asking where one is needs only the right to tell.
  uint64_t rights() const {
    return whence == os::Whence::Current && offset == 0 ? right::FdTell : right::FdSeek;
  }
};

uint32_t seekIn(const Descriptor &descriptor, Position to, const GuestMemory &memory,
                uint32_t resultAddress) {
  if (!memory.contains(resultAddress, 8))
    return code(ErrorCode::Fault);
  auto position = os::seek(descriptor.fd, static_cast<int64_t>(to.offset), to.whence);
  return storeResult<uint64_t>(memory, resultAddress, position);
}

[[gnu::noinline, gnu::cold]] uint32_t seekAny(const CallSite *site, uint32_t number, Position to,
                                              uint32_t resultAddress) {
  Guest guest(site);
  Descriptor *descriptor = P1_TRY(findDescriptor(site, number, to.rights()));
  return seekIn(*descriptor, to, guest, resultAddress);
}

// No frame either.
uint32_t seek(const CallSite *site, uint32_t number, Position to, uint32_t resultAddress) {
  if (const Descriptor *descriptor = findReadyDescriptor(number, to.rights())) [[likely]]
    return seekIn(*descriptor, to, GuestMemory(site), resultAddress);
  return seekAny(site, number, to, resultAddress);
}

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_fd_read(const CallSite *site, I32 fd, I32 list, I32 count, I32 resultAddress) {
  return transfer(site, fd, list, count, resultAddress, Read());
}

I32 aotc_p1_fd_write(const CallSite *site, I32 fd, I32 list, I32 count, I32 resultAddress) {
  return transfer(site, fd, list, count, resultAddress, Write());
}

I32 aotc_p1_fd_pread(const CallSite *site, I32 fd, I32 list, I32 count, I64 offset,
                     I32 resultAddress) {
  return transfer(site, fd, list, count, resultAddress, ReadAt{offset});
}

I32 aotc_p1_fd_pwrite(const CallSite *site, I32 fd, I32 list, I32 count, I64 offset,
                      I32 resultAddress) {
  return transfer(site, fd, list, count, resultAddress, WriteAt{offset});
}

I32 aotc_p1_fd_seek(const CallSite *site, I32 fd, I64 offset, I32 whence, I32 resultAddress) {
  // Preview 1 counts them as the kernel does.
  if (whence > static_cast<I32>(os::Whence::End))
    return code(ErrorCode::Inval);
  return seek(site, fd, {offset, static_cast<os::Whence>(whence)}, resultAddress);
}

I32 aotc_p1_fd_tell(const CallSite *site, I32 fd, I32 resultAddress) {
  return seek(site, fd, {0, os::Whence::Current}, resultAddress);
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
