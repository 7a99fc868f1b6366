// Open files behind wasi:io's resources.
#include "wasi/io/resources.h"

namespace aotc::rt::wasi::io {

OpenFileRef makeOpenFile(Context &context, os::OwnedFd fd) {
  OpenFile *file = makeResource<OpenFile>(context);
  file->fd = fd.get();
  file->owned = std::move(fd);
  return OpenFileRef(file);
}

OpenFileRef makeBorrowedFile(Context &context, os::Fd fd) {
  OpenFile *file = makeResource<OpenFile>(context);
  file->fd = fd;
  return OpenFileRef(file);
}

os::FileType typeOf(OpenFile &file) {
  if (file.type == os::FileType::Unknown)
    if (auto stat = os::stat(file.fd))
      file.type = stat->type;
  return file.type;
}

} // namespace aotc::rt::wasi::io
