// The host folders that were granted. A folder is opened when it is first used,
// not at start-up: most runs of a program use few of them.
#pragma once

#include <memory>

#include "core/context.h"
#include "os/path.h"

namespace aotc::rt::wasi::filesystem {

class PreopenedFolders {
public:
  explicit PreopenedFolders(Context &context) : grants(context.config()) {}

  size_t count() const { return grants.dirCount; }
  std::string_view guestPath(size_t index) const { return grants.dirs[index].guestPath; }
  bool isReadOnly(size_t index) const { return grants.dirs[index].flags & 1; }

  // The folder's descriptor, which stays open until the program ends. A folder
  // that can't be opened is named on stderr, once: the guest only sees its own
  // path fail.
  os::Result<os::Fd> open(size_t index);

private:
  struct Folder {
    os::OwnedFd fd;
    bool reported = false;
  };
  const Config &grants;
  std::unique_ptr<Folder[]> folders;
};

} // namespace aotc::rt::wasi::filesystem
