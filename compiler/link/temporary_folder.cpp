// The temporary folder of one output. Entry point: Temporaries::make.
//
// A process that dies by SIGKILL leaves its folder behind, and the next run in
// the same place removes it. Whether the maker still lives is asked of the
// kernel: the maker holds flock(2) on the folder, which ends with the process.
// The process id in the name only makes names differ; it decides nothing, since
// ids are reused, and two containers that share a folder don't share ids.
// Between mkdir and flock another run may take the folder for abandoned and
// remove it; the maker looks again once it has the lock, and makes another.
// Where a file system knows no locks, nothing is ever taken for abandoned.
//
// A process that dies by a signal that it can see leaves nothing. Making and
// deleting happen under a mutex, and the thread that waits for signals takes it
// (driver/emergency.cpp); a handler couldn't, and blocking signals in one thread
// doesn't keep another, of LLVM's say, from getting them.
#include "link/temporary_folder.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link/output_path.h"

namespace aotc {

namespace {

constexpr std::string_view kPrefix = ".wasi-aotc-";
constexpr std::string_view kSuffix = ".tmp";
constexpr unsigned kRemovals = 1000;

Error failed(const std::string &path, const char *what) {
  return Error::io(std::string(what) + ": " + std::strerror(errno)).in(path);
}

bool isOurs(std::string_view name) {
  return name.size() > kPrefix.size() + kSuffix.size() && name.starts_with(kPrefix) &&
         name.ends_with(kSuffix);
}

// Our folders hold plain files only; rmdir refuses whatever else it may be.
// Plain system calls without allocation: a signal handler calls this.
void removeContents(int folder) noexcept {
  alignas(dirent64) char buffer[4096];
  ::lseek(folder, 0, SEEK_SET);
  for (ssize_t size; (size = ::getdents64(folder, buffer, sizeof buffer)) > 0;)
    for (ssize_t at = 0; at < size;) {
      const auto *entry = reinterpret_cast<const dirent64 *>(buffer + at);
      if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
        ::unlinkat(folder, entry->d_name, 0);
      at += entry->d_reclen;
    }
}

void removeAbandoned(const std::string &parent) {
  DIR *entries = ::opendir(parent.c_str());
  if (!entries)
    return;
  int parentFd = ::dirfd(entries);
  while (const dirent *entry = ::readdir(entries)) {
    if (!isOurs(entry->d_name))
      continue;
    int fd = ::openat(parentFd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
      continue;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
      removeContents(fd);
      ::unlinkat(parentFd, entry->d_name, AT_REMOVEDIR);
    }
    ::close(fd);
  }
  ::closedir(entries);
}

// Opens and locks `folder`; -1 where another run removed it meanwhile.
int lockFolder(const std::string &folder) {
  int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return -1;
  bool taken = ::flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  struct stat info;
  if (taken || ::fstat(fd, &info) != 0 || info.st_nlink == 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

} // namespace

Result<TemporaryFolder> TemporaryFolder::beside(const std::string &output) {
  std::string parent = splitPath(output).first;
  removeAbandoned(parent);
  TemporaryFolder made;
  made.output = output;
  for (unsigned attempt = 0; attempt < 100; ++attempt) {
    std::string folder = parent + "/" + std::string(kPrefix) + std::to_string(::getpid()) + "-" +
                         std::to_string(attempt) + std::string(kSuffix);
    if (::mkdir(folder.c_str(), 0700) != 0) {
      if (errno == EEXIST)
        continue;
      return failed(output, "cannot write into its folder");
    }
    made.fd = lockFolder(folder);
    if (made.fd < 0)
      continue;
    made.folder = std::move(folder);
    return made;
  }
  return Error::io("cannot make a temporary folder beside it").in(output);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder &&other) noexcept
    : output(std::move(other.output)), folder(std::move(other.folder)), fd(other.fd) {
  other.fd = -1;
}

TemporaryFolder::~TemporaryFolder() {
  if (fd < 0)
    return;
  removeNow();
  ::close(fd);
}

void TemporaryFolder::removeNow() const noexcept {
  // Another thread may make a file between the two; once rmdir has succeeded, none can.
  for (unsigned attempt = 0; attempt < kRemovals; ++attempt) {
    removeContents(fd);
    if (::rmdir(folder.c_str()) == 0 || (errno != ENOTEMPTY && errno != EEXIST))
      return;
  }
}

Result<void> TemporaryFolder::write(const std::string &name, std::string_view contents) const {
  int file = ::openat(fd, name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0)
    return failed(output, "cannot make a temporary file beside it");
  Result<void> written = writeAll(file, contents, output);
  // Some file systems tell of a full disk only now.
  if (::close(file) != 0 && written.ok())
    return failed(output, "cannot write");
  return written;
}

Result<void> TemporaryFolder::moveOut(const std::string &name, const std::string &target,
                                      unsigned mode) const {
  struct stat info;
  if (::fstatat(fd, name.c_str(), &info, 0) != 0)
    return failed(output, "cannot write");
  // The file was made with all bits that the umask allows; execution is ours to add.
  unsigned allowed = info.st_mode & 0777;
  unsigned executable = mode & 0111;
  unsigned wanted = (allowed & mode & 0666) | (executable & (allowed >> 2));
  if (::fchmodat(fd, name.c_str(), wanted, 0) != 0)
    return failed(output, "cannot make it executable");
  if (::renameat(fd, name.c_str(), AT_FDCWD, target.c_str()) != 0)
    return failed(output, "cannot write");
  return {};
}

Result<Temporaries::Held> Temporaries::make(const std::string &output) {
  std::lock_guard lock(changing);
  folder.emplace(TRY(TemporaryFolder::beside(output)));
  live = &*folder;
  return Held(*this);
}

Temporaries::Held::~Held() {
  if (!owner)
    return;
  std::lock_guard lock(owner->changing);
  owner->folder->removeNow();
  owner->live = nullptr;
  owner->folder.reset();
}

void Temporaries::removeForGood() {
  changing.lock();
  removeNow();
}

void Temporaries::removeNow() noexcept {
  if (const TemporaryFolder *present = live.exchange(nullptr))
    present->removeNow();
}

} // namespace aotc
