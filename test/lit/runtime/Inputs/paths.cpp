// R7: no path leads out of its folder, with openat2 and without. The folder's
// outside holds a file "secret" whose contents no successful open may show.
//
// paths DIR [no-openat2]

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <string>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "abi/abi.h"
#include "check.h"
#include "os/directory.h"
#include "os/path.h"
#include "os/path_resolve.h"

using namespace aotc::rt;
using namespace aotc::rt::os;

namespace aotc::rt {
extern "C" const ProgramInfo aotc_program = {};
extern "C" const Config aotc_config = {};
} // namespace aotc::rt

// openat2 answers ENOSYS from here on, as in some sandboxes.
static void forbidOpenat2() {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 437, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void writeFile(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  CHECK(fd >= 0 && ::write(fd, text, strlen(text)) == ssize_t(strlen(text)));
  ::close(fd);
}

static Fd root;
static constexpr OpenOptions reading = {.read = true};
static const std::string longName(256, 'n');
static const std::string longPath(4096, 'a');

static void makeTree(const char *base) {
  CHECK(chdir(base) == 0);
  writeFile("secret", "outside");
  CHECK(mkdir("root", 0755) == 0 && chdir("root") == 0);
  writeFile("file", "inside");
  CHECK(mkdir("dir", 0755) == 0 && mkdir("dir/sub", 0755) == 0);
  writeFile("dir/file", "inside");
  CHECK(symlink("dir", "to-dir") == 0 && symlink("file", "to-file") == 0);
  CHECK(symlink("../secret", "up") == 0 && symlink("..", "parent") == 0);
  CHECK(symlink("/etc/passwd", "absolute") == 0 && symlink("/", "slash") == 0);
  CHECK(symlink("nowhere", "dangling") == 0 && symlink("loop", "loop") == 0);
  CHECK(symlink("../to-file", "dir/back") == 0 && symlink("../../secret", "dir/out") == 0);
  CHECK(symlink("dir/sub/../../../secret", "winding") == 0);
  CHECK(symlink("/proc/self/fd/0", "magic") == 0);
  std::string previous = "file";
  for (int i = 0; i < 41; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "chain%d", i);
    CHECK(symlink(previous.c_str(), name) == 0);
    previous = name;
  }
}

static Errno openError(std::string_view path, FollowLast follow = FollowLast::Yes,
                       const OpenOptions &options = reading) {
  auto opened = openAt(root, path, follow, options);
  return opened ? Errno(0) : opened.error();
}

static void opens() {
  for (const char *path : {"file", "./file", "dir/../file", "to-file", "dir//file", "to-dir/file",
                           "to-dir/../file", "dir/back", "dir/sub/../../file", "chain39", "dir/",
                           "to-dir/", ".", "dir/.", "dir/sub/..", "./", "dir/.."})
    CHECK(openError(path) == Errno(0));
  for (const char *path : {"..", "../secret", "dir/../../secret", "up", "parent", "parent/secret",
                           "absolute", "slash", "slash/etc/passwd", "/etc/passwd", "dir/out",
                           "winding", "magic", "../root/file", "dir/../..", "to-dir/../../secret"})
    CHECK(openError(path) == Errno::NotPermitted);
  CHECK(openError("") == Errno::NoEntry);
  CHECK(openError("missing") == Errno::NoEntry && openError("missing/x") == Errno::NoEntry);
  CHECK(openError("dangling") == Errno::NoEntry);
  CHECK(openError("file/") == Errno::NotDirectory && openError("file/x") == Errno::NotDirectory);
  CHECK(openError("to-file/") == Errno::NotDirectory);
  CHECK(openError("loop") == Errno::Loop && openError("loop/x") == Errno::Loop);
  CHECK(openError("chain40") == Errno::Loop);
  CHECK(openError({"fi\0le", 5}) == Errno::Invalid);
  CHECK(openError(longName) == Errno::NameTooLong && openError(longPath) == Errno::NameTooLong);
  CHECK(openError("to-file", FollowLast::No) == Errno::Loop);
  CHECK(openError("up", FollowLast::No) == Errno::Loop);
  CHECK(openError("parent/", FollowLast::No) == Errno::NotPermitted);
  OpenOptions create = {.write = true, .create = true};
  CHECK(openError("../made", FollowLast::Yes, create) == Errno::NotPermitted);
  CHECK(openError("made/", FollowLast::Yes, create) == Errno::IsDirectory);
  CHECK(openError("made", FollowLast::Yes, create) == Errno(0));
  create.exclusive = true;
  CHECK(openError("made", FollowLast::Yes, create) == Errno::Exists);
  CHECK(openError("dangling", FollowLast::Yes, create) == Errno::Exists);
  CHECK(openError("up", FollowLast::Yes, create) == Errno::Exists);
  create.exclusive = false;
  CHECK(openError("dangling", FollowLast::Yes, create) == Errno(0));
  CHECK(access("nowhere", F_OK) == 0);
}

template <class T> static Errno errorOf(const Result<T> &result) {
  return result ? Errno(0) : result.error();
}

