// Open files behind wasi:io's resources.
#include "wasi/io/resources.h"

namespace aotc::rt::wasi::io {

OpenFileRef makeOpenFile(os::OwnedFd fd) {
  OpenFile *file = new OpenFile;
  file->fd = fd.get();
  file->owned = std::move(fd);
  return OpenFileRef(file);
}

OpenFileRef makeBorrowedFile(os::Fd fd) {
  OpenFile *file = new OpenFile;
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
