// wasi:filesystem/types, the methods of descriptor that concern the open file
// itself. Those that take a path are in descriptor_paths.cpp, streams in
// descriptor_streams.cpp.
//
// Errors are those that a native program gets from the kernel; the one rule of
// our own is that nothing below a folder granted read-only changes
// (error-code::read-only, as on a file system mounted so).
#include <algorithm>

#include "wasi/filesystem/internal.h"
#include "wasi/filesystem/operations.h"
#include "wasi/filesystem/preopens_state.h"

namespace aotc::rt::wasi::filesystem::types {

os::Result<os::Fd> fdOf(Context &context, Descriptor &descriptor) {
  io::OpenFile &file = *descriptor.file.get();
  if (file.fd == os::invalidFd) [[unlikely]]
    file.fd = RT_TRY(context.state<PreopenedFolders>().open(file.preopen));
  return file.fd;
}

FsResult<os::SetTime> setTime(const NewTimestamp &time) {
  if (std::holds_alternative<NewTimestamp::NoChange>(time.value))
    return os::SetTime::keep();
  if (std::holds_alternative<NewTimestamp::Now>(time.value))
    return os::SetTime::now();
  const Datetime &to = std::get_if<NewTimestamp::Timestamp>(&time.value)->value;
  if (to.seconds > INT64_MAX || to.nanoseconds >= 1'000'000'000)
    return Unexpected(ErrorCode::Invalid);
  return os::SetTime::to({static_cast<int64_t>(to.seconds), to.nanoseconds});
}

DescriptorType descriptorType(os::FileType type) {
  switch (type) {
  case os::FileType::Unknown:
    return DescriptorType::Unknown;
  case os::FileType::BlockDevice:
    return DescriptorType::BlockDevice;
  case os::FileType::CharacterDevice:
    return DescriptorType::CharacterDevice;
  case os::FileType::Directory:
    return DescriptorType::Directory;
  case os::FileType::Fifo:
    return DescriptorType::Fifo;
  case os::FileType::RegularFile:
    return DescriptorType::RegularFile;
  case os::FileType::Socket:
    return DescriptorType::Socket;
  case os::FileType::SymbolicLink:
    return DescriptorType::SymbolicLink;
  }
  return DescriptorType::Unknown;
}

FsResult<void> descriptorAdvise(Context &context, Descriptor &self, uint64_t offset,
                                uint64_t length, Advice advice) {
  auto hostAdvice = [advice] {
    switch (advice) {
    case Advice::Normal:
      return os::Advice::Normal;
    case Advice::Sequential:
      return os::Advice::Sequential;
    case Advice::Random:
      return os::Advice::Random;
    case Advice::WillNeed:
      return os::Advice::WillNeed;
    case Advice::DontNeed:
      return os::Advice::DontNeed;
    case Advice::NoReuse:
      return os::Advice::NoReuse;
    }
    return os::Advice::Normal;
  }();
  FS_CHECK(os::advise(FS_TRY(fdOf(context, self)), offset, length, hostAdvice));
  return {};
}

FsResult<void> descriptorSyncData(Context &context, Descriptor &self) {
  FS_CHECK(os::syncData(FS_TRY(fdOf(context, self))));
  return {};
}

FsResult<void> descriptorSync(Context &context, Descriptor &self) {
  FS_CHECK(os::sync(FS_TRY(fdOf(context, self))));
  return {};
}

FsResult<DescriptorFlags> descriptorGetFlags(Context &context, Descriptor &self) {
  os::StatusFlags status = FS_TRY(os::statusFlags(FS_TRY(fdOf(context, self))));
  DescriptorFlags flags;
  auto set = [&flags](bool condition, DescriptorFlags flag) {
    if (condition)
      flags = flags | flag;
  };
  set(self.mayRead, DescriptorFlags::Read);
  set(self.mayWrite, DescriptorFlags::Write);
  set(status.sync, DescriptorFlags::FileIntegritySync);
  set(status.dataSync, DescriptorFlags::DataIntegritySync);
  set(status.readSync, DescriptorFlags::RequestedWriteSync);
  set(self.mayMutate && io::typeOf(*self.file.get()) == os::FileType::Directory,
      DescriptorFlags::MutateDirectory);
  return flags;
}

FsResult<DescriptorType> descriptorGetType(Context &context, Descriptor &self) {
  FS_CHECK(fdOf(context, self));
  return descriptorType(io::typeOf(*self.file.get()));
}

FsResult<void> descriptorSetSize(Context &context, Descriptor &self, uint64_t size) {
  FS_CHECK(os::truncate(FS_TRY(fdOf(context, self)), size));
  return {};
}

FsResult<void> descriptorSetTimes(Context &context, Descriptor &self,
                                  NewTimestamp dataAccessTimestamp,
                                  NewTimestamp dataModificationTimestamp) {
  FS_CHECK_MUTATE(self);
  os::SetTime accessed = RT_TRY(setTime(dataAccessTimestamp));
  os::SetTime modified = RT_TRY(setTime(dataModificationTimestamp));
  FS_CHECK(os::setTimes(FS_TRY(fdOf(context, self)), accessed, modified));
  return {};
}

FsResult<std::tuple<GuestList<uint8_t>, bool>>
descriptorRead(Context &context, Writer &out, Descriptor &self, uint64_t length, uint64_t offset) {
  if (!self.mayRead)
    return Unexpected(ErrorCode::BadDescriptor);
  auto scratch = context.scratch();
  auto buffer = scratch.first(std::min<uint64_t>(length, scratch.size()));
  size_t size = FS_TRY(os::pread(FS_TRY(fdOf(context, self)), buffer, offset));
  // Fewer bytes are no end: files that the kernel makes up come in pieces.
  return std::tuple(out.bytes(buffer.first(size)), size == 0 && !buffer.empty());
}

FsResult<uint64_t> descriptorWrite(Context &context, Descriptor &self,
                                   std::span<const uint8_t> buffer, uint64_t offset) {
  if (!self.mayWrite)
    return Unexpected(ErrorCode::BadDescriptor);
  return FS_TRY(os::pwrite(FS_TRY(fdOf(context, self)), buffer, offset));
}

bool descriptorIsSameObject(Context &context, Descriptor &self, Descriptor &other) {
  auto a = fdOf(context, self), b = fdOf(context, other);
  if (!a || !b)
    return &self == &other;
  auto left = os::stat(*a), right = os::stat(*b);
  return left && right && left->device == right->device && left->inode == right->inode;
}

FsResult<MetadataHashValue> descriptorMetadataHash(Context &context, Descriptor &self) {
  Identity id = identity(FS_TRY(os::stat(FS_TRY(fdOf(context, self)))));
  return MetadataHashValue{id.lower, id.upper};
}

void dropDescriptor(Context &context, Descriptor *resource) { io::destroy(context, resource); }

} // namespace aotc::rt::wasi::filesystem::types
