// fd_fdstat_*, fd_filestat_*, fd_advise, fd_allocate: what a descriptor is, and
// the attributes of its file.
//
// isatty() of wasi-libc is: a character device that can't seek. So a terminal is
// told from /dev/null by the rights reported here.
#include "wasi/preview1/attributes.h"

#include "wasi/filesystem/operations.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

uint32_t storeFilestat(const CallSite *site, uint32_t address, const os::FileStat &stat) {
  using filesystem::nanoseconds;
  Filestat result{};
  result.device = stat.device;
  result.inode = stat.inode;
  result.type = fileTypeCode(stat.type);
  result.linkCount = stat.linkCount;
  result.size = stat.size;
  result.accessed = nanoseconds(stat.accessed);
  result.modified = nanoseconds(stat.modified);
  result.changed = nanoseconds(stat.changed);
  return Guest(site).store(address, result) ? success : code(ErrorCode::Fault);
}

Result<FileTimes> fileTimes(uint64_t accessed, uint64_t modified, uint32_t flags) {
  auto one = [flags](uint64_t time, uint32_t set, uint32_t setNow) {
    if (flags & set)
      return os::SetTime::to(filesystem::timestamp(time));
    return flags & setNow ? os::SetTime::now() : os::SetTime::keep();
  };
  constexpr uint32_t bothAtim = fstflag::Atim | fstflag::AtimNow;
  constexpr uint32_t bothMtim = fstflag::Mtim | fstflag::MtimNow;
  if ((flags & ~fstflag::All) || (flags & bothAtim) == bothAtim || (flags & bothMtim) == bothMtim)
    return Unexpected(ErrorCode::Inval);
  return FileTimes{one(accessed, fstflag::Atim, fstflag::AtimNow),
                   one(modified, fstflag::Mtim, fstflag::MtimNow)};
}

namespace {

uint64_t rightsOfType(os::Fd fd, os::FileType type) {
  switch (type) {
  case os::FileType::Directory:
    return right::Directory;
  case os::FileType::CharacterDevice:
    return os::isTerminal(fd) ? right::Stream : right::File;
  case os::FileType::Socket:
    return right::Socket;
  case os::FileType::Fifo:
    return right::Stream;
  case os::FileType::RegularFile:
  case os::FileType::BlockDevice:
  case os::FileType::SymbolicLink:
  case os::FileType::Unknown:
    return right::File;
  }
  return 0;
}

uint16_t fdflags(const os::StatusFlags &status) {
  uint32_t flags = 0;
  flags |= status.append ? fdflag::Append : 0;
  flags |= status.nonBlocking ? fdflag::NonBlock : 0;
  flags |= status.sync ? fdflag::Sync : 0;
  flags |= status.dataSync ? fdflag::DSync : 0;
  flags |= status.readSync ? fdflag::RSync : 0;
  return static_cast<uint16_t>(flags);
}

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_fd_fdstat_get(const CallSite *site, I32 fd, I32 resultAddress) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, 0));
  os::FileStat stat = P1_TRY(os::stat(descriptor->fd));
  os::StatusFlags status = P1_TRY(os::statusFlags(descriptor->fd));
  Fdstat result{};
  result.type = fileTypeCode(stat.type);
  result.flags = fdflags(status);
  result.rightsBase = descriptor->rights & rightsOfType(descriptor->fd, stat.type);
  if (!status.read)
    result.rightsBase &= ~right::FdRead;
  if (!status.write)
    result.rightsBase &= ~right::FdWrite;
  if (stat.type == os::FileType::Directory)
    result.rightsInheriting = descriptor->inheritingRights;
  return Guest(site).store(resultAddress, result) ? success : code(ErrorCode::Fault);
}

I32 aotc_p1_fd_fdstat_set_flags(const CallSite *site, I32 fd, I32 flags) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdFdstatSetFlags));
  if (flags & ~fdflag::All)
    return code(ErrorCode::Inval);
  P1_CHECK(os::setStatusFlags(descriptor->fd, flags & fdflag::Append, flags & fdflag::NonBlock));
  return success;
}

// Rights can only be given up.
I32 aotc_p1_fd_fdstat_set_rights(const CallSite *site, I32 fd, I64 base, I64 inheriting) {
  Descriptor *descriptor = P1_TRY(contextOf(site).state<Descriptors>().findOpen(fd));
  if ((base & ~descriptor->rights) || (inheriting & ~descriptor->inheritingRights))
    return code(ErrorCode::NotCapable);
  descriptor->rights = base;
  descriptor->inheritingRights = inheriting;
  return success;
}

I32 aotc_p1_fd_filestat_get(const CallSite *site, I32 fd, I32 resultAddress) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdFilestatGet));
  return storeFilestat(site, resultAddress, P1_TRY(os::stat(descriptor->fd)));
}

I32 aotc_p1_fd_filestat_set_size(const CallSite *site, I32 fd, I64 size) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdFilestatSetSize));
  P1_CHECK(os::truncate(descriptor->fd, size));
  return success;
}

I32 aotc_p1_fd_filestat_set_times(const CallSite *site, I32 fd, I64 accessed, I64 modified,
                                  I32 flags) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdFilestatSetTimes));
  FileTimes times = P1_TRY(fileTimes(accessed, modified, flags));
  P1_CHECK(os::setTimes(descriptor->fd, times.accessed, times.modified));
  return success;
}

I32 aotc_p1_fd_advise(const CallSite *site, I32 fd, I64 offset, I64 size, I32 advice) {
  using os::Advice;
  constexpr Advice advices[] = {Advice::Normal,   Advice::Sequential, Advice::Random,
                                Advice::WillNeed, Advice::DontNeed,   Advice::NoReuse};
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdAdvise));
  if (advice >= std::size(advices))
    return code(ErrorCode::Inval);
  P1_CHECK(os::advise(descriptor->fd, offset, size, advices[advice]));
  return success;
}

I32 aotc_p1_fd_allocate(const CallSite *site, I32 fd, I64 offset, I64 size) {
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdAllocate));
  P1_CHECK(os::allocate(descriptor->fd, offset, size));
  return success;
}

} // extern "C"

} // namespace aotc::rt::kinds
