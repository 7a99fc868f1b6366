// Preview 1's descriptors: numbers, rights, and what of the host is behind them.
//
// Rights are kept as the guest set them, and a missing one is ENOTCAPABLE, with
// two exceptions, in which a native program would see another error: a read or
// write that the descriptor wasn't opened for (EBADF) and changes below a folder
// that was granted read-only (EROFS).
//
// A file's type isn't looked at when it is opened (that would cost a system call
// each time): rights that its type can't have are left out where they are
// reported, and the kernel answers where they are tried.
#include "wasi/preview1/descriptors.h"

#include <algorithm>

#include "wasi/filesystem/preopens_state.h"

namespace aotc::rt::wasi::preview1 {

using filesystem::PreopenedFolders;

Descriptors::Descriptors(Context &context) : context(context) {
  auto &folders = context.state<PreopenedFolders>();
  table.reserve(8 + folders.count());
  for (os::Fd fd : {os::standardInput, os::standardOutput, os::standardError}) {
    Descriptor &stream = table.emplace_back();
    stream.isOpen = true;
    stream.fd = fd;
    stream.rights = stream.inheritingRights = right::All;
  }
  for (size_t i = 0; i < folders.count(); ++i) {
    Descriptor &folder = table.emplace_back();
    folder.isOpen = true;
    folder.readOnly = folders.isReadOnly(i);
    folder.preopen = static_cast<uint32_t>(i);
    folder.rights = right::Directory & ~(folder.readOnly ? right::Mutating : 0);
    folder.inheritingRights = right::All & ~(folder.readOnly ? right::Mutating : 0);
  }
}

Result<Descriptor *> Descriptors::findOpen(uint32_t number) {
  if (number >= table.size() || !table[number].isOpen)
    return Unexpected(ErrorCode::BadF);
  return &table[number];
}

Result<Descriptor *> Descriptors::find(uint32_t number, uint64_t rights) {
  Descriptor *descriptor = RT_TRY(findOpen(number));
  if (uint64_t missing = rights & ~descriptor->rights) [[unlikely]] {
    if (missing & (right::FdRead | right::FdWrite))
      return Unexpected(ErrorCode::BadF);
    if (descriptor->readOnly && (missing & right::Mutating))
      return Unexpected(ErrorCode::RoFs);
    return Unexpected(ErrorCode::NotCapable);
  }
  if (descriptor->fd == os::invalidFd) [[unlikely]] {
    auto opened = context.state<PreopenedFolders>().open(descriptor->preopen);
    if (!opened)
      return Unexpected(errorCode(opened.error()));
    descriptor->fd = *opened;
  }
  return descriptor;
}

Result<uint32_t> Descriptors::add(Descriptor descriptor) {
  descriptor.isOpen = true;
  descriptor.fd = descriptor.owned.get();
  while (lowestFree < table.size() && table[lowestFree].isOpen)
    ++lowestFree;
  if (lowestFree >= limit)
    return Unexpected(ErrorCode::MFile);
  if (lowestFree == table.size())
    table.emplace_back();
  table[lowestFree] = std::move(descriptor);
  return lowestFree++;
}

Result<void> Descriptors::close(uint32_t number) {
  *RT_TRY(findOpen(number)) = Descriptor();
  lowestFree = std::min(lowestFree, number);
  return {};
}

Result<void> Descriptors::renumber(uint32_t from, uint32_t to) {
  Descriptor *source = RT_TRY(findOpen(from));
  Descriptor *target = RT_TRY(findOpen(to));
  if (source == target)
    return {};
  *target = std::move(*source);
  *source = Descriptor();
  lowestFree = std::min(lowestFree, from);
  return {};
}

FileTypeCode fileTypeCode(os::FileType type) {
  switch (type) {
  case os::FileType::Unknown:
  case os::FileType::Fifo: // preview 1 has no word for it
    return FileTypeCode::Unknown;
  case os::FileType::BlockDevice:
    return FileTypeCode::BlockDevice;
  case os::FileType::CharacterDevice:
    return FileTypeCode::CharacterDevice;
  case os::FileType::Directory:
    return FileTypeCode::Directory;
  case os::FileType::RegularFile:
    return FileTypeCode::RegularFile;
  case os::FileType::Socket:
    return FileTypeCode::SocketStream;
  case os::FileType::SymbolicLink:
    return FileTypeCode::SymbolicLink;
  }
  return FileTypeCode::Unknown;
}

} // namespace aotc::rt::wasi::preview1
