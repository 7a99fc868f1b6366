// wasi:filesystem/types, the methods of descriptor that take a path, over
// os/path.h (which lets no path escape) and operations.h.
#include "canon/unicode.h"
#include "wasi/filesystem/internal.h"
#include "wasi/filesystem/operations.h"

namespace aotc::rt::wasi::filesystem::types {

namespace {

std::optional<Datetime> datetime(os::Timestamp time) {
  if (time.seconds < 0) // a datetime can't say it
    return std::nullopt;
  return Datetime{static_cast<uint64_t>(time.seconds), time.nanoseconds};
}

DescriptorStat descriptorStat(const os::FileStat &stat) {
  return {descriptorType(stat.type), stat.linkCount,          stat.size,
          datetime(stat.accessed),   datetime(stat.modified), datetime(stat.changed)};
}

os::OpenOptions openOptions(OpenFlags openFlags, DescriptorFlags flags) {
  os::OpenOptions options;
  options.read = flags.has(DescriptorFlags::Read);
  options.write = flags.has(DescriptorFlags::Write);
  options.sync = flags.has(DescriptorFlags::FileIntegritySync);
  options.dataSync = flags.has(DescriptorFlags::DataIntegritySync);
  options.readSync = flags.has(DescriptorFlags::RequestedWriteSync);
  options.create = openFlags.has(OpenFlags::Create);
  options.directory = openFlags.has(OpenFlags::Directory);
  options.exclusive = openFlags.has(OpenFlags::Exclusive);
  options.truncate = openFlags.has(OpenFlags::Truncate);
  return options;
}

} // namespace

FsResult<DescriptorStat> descriptorStat(Context &context, Descriptor &self) {
  return descriptorStat(FS_TRY(os::stat(FS_TRY(fdOf(context, self)))));
}

FsResult<DescriptorStat> descriptorStatAt(Context &context, Descriptor &self, PathFlags pathFlags,
                                          std::string_view path) {
  os::Fd root = FS_TRY(fdOf(context, self));
  return descriptorStat(FS_TRY(os::statAt(root, path, followLast(pathFlags))));
}

FsResult<MetadataHashValue> descriptorMetadataHashAt(Context &context, Descriptor &self,
                                                     PathFlags pathFlags, std::string_view path) {
  os::Fd root = FS_TRY(fdOf(context, self));
  Identity id = identity(FS_TRY(os::statAt(root, path, followLast(pathFlags))));
  return MetadataHashValue{id.lower, id.upper};
}

FsResult<void> descriptorSetTimesAt(Context &context, Descriptor &self, PathFlags pathFlags,
                                    std::string_view path, NewTimestamp dataAccessTimestamp,
                                    NewTimestamp dataModificationTimestamp) {
  FS_CHECK_MUTATE(self);
  os::SetTime accessed = RT_TRY(setTime(dataAccessTimestamp));
  os::SetTime modified = RT_TRY(setTime(dataModificationTimestamp));
  os::Fd root = FS_TRY(fdOf(context, self));
  FS_CHECK(os::setTimesAt(root, path, followLast(pathFlags), accessed, modified));
  return {};
}

FsResult<Own<Descriptor>> descriptorOpenAt(Context &context, Descriptor &self, PathFlags pathFlags,
                                           std::string_view path, OpenFlags openFlags,
                                           DescriptorFlags flags) {
  if (flags.has(DescriptorFlags::MutateDirectory))
    FS_CHECK_MUTATE(self);
  os::Fd root = FS_TRY(fdOf(context, self));
  os::OpenOptions options = openOptions(openFlags, flags);
  os::OwnedFd fd = FS_TRY(open(root, self.mayMutate, path, followLast(pathFlags), options));
  bool mayWrite = options.write && !options.directory;
  bool mayRead = options.read || !mayWrite;
  return io::makeOwn<Descriptor>(context, io::makeOpenFile(std::move(fd)), mayRead, mayWrite,
                                 self.mayMutate);
}

FsResult<GuestString> descriptorReadlinkAt(Context &context, Writer &out, Descriptor &self,
                                           std::string_view path) {
  os::Fd root = FS_TRY(fdOf(context, self));
  // A link's target is shorter than PATH_MAX.
  auto scratch = context.scratch().first(4096);
  std::string_view target =
      FS_TRY(readLink(root, path, {reinterpret_cast<char *>(scratch.data()), scratch.size()}));
  if (!isValidUtf8(target))
    return Unexpected(ErrorCode::IllegalByteSequence);
  return out.string(target);
}

FsResult<void> descriptorCreateDirectoryAt(Context &context, Descriptor &self,
                                           std::string_view path) {
  FS_CHECK_MUTATE(self);
  FS_CHECK(os::createDirectoryAt(FS_TRY(fdOf(context, self)), path));
  return {};
}

FsResult<void> descriptorRemoveDirectoryAt(Context &context, Descriptor &self,
                                           std::string_view path) {
  FS_CHECK_MUTATE(self);
  FS_CHECK(os::removeDirectoryAt(FS_TRY(fdOf(context, self)), path));
  return {};
}

FsResult<void> descriptorUnlinkFileAt(Context &context, Descriptor &self, std::string_view path) {
  FS_CHECK_MUTATE(self);
  FS_CHECK(os::unlinkFileAt(FS_TRY(fdOf(context, self)), path));
  return {};
}

FsResult<void> descriptorSymlinkAt(Context &context, Descriptor &self, std::string_view oldPath,
                                   std::string_view newPath) {
  FS_CHECK_MUTATE(self);
  FS_CHECK(os::symlinkAt(oldPath, FS_TRY(fdOf(context, self)), newPath));
  return {};
}

FsResult<void> descriptorLinkAt(Context &context, Descriptor &self, PathFlags oldPathFlags,
                                std::string_view oldPath, Descriptor &newDescriptor,
                                std::string_view newPath) {
  FS_CHECK_MUTATE(self);
  FS_CHECK_MUTATE(newDescriptor);
  os::Fd from = FS_TRY(fdOf(context, self)), to = FS_TRY(fdOf(context, newDescriptor));
  FS_CHECK(os::linkAt(from, oldPath, followLast(oldPathFlags), to, newPath));
  return {};
}

FsResult<void> descriptorRenameAt(Context &context, Descriptor &self, std::string_view oldPath,
                                  Descriptor &newDescriptor, std::string_view newPath) {
  FS_CHECK_MUTATE(self);
  FS_CHECK_MUTATE(newDescriptor);
  os::Fd from = FS_TRY(fdOf(context, self)), to = FS_TRY(fdOf(context, newDescriptor));
  FS_CHECK(os::renameAt(from, oldPath, to, newPath));
  return {};
}

} // namespace aotc::rt::wasi::filesystem::types
