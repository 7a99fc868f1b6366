// Checks of the output's path and plain writing. Entry points: checkOutput,
// writeFileAtomically.
//
// Checking early is for the user (a compile may take minutes); the writes check
// again, since others may change the folder meanwhile. A device as output is
// refused: renaming over /dev/null would replace it.
#include "link/output_path.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link/temporary_folder.h"

namespace aotc {

namespace {

Error failed(const std::string &path, const char *what, int error) {
  return Error::io(std::string(what) + ": " + std::strerror(error)).in(path);
}

bool isSameFile(const struct stat &a, const struct stat &b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

} // namespace

std::pair<std::string, std::string> splitPath(const std::string &path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

Result<void> checkOutput(const std::string &output, const std::string &input) {
  auto [folder, name] = splitPath(output);
  struct stat out, in;
  if (::stat(output.c_str(), &out) == 0) {
    if (S_ISDIR(out.st_mode))
      return Error::io("the output is a folder").in(output);
    if (!S_ISREG(out.st_mode))
      return Error::io("the output exists and is not a regular file").in(output);
    if (::stat(input.c_str(), &in) == 0 && isSameFile(out, in))
      return Error::io("the output is the input").in(output);
  }
  if (name.empty() || name == "." || name == "..")
    return Error::io("the output is a folder").in(output);
  struct stat parent;
  if (::stat(folder.c_str(), &parent) != 0)
    return failed(output, "cannot write into its folder", errno);
  if (!S_ISDIR(parent.st_mode))
    return failed(output, "cannot write into its folder", ENOTDIR);
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return failed(output, "cannot write into its folder", errno);
  return {};
}

Result<void> makeFolderOf(const std::string &path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1))
    if (::mkdir(path.substr(0, slash).c_str(), 0777) != 0 && errno != EEXIST)
      return failed(path, "cannot make its folder", errno);
  return {};
}

Result<void> writeAll(int fd, std::string_view contents, const std::string &path) {
  while (!contents.empty()) {
    ssize_t written = ::write(fd, contents.data(), contents.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return failed(path, "cannot write", errno);
    contents.remove_prefix(size_t(written));
  }
  return {};
}

Result<void> writeFileAtomically(const std::string &path, std::string_view contents,
                                 Temporaries &temporaries) {
  Temporaries::Held folder = TRY(temporaries.make(path));
  TRY(folder->write("out", contents));
  return folder->moveOut("out", path, 0644);
}

} // namespace aotc
