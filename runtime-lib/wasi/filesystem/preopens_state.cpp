// Opening granted folders. They are shared by preview 1's descriptors and by
// wasi:filesystem/preopens, and never closed: a guest that closes its handle
// gives up the handle, and another one of the same folder must go on working.
#include "wasi/filesystem/preopens_state.h"

#include "os/process.h"

namespace aotc::rt::wasi::filesystem {

namespace {

void report(const char *path, os::Errno error) {
  os::writeError("error: failed to open directory '");
  os::writeError(path);
  os::writeError("': ");
  os::writeError(os::errnoText(error));
  os::writeError("\n");
}

} // namespace

os::Result<os::Fd> PreopenedFolders::open(size_t index) {
  if (!folders)
    folders.reset(new Folder[count()]);
  Folder &folder = folders[index];
  if (folder.fd)
    return folder.fd.get();
  const char *path = grants.dirs[index].hostPath;
  auto opened = os::openHostDirectory(path);
  if (!opened) {
    if (!folder.reported)
      report(path, opened.error());
    folder.reported = true;
    return Unexpected(opened.error());
  }
  folder.fd = std::move(*opened);
  return folder.fd.get();
}

} // namespace aotc::rt::wasi::filesystem
