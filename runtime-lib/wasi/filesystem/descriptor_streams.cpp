// wasi:filesystem/types: streams of a file, and of a folder's entries.
//
// A file's streams keep positions of their own and use pread and pwrite, so that
// several don't interfere. What can't be read at a position (a FIFO opened by
// name) is read in order (io/transfer.cpp).
#include "canon/unicode.h"
#include "wasi/filesystem/internal.h"
#include "wasi/filesystem/operations.h"

namespace aotc::rt::wasi::filesystem::types {

namespace {

// That a folder can't be read is found by the first read, as in a native program:
// asking now would cost every stream a system call.
FsResult<void> checkStream(Context &context, Descriptor &self, bool allowed) {
  FS_CHECK(fdOf(context, self));
  if (!allowed)
    return Unexpected(ErrorCode::BadDescriptor);
  return {};
}

} // namespace

FsResult<Own<InputStream>> descriptorReadViaStream(Context &context, Descriptor &self,
                                                   uint64_t offset) {
  RT_CHECK(checkStream(context, self, self.mayRead));
  return io::makeOwn<InputStream>(context, self.file, io::StreamMode::Positioned, offset);
}

FsResult<Own<OutputStream>> descriptorWriteViaStream(Context &context, Descriptor &self,
                                                     uint64_t offset) {
  RT_CHECK(checkStream(context, self, self.mayWrite));
  return io::makeOwn<OutputStream>(context, self.file, io::StreamMode::Positioned, offset);
}

FsResult<Own<OutputStream>> descriptorAppendViaStream(Context &context, Descriptor &self) {
  RT_CHECK(checkStream(context, self, self.mayWrite));
  return io::makeOwn<OutputStream>(context, self.file, io::StreamMode::Append);
}

FsResult<Own<DirectoryEntryStream>> descriptorReadDirectory(Context &context, Descriptor &self) {
  os::Fd folder = FS_TRY(fdOf(context, self));
  os::OpenOptions options;
  options.read = true;
  options.directory = true;
  os::OwnedFd fd = FS_TRY(open(folder, false, ".", os::FollowLast::Yes, options));
  return Own<DirectoryEntryStream>(new DirectoryEntryStream(std::move(fd)));
}

FsResult<std::optional<DirectoryEntry>>
directoryEntryStreamReadDirectoryEntry(Context &, Writer &out, DirectoryEntryStream &self) {
  for (;;) {
    auto entry = FS_TRY(self.reader.next());
    if (!entry)
      return std::nullopt;
    if (entry->name == "." || entry->name == "..")
      continue;
    if (!isValidUtf8(entry->name))
      return Unexpected(ErrorCode::IllegalByteSequence);
    os::FileType type = entry->type;
    if (type == os::FileType::Unknown) // not every file system says
      if (auto stat = os::statAt(self.fd.get(), entry->name, os::FollowLast::No))
        type = stat->type;
    return DirectoryEntry{descriptorType(type), out.string(entry->name)};
  }
}

void dropDirectoryEntryStream(Context &, DirectoryEntryStream *resource) { delete resource; }

} // namespace aotc::rt::wasi::filesystem::types
