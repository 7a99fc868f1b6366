// Preview 1 at its edges: addresses, descriptors, rights, paths that try to
// escape, folders' cookies, polling.
#include "guest.h"

using namespace aotc::rt::wasi::preview1;

GUEST_PROGRAM({"work", "/", 0}, {"work", "/ro", 1}, {"missing", "/missing", 0})

namespace guest {

constexpr uint32_t Ok = 0;
constexpr uint32_t e(ErrorCode code) { return uint32_t(code); }
constexpr uint32_t root = 3, readOnly = 4, missing = 5;
constexpr uint32_t result = 1024; // where functions store

uint32_t open(uint32_t folder, std::string_view path, uint32_t oflags = 0,
              uint64_t rights = right::All, uint32_t follow = 1) {
  Text name = text(path);
  return aotc_p1_path_open(&site, folder, follow, name.at, name.size, oflags, rights, right::All, 0,
                           result);
}
constexpr uint64_t readRights = right::All & ~right::FdWrite;

uint32_t write(uint32_t fd, std::string_view data) {
  Text content = text(data);
  store<Iovec>(512, {content.at, content.size});
  return aotc_p1_fd_write(&site, fd, 512, 1, result);
}
uint32_t read(uint32_t fd, uint32_t size) {
  store<Iovec>(512, {200000, size});
  return aotc_p1_fd_read(&site, fd, 512, 1, result);
}

void testAddresses() {
  constexpr uint32_t end = memorySize;
  CHECK_EQ(aotc_p1_fd_write(&site, 1, end - 4, 1, result), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_fd_write(&site, 1, 0xFFFFFFF8, 1, result), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_fd_write(&site, 1, 512, 0xFFFFFFFF, result), e(ErrorCode::Fault));
  store<Iovec>(512, {end - 3, 4});
  CHECK_EQ(aotc_p1_fd_write(&site, 1, 512, 1, result), e(ErrorCode::Fault));
  store<Iovec>(512, {0xFFFFFFFF, 0xFFFFFFFF});
  CHECK_EQ(aotc_p1_fd_write(&site, 1, 512, 1, result), e(ErrorCode::Fault));
  store<Iovec>(512, {end, 0});
  CHECK_EQ(aotc_p1_fd_write(&site, 1, 512, 1, end - 3), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_fd_write(&site, 1, 512, 1, result), Ok);
  CHECK_EQ(load<uint32_t>(result), 0);
  CHECK_EQ(aotc_p1_random_get(&site, end - 1, 2), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_random_get(&site, 0, 0xFFFFFFFF), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_random_get(&site, end, 0), Ok);
  CHECK_EQ(aotc_p1_clock_time_get(&site, 1, 0, end - 7), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_clock_time_get(&site, 4, 0, result), e(ErrorCode::Inval));
  CHECK_EQ(aotc_p1_clock_time_get(&site, 1, 0, 1), Ok); // misaligned
  CHECK_EQ(aotc_p1_args_get(&site, end - 2, 0), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_args_get(&site, 0, end - 2), e(ErrorCode::Fault));
}

void testArguments() {
  CHECK_EQ(aotc_p1_args_sizes_get(&site, result, result + 4), Ok);
  CHECK_EQ(load<uint32_t>(result), 3);
  CHECK_EQ(aotc_p1_args_get(&site, 2000, 3000), Ok);
  CHECK(textAt(load<uint32_t>(2004), 4) == std::string_view("one\0", 4));
  CHECK_EQ(aotc_p1_environ_sizes_get(&site, result, result + 4), Ok);
  CHECK_EQ(load<uint32_t>(result), 1);
  CHECK_EQ(load<uint32_t>(result + 4), 15);
  CHECK_EQ(aotc_p1_environ_get(&site, 2000, 3000), Ok);
  CHECK(textAt(3000, 15) == std::string_view("GREETING=hello\0", 15));
}

void testFiles() {
  CHECK_EQ(open(root, "file", oflag::Creat | oflag::Trunc), Ok);
  uint32_t fd = load<uint32_t>(result);
  CHECK_EQ(fd, 6);
  CHECK_EQ(write(fd, "0123456789"), Ok);
  CHECK_EQ(load<uint32_t>(result), 10);
  CHECK_EQ(aotc_p1_fd_seek(&site, fd, uint64_t(-4), 2, result), Ok);
  CHECK_EQ(load<uint64_t>(result), 6);
  CHECK_EQ(aotc_p1_fd_seek(&site, fd, uint64_t(-7), 1, result), e(ErrorCode::Inval));
  CHECK_EQ(aotc_p1_fd_seek(&site, fd, 0, 3, result), e(ErrorCode::Inval));
  CHECK_EQ(aotc_p1_fd_seek(&site, fd, 1, 0, guest::memorySize - 7), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_fd_tell(&site, fd, guest::memorySize - 7), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_fd_tell(&site, fd, guest::memorySize - 8), Ok);
  CHECK_EQ(load<uint64_t>(guest::memorySize - 8), 6);
  CHECK_EQ(read(fd, 100), Ok);
  CHECK_EQ(load<uint32_t>(result), 4);
  CHECK(textAt(200000, 4) == "6789");
  CHECK_EQ(read(fd, 100), Ok);
  CHECK_EQ(load<uint32_t>(result), 0);
  // 65,536 buffers of one byte each: a short transfer.
  for (uint32_t i = 0; i < 65536; ++i)
    store<Iovec>(1000000 + 8 * i, {200000 + i, i % 2});
  CHECK_EQ(aotc_p1_fd_pwrite(&site, fd, 1000000, 65536, 0, result), Ok);
  CHECK_EQ(load<uint32_t>(result), 128);
  CHECK_EQ(aotc_p1_fd_pread(&site, fd, 512, 1, uint64_t(-1), result), e(ErrorCode::Inval));
  CHECK_EQ(aotc_p1_fd_filestat_set_size(&site, fd, 5), Ok);
  CHECK_EQ(aotc_p1_fd_filestat_get(&site, fd, result), Ok);
  CHECK_EQ(load<Filestat>(result).size, 5);
  CHECK(load<Filestat>(result).type == FileTypeCode::RegularFile);
  CHECK_EQ(aotc_p1_fd_filestat_set_times(&site, fd, 1, 2'000'000'003, 1 | 2), e(ErrorCode::Inval));
  CHECK_EQ(aotc_p1_fd_filestat_set_times(&site, fd, 1, 2'000'000'003, 1 | 4), Ok);
  CHECK_EQ(aotc_p1_fd_filestat_get(&site, fd, result), Ok);
  CHECK_EQ(load<Filestat>(result).modified, 2'000'000'003);
  CHECK_EQ(aotc_p1_fd_fdstat_get(&site, fd, result), Ok);
  CHECK_EQ(load<Fdstat>(result).rightsBase, right::File);
  CHECK_EQ(aotc_p1_fd_fdstat_set_rights(&site, fd, right::File & ~right::FdAdvise, right::All), Ok);
  CHECK_EQ(aotc_p1_fd_advise(&site, fd, 0, 0, 0), e(ErrorCode::NotCapable));
  CHECK_EQ(aotc_p1_fd_fdstat_set_rights(&site, fd, right::All, right::All),
           e(ErrorCode::NotCapable));
  // The lowest number is used again.
  CHECK_EQ(aotc_p1_fd_close(&site, fd), Ok);
  CHECK_EQ(aotc_p1_fd_close(&site, fd), e(ErrorCode::BadF));
  CHECK_EQ(open(root, "file"), Ok);
  CHECK_EQ(load<uint32_t>(result), fd);
  CHECK_EQ(open(root, "file"), Ok);
  CHECK_EQ(load<uint32_t>(result), fd + 1);
  CHECK_EQ(aotc_p1_fd_renumber(&site, fd + 1, fd), Ok);
  CHECK_EQ(aotc_p1_fd_close(&site, fd + 1), e(ErrorCode::BadF));
  CHECK_EQ(aotc_p1_fd_renumber(&site, fd, fd + 9), e(ErrorCode::BadF));
  CHECK_EQ(aotc_p1_fd_close(&site, fd), Ok);
  CHECK_EQ(open(root, "file", 0, readRights), Ok);
  CHECK_EQ(write(fd, "x"), e(ErrorCode::BadF));
  CHECK_EQ(aotc_p1_fd_close(&site, fd), Ok);
  CHECK_EQ(open(root, "file", oflag::Directory), e(ErrorCode::NotDir));
  CHECK_EQ(open(root, ".", 0), e(ErrorCode::IsDir));
  CHECK_EQ(open(root, "file", oflag::Creat | oflag::Excl), e(ErrorCode::Exist));
}

uint32_t statPath(uint32_t folder, std::string_view path, uint32_t follow = 1) {
  Text name = text(path);
  return aotc_p1_path_filestat_get(&site, folder, follow, name.at, name.size, result);
}
uint32_t symlink(std::string_view target, std::string_view path) {
  Text to = text(target), name = text(path);
  return aotc_p1_path_symlink(&site, to.at, to.size, root, name.at, name.size);
}

void testPaths() {
  constexpr uint32_t denied = e(ErrorCode::Perm);
  for (const char *path : {"..", "../x", "dir/../..", "/etc/passwd", "./../work/file"}) {
    Text name = text(path);
    CHECK_EQ(open(root, path, oflag::Creat), denied);
    CHECK_EQ(statPath(root, path), denied);
    CHECK_EQ(aotc_p1_path_unlink_file(&site, root, name.at, name.size), denied);
    CHECK_EQ(aotc_p1_path_rename(&site, root, name.at, name.size, root, name.at, name.size),
             denied);
  }
  CHECK_EQ(open(root, "escape", 0, readRights), denied); // made by the test: -> ../outside
  CHECK_EQ(open(root, "absolute", 0, readRights), denied);
  CHECK_EQ(statPath(root, "absolute", 0), Ok);
  CHECK(load<Filestat>(result).type == FileTypeCode::SymbolicLink);
  Text name = text("absolute");
  CHECK_EQ(aotc_p1_path_readlink(&site, root, name.at, name.size, 5000, 100, result), denied);
  CHECK_EQ(statPath(root, ""), e(ErrorCode::NoEnt));
  CHECK_EQ(statPath(root, std::string_view("a\0b", 3)), e(ErrorCode::Inval));
  CHECK_EQ(statPath(root, "file/"), e(ErrorCode::NotDir));
  CHECK_EQ(statPath(1, "file"), e(ErrorCode::NotDir));
  CHECK_EQ(statPath(77, "file"), e(ErrorCode::BadF));
  CHECK_EQ(symlink("/etc", "link"), denied);
  CHECK_EQ(symlink("file", "link"), Ok);
  name = text("link");
  CHECK_EQ(aotc_p1_path_readlink(&site, root, name.at, name.size, 5000, 2, result), Ok);
  CHECK_EQ(load<uint32_t>(result), 2);
  CHECK_EQ(open(root, "link", 0, readRights, 0), e(ErrorCode::Loop));
  CHECK_EQ(open(root, "link", 0, readRights, 1), Ok);
  CHECK_EQ(aotc_p1_fd_close(&site, load<uint32_t>(result)), Ok);
  CHECK_EQ(aotc_p1_path_unlink_file(&site, root, name.at, name.size), Ok);
}

void testReadOnly() {
  constexpr uint32_t denied = e(ErrorCode::RoFs);
  CHECK_EQ(open(readOnly, "file", 0, readRights), Ok);
  CHECK_EQ(aotc_p1_fd_filestat_set_times(&site, load<uint32_t>(result), 0, 0, 2), denied);
  CHECK_EQ(aotc_p1_fd_close(&site, load<uint32_t>(result)), Ok);
  CHECK_EQ(open(readOnly, "file"), denied);
  CHECK_EQ(open(readOnly, "new", oflag::Creat), denied);
  CHECK_EQ(open(readOnly, "new"), e(ErrorCode::NoEnt));
  CHECK_EQ(open(readOnly, "file", oflag::Trunc, readRights), denied);
  CHECK_EQ(open(readOnly, "dir", oflag::Directory), Ok);
  uint32_t folder = load<uint32_t>(result);
  CHECK_EQ(open(folder, "inside", oflag::Creat), denied);
  Text name = text("file"), other = text("other");
  CHECK_EQ(aotc_p1_path_unlink_file(&site, readOnly, name.at, name.size), denied);
  CHECK_EQ(aotc_p1_path_create_directory(&site, folder, other.at, other.size), denied);
  CHECK_EQ(aotc_p1_path_rename(&site, readOnly, name.at, name.size, root, other.at, other.size),
           denied);
  CHECK_EQ(aotc_p1_path_link(&site, readOnly, 0, name.at, name.size, root, other.at, other.size),
           denied);
  CHECK_EQ(aotc_p1_path_link(&site, root, 0, name.at, name.size, readOnly, other.at, other.size),
           denied);
  CHECK_EQ(aotc_p1_fd_close(&site, folder), Ok);
}

// All entries of "dir" with a buffer of `size` bytes, as a C library reads them.
uint32_t countEntries(uint32_t fd, uint32_t size) {
  uint32_t count = 0;
  uint64_t cookie = 0;
  for (;;) {
    CHECK_EQ(aotc_p1_fd_readdir(&site, fd, 300000, size, cookie, result), Ok);
    uint32_t used = load<uint32_t>(result), at = 0;
    while (at + sizeof(Dirent) <= used) {
      auto entry = load<Dirent>(300000 + at);
      if (at + sizeof(Dirent) + entry.nameSize > used)
        break;
      at += sizeof(Dirent) + entry.nameSize;
      cookie = entry.next;
      ++count;
    }
    if (used < size)
      return count;
    if (at == 0)
      return 0; // the buffer is too small for one entry
  }
}

void testFolders() {
  CHECK_EQ(open(root, "dir", oflag::Directory), Ok);
  uint32_t fd = load<uint32_t>(result);
  CHECK_EQ(countEntries(fd, 4096), 102);
  CHECK_EQ(countEntries(fd, 64), 102);
  CHECK_EQ(countEntries(fd, 1 << 20), 102);
  CHECK_EQ(countEntries(fd, 10), 0);
  CHECK_EQ(aotc_p1_fd_close(&site, fd), Ok);
  CHECK_EQ(aotc_p1_fd_prestat_get(&site, readOnly, result), Ok);
  CHECK_EQ(load<Prestat>(result).nameSize, 3);
  CHECK_EQ(aotc_p1_fd_prestat_dir_name(&site, readOnly, 5000, 3), Ok);
  CHECK(textAt(5000, 3) == "/ro");
  CHECK_EQ(aotc_p1_fd_prestat_dir_name(&site, readOnly, 5000, 2), e(ErrorCode::NameTooLong));
  CHECK_EQ(aotc_p1_fd_prestat_get(&site, 6, result), e(ErrorCode::BadF));
  CHECK_EQ(aotc_p1_fd_prestat_get(&site, 1, result), e(ErrorCode::BadF));
  CHECK_EQ(statPath(missing, "x"), e(ErrorCode::NoEnt));
  CHECK_EQ(statPath(missing, "x"), e(ErrorCode::NoEnt));
}

Subscription clockIn(uint64_t nanoseconds, uint32_t clock = 1) {
  Subscription subscription{};
  subscription.userdata = 42;
  subscription.clockOrFd = clock;
  subscription.timeout = nanoseconds;
  return subscription;
}

void testPolling() {
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 0, 4096, 0, result), e(ErrorCode::Inval));
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 0, 4096, 0x10000000, result), e(ErrorCode::Fault));
  for (uint32_t i = 0; i < 2; ++i)
    store(8192 + 48 * i, clockIn(0));
  CHECK_EQ(aotc_p1_poll_oneoff(&site, memorySize - 95, 12000, 2, result), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 8192, memorySize - 63, 2, result), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 8192, 12000, 2, memorySize - 3), e(ErrorCode::Fault));
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 8192, memorySize - 64, 2, result), Ok);
  store(8192, clockIn(2'000'000));
  store(8192 + 48, clockIn(UINT64_MAX));
  CHECK_EQ(aotc_p1_clock_time_get(&site, 1, 0, 100), Ok);
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 8192, 12000, 2, result), Ok);
  CHECK_EQ(aotc_p1_clock_time_get(&site, 1, 0, 108), Ok);
  CHECK(load<uint64_t>(108) - load<uint64_t>(100) >= 2'000'000);
  CHECK_EQ(load<uint32_t>(result), 1);
  CHECK_EQ(load<Event>(12000).userdata, 42);
  CHECK_EQ(load<Event>(12000).error, 0);
  // A closed descriptor is an event; the clock isn't waited for.
  Subscription closed{};
  closed.tag = 1;
  closed.clockOrFd = 99;
  store(8192, clockIn(UINT64_MAX));
  store(8192 + 48, closed);
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 8192, 8192, 2, result), Ok); // areas overlap
  CHECK_EQ(load<uint32_t>(result), 1);
  CHECK_EQ(load<Event>(8192).error, e(ErrorCode::BadF));
  // A file is always ready, a CPU's clock can't be waited for.
  closed.clockOrFd = 2;
  closed.tag = 2;
  store(8192, closed);
  store(8192 + 48, clockIn(1, 2));
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 8192, 12000, 2, result), Ok);
  CHECK_EQ(load<uint32_t>(result), 2);
  CHECK_EQ(load<Event>(12032).error, e(ErrorCode::NotSup));
  closed.tag = 3;
  store(8192, closed);
  CHECK_EQ(aotc_p1_poll_oneoff(&site, 8192, 12000, 1, result), e(ErrorCode::Inval));
}

void testOthers() {
  CHECK_EQ(aotc_p1_sched_yield(&site), Ok);
  CHECK_EQ(aotc_p1_proc_raise(&site, 16), Ok);
  CHECK_EQ(aotc_p1_proc_raise(&site, 31), e(ErrorCode::Inval));
  CHECK_EQ(aotc_p1_sock_shutdown(&site, 2, 3), e(ErrorCode::NotSock));
  CHECK_EQ(aotc_p1_sock_accept(&site, 2, 0, result), e(ErrorCode::NotSock));
  CHECK_EQ(aotc_p1_clock_res_get(&site, 0, result), Ok);
}

void test(Context &) {
  testAddresses();
  testArguments();
  testFiles();
  testPaths();
  testReadOnly();
  testFolders();
  testPolling();
  testOthers();
}

} // namespace guest
