// path_*: files by name below a folder's descriptor. os/path.h resolves the
// names and lets none escape; here are the guest's flags and rights.
//
// Rights that a guest asks for in path_open beyond what the folder passes on are
// left out, not refused: C libraries ask for everything that might be wanted.
// What decides how the file is opened is FD_READ and FD_WRITE alone.
#include "wasi/filesystem/operations.h"
#include "wasi/preview1/attributes.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

namespace {

// A folder and a name below it, both from the guest.
struct Place {
  os::Fd root;
  std::string_view path;
};

Result<Place> placeOf(const CallSite *site, uint32_t number, uint64_t rights, uint32_t path,
                      uint32_t size) {
  bool ok = true;
  std::string_view name = Guest(site).text(path, size, ok);
  Descriptor *folder = RT_TRY(findDescriptor(site, number, rights));
  if (!ok)
    return Unexpected(ErrorCode::Fault);
  return Place{folder->fd, name};
}

os::FollowLast followLast(uint32_t lookupFlags) {
  return lookupFlags & lookupflag::SymlinkFollow ? os::FollowLast::Yes : os::FollowLast::No;
}

os::OpenOptions openOptions(uint32_t oflags, uint32_t fdflags, uint64_t rights) {
  os::OpenOptions options;
  options.directory = oflags & oflag::Directory;
  options.create = oflags & oflag::Creat;
  options.exclusive = oflags & oflag::Excl;
  options.truncate = oflags & oflag::Trunc;
  options.append = fdflags & fdflag::Append;
  options.nonBlocking = fdflags & fdflag::NonBlock;
  options.dataSync = fdflags & fdflag::DSync;
  options.readSync = fdflags & fdflag::RSync;
  options.sync = fdflags & fdflag::Sync;
  options.write = rights & right::FdWrite;
  options.read = rights & (right::FdRead | right::FdReadDir);
  return options;
}

uint32_t openPath(const CallSite *site, uint32_t number, os::FollowLast follow,
                  std::string_view path, const os::OpenOptions &options, Descriptor opened,
                  uint32_t resultAddress) {
  Guest guest(site);
  if (!guest.bytes(resultAddress, 4))
    return code(ErrorCode::Fault);
  Descriptor *folder = P1_TRY(findDescriptor(site, number, right::PathOpen));
  if (!folder->readOnly) {
    // A folder whose rights the guest has cut down.
    if (options.create && !(folder->rights & right::PathCreateFile))
      return code(ErrorCode::NotCapable);
    if (options.truncate && !(folder->rights & right::PathFilestatSetSize))
      return code(ErrorCode::NotCapable);
    if (options.write && !options.directory && !(folder->inheritingRights & right::FdWrite))
      return code(ErrorCode::NotCapable);
  }
  opened.readOnly = folder->readOnly;
  opened.rights &= folder->inheritingRights;
  opened.inheritingRights &= folder->inheritingRights;
  opened.owned =
      P1_TRY(wasi::filesystem::open(folder->fd, !folder->readOnly, path, follow, options));
  uint32_t result = P1_TRY(contextOf(site).state<Descriptors>().add(std::move(opened)));
  guest.store(resultAddress, result);
  return success;
}

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" {

I32 aotc_p1_path_open(const CallSite *site, I32 fd, I32 lookupFlags, I32 path, I32 size, I32 oflags,
                      I64 rights, I64 inheriting, I32 fdflags, I32 resultAddress) {
  if ((oflags & ~oflag::All) || (fdflags & ~fdflag::All))
    return code(ErrorCode::Inval);
  bool ok = true;
  std::string_view name = Guest(site).text(path, size, ok);
  if (!ok)
    return code(ErrorCode::Fault);
  Descriptor opened;
  opened.rights = rights;
  opened.inheritingRights = inheriting;
  return openPath(site, fd, followLast(lookupFlags), name, openOptions(oflags, fdflags, rights),
                  std::move(opened), resultAddress);
}

I32 aotc_p1_path_filestat_get(const CallSite *site, I32 fd, I32 lookupFlags, I32 path, I32 size,
                              I32 resultAddress) {
  Place place = P1_TRY(placeOf(site, fd, right::PathFilestatGet, path, size));
  return storeFilestat(site, resultAddress,
                       P1_TRY(os::statAt(place.root, place.path, followLast(lookupFlags))));
}

I32 aotc_p1_path_filestat_set_times(const CallSite *site, I32 fd, I32 lookupFlags, I32 path,
                                    I32 size, I64 accessed, I64 modified, I32 flags) {
  Place place = P1_TRY(placeOf(site, fd, right::PathFilestatSetTimes, path, size));
  FileTimes times = P1_TRY(fileTimes(accessed, modified, flags));
  P1_CHECK(os::setTimesAt(place.root, place.path, followLast(lookupFlags), times.accessed,
                          times.modified));
  return success;
}

I32 aotc_p1_path_create_directory(const CallSite *site, I32 fd, I32 path, I32 size) {
  Place place = P1_TRY(placeOf(site, fd, right::PathCreateDirectory, path, size));
  P1_CHECK(os::createDirectoryAt(place.root, place.path));
  return success;
}

I32 aotc_p1_path_remove_directory(const CallSite *site, I32 fd, I32 path, I32 size) {
  Place place = P1_TRY(placeOf(site, fd, right::PathRemoveDirectory, path, size));
  P1_CHECK(os::removeDirectoryAt(place.root, place.path));
  return success;
}

I32 aotc_p1_path_unlink_file(const CallSite *site, I32 fd, I32 path, I32 size) {
  Place place = P1_TRY(placeOf(site, fd, right::PathUnlinkFile, path, size));
  P1_CHECK(os::unlinkFileAt(place.root, place.path));
  return success;
}

I32 aotc_p1_path_link(const CallSite *site, I32 oldFd, I32 lookupFlags, I32 oldPath, I32 oldSize,
                      I32 newFd, I32 newPath, I32 newSize) {
  Place from = P1_TRY(placeOf(site, oldFd, right::PathLinkSource, oldPath, oldSize));
  Place to = P1_TRY(placeOf(site, newFd, right::PathLinkTarget, newPath, newSize));
  P1_CHECK(os::linkAt(from.root, from.path, followLast(lookupFlags), to.root, to.path));
  return success;
}

I32 aotc_p1_path_rename(const CallSite *site, I32 oldFd, I32 oldPath, I32 oldSize, I32 newFd,
                        I32 newPath, I32 newSize) {
  Place from = P1_TRY(placeOf(site, oldFd, right::PathRenameSource, oldPath, oldSize));
  Place to = P1_TRY(placeOf(site, newFd, right::PathRenameTarget, newPath, newSize));
  P1_CHECK(os::renameAt(from.root, from.path, to.root, to.path));
  return success;
}

I32 aotc_p1_path_symlink(const CallSite *site, I32 target, I32 targetSize, I32 fd, I32 path,
                         I32 size) {
  bool ok = true;
  std::string_view text = Guest(site).text(target, targetSize, ok);
  Place place = P1_TRY(placeOf(site, fd, right::PathSymlink, path, size));
  if (!ok)
    return code(ErrorCode::Fault);
  P1_CHECK(os::symlinkAt(text, place.root, place.path));
  return success;
}

I32 aotc_p1_path_readlink(const CallSite *site, I32 fd, I32 path, I32 size, I32 buffer,
                          I32 bufferSize, I32 resultAddress) {
  Place place = P1_TRY(placeOf(site, fd, right::PathReadLink, path, size));
  Guest guest(site);
  bool ok = guest.bytes(resultAddress, 4) != nullptr;
  auto bytes = guest.span(buffer, bufferSize, ok);
  if (!ok)
    return code(ErrorCode::Fault);
  // Through host memory: what is refused must not be in the guest's.
  auto scratch = contextOf(site).scratch().first(4096);
  std::string_view target = P1_TRY(wasi::filesystem::readLink(
      place.root, place.path, {reinterpret_cast<char *>(scratch.data()), scratch.size()}));
  size_t used = std::min(target.size(), bytes.size());
  memcpy(bytes.data(), target.data(), used);
  guest.store(resultAddress, static_cast<uint32_t>(used));
  return success;
}

} // extern "C"

} // namespace aotc::rt::kinds