static void others() {
  auto stat = [](std::string_view path, FollowLast follow) {
    return errorOf(statAt(root, path, follow));
  };
  CHECK(statAt(root, "up", FollowLast::No)->type == FileType::SymbolicLink);
  CHECK(statAt(root, "to-dir/", FollowLast::No)->type == FileType::Directory);
  CHECK(statAt(root, "to-file", FollowLast::Yes)->size == 6);
  CHECK(stat("up", FollowLast::Yes) == Errno::NotPermitted);
  CHECK(stat("parent/", FollowLast::No) == Errno::NotPermitted);
  CHECK(stat("file/", FollowLast::No) == Errno::NotDirectory);
  CHECK(stat("..", FollowLast::No) == Errno::NotPermitted);
  CHECK(stat("parent/secret", FollowLast::No) == Errno::NotPermitted);
  CHECK(stat("chain40", FollowLast::Yes) == Errno::Loop);
  char text[100];
  CHECK(*readLinkAt(root, "up", text) == 9 && *readLinkAt(root, "up", {text, 3}) == 3);
  CHECK(*readLinkAt(root, "up", {}) == 0);
  CHECK(errorOf(readLinkAt(root, "file", text)) == Errno::Invalid);
  CHECK(errorOf(readLinkAt(root, "parent/root/up", text)) == Errno::NotPermitted);
  CHECK(errorOf(setTimesAt(root, "up", FollowLast::Yes, SetTime::now(), SetTime::now())) ==
        Errno::NotPermitted);
  CHECK(setTimesAt(root, "to-file", FollowLast::Yes, SetTime::keep(), SetTime::to({5, 6})));
  CHECK(statAt(root, "file", FollowLast::No)->modified == (Timestamp{5, 6}));
  CHECK(errorOf(createDirectoryAt(root, "../d")) == Errno::NotPermitted);
  CHECK(errorOf(createDirectoryAt(root, "parent/d")) == Errno::NotPermitted);
  CHECK(errorOf(createDirectoryAt(root, "up/")) == Errno::Exists);
  CHECK(createDirectoryAt(root, "d/") && removeDirectoryAt(root, "d/"));
  CHECK(errorOf(removeDirectoryAt(root, ".")) == Errno::Invalid);
  CHECK(errorOf(removeDirectoryAt(root, "dir/..")) != Errno(0));
  CHECK(errorOf(removeDirectoryAt(root, "to-dir/")) == Errno::NotDirectory);
  CHECK(errorOf(unlinkFileAt(root, "../secret")) == Errno::NotPermitted);
  CHECK(errorOf(unlinkFileAt(root, "file/")) == Errno::NotDirectory);
  CHECK(errorOf(renameAt(root, "file", root, "../file")) == Errno::NotPermitted);
  CHECK(errorOf(renameAt(root, "../secret", root, "stolen")) == Errno::NotPermitted);
  CHECK(errorOf(renameAt(root, "file/", root, "x")) == Errno::NotDirectory);
  CHECK(errorOf(linkAt(root, "../secret", FollowLast::No, root, "stolen")) == Errno::NotPermitted);
  CHECK(errorOf(linkAt(root, "up", FollowLast::Yes, root, "stolen")) == Errno::NotPermitted);
  CHECK(linkAt(root, "to-file", FollowLast::Yes, root, "hard") && unlinkFileAt(root, "hard"));
  CHECK(errorOf(symlinkAt("/etc", root, "x")) == Errno::NotPermitted);
  CHECK(errorOf(symlinkAt("x", root, "../x")) == Errno::NotPermitted);
  CHECK(symlinkAt("../..", root, "made-link") && unlinkFileAt(root, "made-link"));
  CHECK(renameAt(root, "made", root, "dir/made") && unlinkFileAt(root, "to-dir/made"));
}

static void reads() {
  auto dir = openAt(root, "dir", FollowLast::No, reading);
  CHECK(dir);
  uint8_t buffer[1024];
  DirectoryReader reader(dir->get(), buffer);
  int count = 0;
  int64_t afterFirst = 0;
  std::string second;
  for (;;) {
    auto entry = reader.next();
    CHECK(entry);
    if (!*entry)
      break;
    if (count == 0)
      afterFirst = (*entry)->position;
    if (count == 1)
      second = (*entry)->name;
    ++count;
  }
  CHECK(count == 6); // ".", "..", sub, file, back, out
  CHECK(reader.seekTo(afterFirst));
  CHECK((**reader.next()).name == second);
}

// Another process swaps a folder for a link to the outside all the time.
static void race() {
  CHECK(mkdir("swap", 0755) == 0 && mkdir("swap/in", 0755) == 0);
  writeFile("swap/in/secret", "inside");
  CHECK(symlink("../..", "evil") == 0);
  pid_t child = fork();
  if (child == 0) {
    for (;;) {
      ::rename("swap/in", "swap/parked");
      ::rename("evil", "swap/in");
      ::rename("swap/in", "evil");
      ::rename("swap/parked", "swap/in");
    }
  }
  for (int i = 0; i < 5000; ++i)
    for (const char *path : {"swap/in/secret", "swap/in/../in/secret"}) {
      auto opened = openAt(root, path, FollowLast::Yes, reading);
      uint8_t text[10] = {};
      if (opened)
        CHECK(read(opened->get(), text) && !memcmp(text, "inside", 6));
    }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

int main(int argc, char **argv) {
  CHECK(argc >= 2);
  if (argc > 2)
    forbidOpenat2();
  makeTree(argv[1]);
  auto opened = openHostDirectory(".");
  CHECK(opened);
  root = opened->get();
  int before = dup(0);
  ::close(before);
  opens();
  others();
  reads();
  race();
  int after = dup(0);
  CHECK(before == after); // no descriptor was lost
  // With standard input closed its number isn't given to a file.
  ::close(0);
  CHECK(openAt(root, "file", FollowLast::No, reading)->get() > 2);
}
