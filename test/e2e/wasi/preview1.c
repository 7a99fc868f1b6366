// Calls every function of wasi_snapshot_preview1 and checks what comes back, fine
// points included: `preview1 TOPIC...`. Natively imported, without the C library
// in between. run_wasi.py knows what each topic needs; a check that fails traps.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMPORT(NAME, PARAMETERS)                                                                   \
  __attribute__((import_module("wasi_snapshot_preview1"), import_name(#NAME))) int p1_##NAME       \
      PARAMETERS;
typedef uint32_t u32;
typedef uint64_t u64;
IMPORT(args_get, (u32 * argv, char *buffer))
IMPORT(args_sizes_get, (u32 * count, u32 *size))
IMPORT(environ_get, (u32 * entries, char *buffer))
IMPORT(environ_sizes_get, (u32 * count, u32 *size))
IMPORT(clock_res_get, (u32 id, u64 *result))
IMPORT(clock_time_get, (u32 id, u64 precision, u64 *result))
IMPORT(fd_advise, (u32 fd, u64 offset, u64 size, u32 advice))
IMPORT(fd_allocate, (u32 fd, u64 offset, u64 size))
IMPORT(fd_close, (u32 fd))
IMPORT(fd_datasync, (u32 fd))
struct fdstat {
  uint8_t type;
  uint16_t flags;
  u64 rights, inheriting;
};
IMPORT(fd_fdstat_get, (u32 fd, struct fdstat *result))
IMPORT(fd_fdstat_set_flags, (u32 fd, u32 flags))
IMPORT(fd_fdstat_set_rights, (u32 fd, u64 base, u64 inheriting))
struct filestat {
  u64 device, inode;
  uint8_t type;
  u64 links, size, accessed, modified, changed;
};
IMPORT(fd_filestat_get, (u32 fd, struct filestat *result))
IMPORT(fd_filestat_set_size, (u32 fd, u64 size))
IMPORT(fd_filestat_set_times, (u32 fd, u64 accessed, u64 modified, u32 flags))
struct slice {
  void *data;
  u32 size;
};
IMPORT(fd_pread, (u32 fd, struct slice *list, u32 count, u64 offset, u32 *result))
IMPORT(fd_prestat_get, (u32 fd, u32 *result))
IMPORT(fd_prestat_dir_name, (u32 fd, char *path, u32 size))
IMPORT(fd_pwrite, (u32 fd, struct slice *list, u32 count, u64 offset, u32 *result))
IMPORT(fd_read, (u32 fd, struct slice *list, u32 count, u32 *result))
IMPORT(fd_readdir, (u32 fd, void *buffer, u32 size, u64 cookie, u32 *result))
IMPORT(fd_renumber, (u32 from, u32 to))
IMPORT(fd_seek, (u32 fd, int64_t offset, u32 whence, u64 *result))
IMPORT(fd_sync, (u32 fd))
IMPORT(fd_tell, (u32 fd, u64 *result))
IMPORT(fd_write, (u32 fd, struct slice *list, u32 count, u32 *result))
IMPORT(path_create_directory, (u32 fd, const char *path, u32 size))
IMPORT(path_filestat_get, (u32 fd, u32 flags, const char *path, u32 size, struct filestat *result))
IMPORT(path_filestat_set_times,
       (u32 fd, u32 flags, const char *path, u32 size, u64 accessed, u64 modified, u32 set))
IMPORT(path_link, (u32 fd, u32 flags, const char *path, u32 size, u32 to, const char *new, u32 n))
IMPORT(path_open, (u32 fd, u32 lookup, const char *path, u32 size, u32 oflags, u64 rights,
                   u64 inheriting, u32 fdflags, u32 *result))
IMPORT(path_readlink, (u32 fd, const char *path, u32 size, char *buffer, u32 room, u32 *result))
IMPORT(path_remove_directory, (u32 fd, const char *path, u32 size))
IMPORT(path_rename, (u32 fd, const char *path, u32 size, u32 to, const char *new, u32 n))
IMPORT(path_symlink, (const char *target, u32 n, u32 fd, const char *path, u32 size))
IMPORT(path_unlink_file, (u32 fd, const char *path, u32 size))
struct subscription {
  u64 userdata;
  uint8_t tag;
  _Alignas(8) u32 what;
  u64 timeout, precision;
  uint16_t flags;
};
struct event {
  u64 userdata;
  uint16_t error;
  uint8_t type;
  u64 bytes;
  uint16_t flags;
};
IMPORT(poll_oneoff, (struct subscription * in, struct event *out, u32 count, u32 *result))
IMPORT(proc_raise, (u32 signal))
IMPORT(random_get, (void *buffer, u32 size))
IMPORT(sched_yield, (void))
IMPORT(sock_accept, (u32 fd, u32 flags, u32 *result))
IMPORT(sock_recv, (u32 fd, struct slice *list, u32 count, u32 flags, u32 *size, uint16_t *result))
IMPORT(sock_send, (u32 fd, struct slice *list, u32 count, u32 flags, u32 *size))
IMPORT(sock_shutdown, (u32 fd, u32 flags))
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"))) _Noreturn void
p1_proc_exit(u32 code);

enum { BADF = 8, EXIST = 20, FAULT = 21, INVAL = 28, NAMETOOLONG = 37, NOENT = 44, NOTDIR = 54 };
enum { NOTEMPTY = 55, NOTSOCK = 57, NOTSUP = 58, PERM = 63, ROFS = 69, SPIPE = 70, NOTCAPABLE = 76 };
enum { FOLDER = 3 }; // the granted one

static void same(const char *file, int line, long long got, long long want) {
  (void)file;
  if (got == want)
    return;
  fprintf(stderr, "line %d: got %lld, not %lld\n", line, got, want);
  __builtin_trap();
}
#define IS(GOT, WANT) same(__FILE__, __LINE__, (long long)(GOT), (long long)(WANT))
#define OK(CALL) IS(CALL, 0)
#define PATH(TEXT) TEXT, sizeof(TEXT) - 1

static void process(int argc) {
  u32 count, size, list[64];
  char buffer[4096];
  OK(p1_args_sizes_get(&count, &size));
  IS(count, argc);
  OK(p1_args_get(list, buffer));
  IS(strcmp((char *)(uintptr_t)list[1], "process"), 0);
  IS(p1_args_get((u32 *)0xfffffff0u, buffer), FAULT);
  OK(p1_environ_sizes_get(&count, &size));
  IS(count, 1);
  IS(size, sizeof("NAME=value"));
  OK(p1_environ_get(list, buffer));
  IS(strcmp(buffer, "NAME=value"), 0);
  u64 time, later;
  for (u32 clock = 0; clock < 4; ++clock) {
    OK(p1_clock_res_get(clock, &time));
    IS(time > 0 && time <= 1000000000, 1);
    OK(p1_clock_time_get(clock, 0, &time));
    OK(p1_clock_time_get(clock, UINT64_MAX, &later));
    IS(later >= time, 1);
  }
  IS(p1_clock_time_get(4, 0, &time), INVAL);
  IS(p1_clock_time_get(0, 0, (u64 *)0xffffffffu), FAULT);
  uint8_t random[256] = {0};
  OK(p1_random_get(random, sizeof(random)));
  OK(p1_random_get(random, 0));
  int set = 0;
  for (int i = 0; i < 256; ++i)
    set += random[i] != 0;
  IS(set > 128, 1);
  IS(p1_random_get(random, 0xffffffffu), FAULT);
  OK(p1_sched_yield());
  OK(p1_proc_raise(0));
  OK(p1_proc_raise(16)); // chld: ignored
  IS(p1_proc_raise(18), NOTSUP);
  IS(p1_proc_raise(31), INVAL);
}

static u32 open_file(const char *name, u32 oflags, u32 fdflags) {
  u32 fd;
  OK(p1_path_open(FOLDER, 0, name, strlen(name), oflags, ~0ull >> 34, ~0ull >> 34, fdflags, &fd));
  return fd;
}

static void descriptors(void) {
  u32 prestat[2], n;
  char name[16];
  OK(p1_fd_prestat_get(FOLDER, prestat));
  IS(prestat[0], 0);
  IS(prestat[1], 5);
  OK(p1_fd_prestat_dir_name(FOLDER, name, 5));
  IS(memcmp(name, "/data", 5), 0);
  IS(p1_fd_prestat_dir_name(FOLDER, name, 4), NAMETOOLONG);
  IS(p1_fd_prestat_get(FOLDER + 1, prestat), BADF);
  IS(p1_fd_prestat_get(0, prestat), BADF);

  u32 fd = open_file("file", 1, 0);
  IS(fd, FOLDER + 1);
  struct slice out[3] = {{"hello", 5}, {NULL, 0}, {" world", 6}};
  OK(p1_fd_write(fd, out, 3, &n));
  IS(n, 11);
  u64 at;
  OK(p1_fd_tell(fd, &at));
  IS(at, 11);
  OK(p1_fd_seek(fd, -5, 2, &at));
  IS(at, 6);
  IS(p1_fd_seek(fd, -100, 1, &at), INVAL);
  IS(p1_fd_seek(fd, 0, 3, &at), INVAL);
  char buffer[32] = {0};
  struct slice in[2] = {{buffer, 2}, {buffer + 2, 30}};
  OK(p1_fd_read(fd, in, 2, &n));
  IS(n, 5);
  IS(memcmp(buffer, "world", 5), 0);
  OK(p1_fd_pwrite(fd, out, 1, 6, &n));
  OK(p1_fd_pread(fd, in, 2, 0, &n));
  IS(n, 11);
  IS(memcmp(buffer, "hello hello", 11), 0);
  OK(p1_fd_pread(fd, in, 0, 0, &n));
  IS(n, 0);
  in[1].size = 0xffffffffu;
  IS(p1_fd_pread(fd, in, 2, 0, &n), FAULT);
  IS(p1_fd_read(fd, in, 0x20000001u, &n), FAULT);

  struct filestat stat;
  OK(p1_fd_allocate(fd, 0, 100));
  OK(p1_fd_filestat_get(fd, &stat));
  IS(stat.type, 4);
  IS(stat.size, 100);
  IS(stat.links, 1);
  OK(p1_fd_filestat_set_size(fd, 7));
  OK(p1_fd_filestat_set_times(fd, 1000, 2000000000123ull, 1 | 4));
  OK(p1_fd_filestat_get(fd, &stat));
  IS(stat.size, 7);
  IS(stat.accessed, 1000);
  IS(stat.modified, 2000000000123ull);
  IS(p1_fd_filestat_set_times(fd, 0, 0, 1 | 2), INVAL);
  OK(p1_fd_advise(fd, 0, 7, 5));
  IS(p1_fd_advise(fd, 0, 7, 6), INVAL);
  OK(p1_fd_datasync(fd));
  OK(p1_fd_sync(fd));

  struct fdstat flags;
  OK(p1_fd_fdstat_set_flags(fd, 1)); // append
  OK(p1_fd_fdstat_get(fd, &flags));
  IS(flags.type, 4);
  IS(flags.flags, 1);
  OK(p1_fd_fdstat_set_rights(fd, flags.rights & ~(1ull << 6), 0));
  IS(p1_fd_write(fd, out, 1, &n), BADF);
  IS(p1_fd_fdstat_set_rights(fd, flags.rights, 0), NOTCAPABLE);
  OK(p1_fd_fdstat_set_rights(fd, 0, 0));
  IS(p1_fd_seek(fd, 0, 0, &at), NOTCAPABLE);

  // The numbers: the lowest free one, and renumbering.
  u32 other = open_file("other", 1, 0);
  OK(p1_fd_renumber(other, fd));
  IS(p1_fd_close(other), BADF);
  OK(p1_fd_filestat_get(fd, &stat));
  IS(stat.size, 0);
  IS(p1_fd_renumber(fd, 77), BADF);
  OK(p1_fd_renumber(fd, fd));
  OK(p1_fd_close(fd));
  IS(p1_fd_close(fd), BADF);
  IS(open_file("file", 0, 0), fd);
  OK(p1_fd_close(fd));
  OK(p1_path_unlink_file(FOLDER, PATH("file")));
  OK(p1_path_unlink_file(FOLDER, PATH("other")));
}

// The first entry behind a cookie: its name, and the cookie behind it.
static u64 entry_at(u32 fd, u64 cookie, char name[32]) {
  _Alignas(8) char buffer[56];
  u32 n, size;
  u64 next;
  OK(p1_fd_readdir(fd, buffer, sizeof(buffer), cookie, &n));
  name[0] = 0;
  if (n < 24)
    return 0;
  memcpy(&next, buffer, 8);
  memcpy(&size, buffer + 16, 4);
  snprintf(name, 32, "%.*s", (int)size, buffer + 24);
  return next;
}

// What wasi-libc's telldir and seekdir need: cookies of 31 bits that lead back.
static void cookies(void) {
  enum { FILES = 600, ENTRIES = FILES + 2 };
  static char names[ENTRIES][32];
  static u64 at[ENTRIES + 1];
  u32 fd;
  char name[32];
  OK(p1_path_create_directory(FOLDER, PATH("many")));
  for (int i = 0; i < FILES; ++i) {
    snprintf(name, sizeof(name), "many/%d", i);
    OK(p1_fd_close(open_file(name, 1 | 4, 0)));
  }
  OK(p1_path_open(FOLDER, 0, PATH("many"), 2, ~0ull >> 34, ~0ull >> 34, 0, &fd));
  for (int i = 0; i < ENTRIES; ++i) {
    at[i + 1] = entry_at(fd, at[i], names[i]);
    IS(at[i + 1] > 0 && at[i + 1] <= INT32_MAX, 1);
  }
  entry_at(fd, at[ENTRIES], name);
  IS(strlen(name), 0);
  for (int i = 0; i < ENTRIES; ++i) {
    int there = i * 331 % ENTRIES;
    IS(entry_at(fd, at[there], name), at[there + 1]);
    IS(strcmp(name, names[there]), 0);
  }
  entry_at(fd, UINT64_MAX, name);
  IS(strlen(name), 0);

  // Who removes what it reads misses nothing.
  u64 cookie = 0;
  for (int i = 0; i < ENTRIES; ++i) {
    cookie = entry_at(fd, cookie, name);
    if (name[0] != '.')
      OK(p1_path_unlink_file(fd, name, strlen(name)));
  }
  OK(p1_fd_close(fd));
  OK(p1_path_remove_directory(FOLDER, PATH("many")));
}

static void folders(void) {
  u32 fd, n;
  struct filestat stat;
  OK(p1_path_create_directory(FOLDER, PATH("d")));
  IS(p1_path_create_directory(FOLDER, PATH("d")), EXIST);
  for (int i = 0; i < 100; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "d/file%02d", i);
    OK(p1_fd_close(open_file(name, 1 | 4, 0)));
  }
  OK(p1_path_open(FOLDER, 0, PATH("d"), 2, ~0ull >> 34, ~0ull >> 34, 0, &fd));
  // In small pieces: each entry that is cut off comes again from its cookie.
  u64 cookie = 0;
  int seen[100] = {0}, dots = 0;
  for (;;) {
    _Alignas(8) char buffer[90];
    OK(p1_fd_readdir(fd, buffer, sizeof(buffer), cookie, &n));
    u32 at = 0;
    while (at + 24 <= n) {
      u64 next;
      u32 size;
      memcpy(&next, buffer + at, 8);
      memcpy(&size, buffer + at + 16, 4);
      if (at + 24 + size > n)
        break;
      char *name = buffer + at + 24;
      if (name[0] == '.')
        ++dots;
      else
        ++seen[(name[4] - '0') * 10 + name[5] - '0'];
      cookie = next;
      at += 24 + size;
    }
    if (n < sizeof(buffer))
      break;
  }
  IS(dots, 2);
  for (int i = 0; i < 100; ++i)
    IS(seen[i], 1);
  IS(p1_path_remove_directory(FOLDER, PATH("d")), NOTEMPTY);
  for (int i = 0; i < 100; ++i) {
    char name[16];
    snprintf(name, sizeof(name), "file%02d", i);
    OK(p1_path_unlink_file(fd, name, strlen(name)));
  }
  OK(p1_fd_close(fd));

  OK(p1_fd_close(open_file("d/one", 1, 0)));
  OK(p1_path_link(FOLDER, 0, PATH("d/one"), FOLDER, PATH("two")));
  OK(p1_path_filestat_get(FOLDER, 0, PATH("two"), &stat));
  IS(stat.links, 2);
  OK(p1_path_filestat_set_times(FOLDER, 1, PATH("two"), 5, 6, 1 | 4));
  OK(p1_path_filestat_get(FOLDER, 1, PATH("two"), &stat));
  IS(stat.modified, 6);
  OK(p1_path_symlink(PATH("d/one"), FOLDER, PATH("link")));
  char target[16];
  OK(p1_path_readlink(FOLDER, PATH("link"), target, sizeof(target), &n));
  IS(n, 5);
  OK(p1_path_readlink(FOLDER, PATH("link"), target, 2, &n));
  IS(n, 2);
  OK(p1_path_filestat_get(FOLDER, 0, PATH("link"), &stat));
  IS(stat.type, 7);
  OK(p1_path_rename(FOLDER, PATH("two"), FOLDER, PATH("d/three")));
  IS(p1_path_rename(FOLDER, PATH("two"), FOLDER, PATH("x")), NOENT);
  IS(p1_path_remove_directory(FOLDER, PATH("link")), NOTDIR);
  for (int i = 0; i < 3; ++i) {
    const char *names[] = {"d/one", "d/three", "link"};
    OK(p1_path_unlink_file(FOLDER, names[i], strlen(names[i])));
  }
  OK(p1_path_remove_directory(FOLDER, PATH("d")));

  // Nothing leads out.
  const char *outside[] = {"..", "../x", "/", "/etc/passwd", "a/../..", "./../."};
  for (u32 i = 0; i < sizeof(outside) / sizeof(*outside); ++i) {
    int code = p1_path_filestat_get(FOLDER, 1, outside[i], strlen(outside[i]), &stat);
    IS(code == PERM || code == NOENT || code == NOTCAPABLE, 1);
  }
  IS(p1_path_open(FOLDER, 0, PATH("x"), 16, 0, 0, 0, &fd), INVAL);
  IS(p1_path_open(FOLDER, 0, (char *)0xfffffff0u, 100, 0, 0, 0, 0, &fd), FAULT);
}

static struct subscription clock_of(u32 id, u64 timeout, uint16_t flags) {
  struct subscription s = {.userdata = 10 + id, .what = id, .timeout = timeout, .flags = flags};
  return s;
}

// stdin is a pipe with three bytes in it.
static void polling(void) {
  struct event events[4];
  struct subscription in[4];
  u32 n;
  u64 before, after;
  OK(p1_clock_time_get(1, 0, &before));
  in[0] = clock_of(1, 20000000, 0);
  in[1] = clock_of(0, UINT64_MAX, 0);
  OK(p1_poll_oneoff(in, events, 2, &n));
  OK(p1_clock_time_get(1, 0, &after));
  IS(n, 1);
  IS(events[0].userdata, 11);
  IS(events[0].error, 0);
  IS(after - before >= 20000000, 1);
  in[0] = clock_of(1, before, 1); // a point that has passed
  in[1] = (struct subscription){.userdata = 1, .tag = 1, .what = 0};
  in[2] = (struct subscription){.userdata = 2, .tag = 2, .what = 1};
  in[3] = (struct subscription){.userdata = 3, .tag = 1, .what = 99};
  OK(p1_poll_oneoff(in, events, 4, &n));
  IS(n, 4);
  IS(events[1].type, 1);
  IS(events[1].bytes, 3);
  IS(events[3].error, BADF);
  in[0] = clock_of(2, 1, 0);
  OK(p1_poll_oneoff(in, events, 1, &n));
  IS(events[0].error, NOTSUP);
  IS(p1_poll_oneoff(in, events, 0, &n), INVAL);
  IS(p1_poll_oneoff(in, events, 0x7fffffff, &n), FAULT);
}

// stdin is one end of a pair of sockets; "abcdef" is waiting.
static void sockets(void) {
  char buffer[16];
  struct slice in[2] = {{buffer, 2}, {buffer + 2, 14}};
  u32 n;
  uint16_t flags;
  OK(p1_sock_recv(0, in, 1, 1, &n, &flags)); // peek
  IS(n, 2);
  OK(p1_sock_recv(0, in, 2, 0, &n, &flags));
  IS(n, 6);
  IS(memcmp(buffer, "abcdef", 6), 0);
  IS(p1_sock_recv(0, in, 2, 4, &n, &flags), INVAL);
  OK(p1_sock_send(0, in, 1, 0, &n));
  IS(n, 2);
  IS(p1_sock_send(0, in, 1, 1, &n), INVAL);
  IS(p1_sock_accept(0, 0, &n), INVAL);
  IS(p1_sock_shutdown(0, 0), INVAL);
  OK(p1_sock_shutdown(0, 2));
  IS(p1_sock_send(1, in, 1, 0, &n), NOTSOCK);
  IS(p1_sock_send(0, in, 1, 0, &n), 64); // pipe: an error, no death
}

// stdin is a listening socket, to which someone has connected.
static void accepting(void) {
  u32 fd, n;
  IS(p1_sock_accept(0, 1, &fd), INVAL);
  OK(p1_sock_accept(0, 4, &fd));
  struct fdstat stat;
  OK(p1_fd_fdstat_get(fd, &stat));
  IS(stat.type, 6);
  IS(stat.flags, 4);
  struct slice out = {"hi", 2};
  OK(p1_sock_send(fd, &out, 1, 0, &n));
  OK(p1_fd_close(fd));
}

// The folder is granted read-only and holds "file".
static void read_only(void) {
  u32 fd, n;
  char buffer[16];
  struct slice slice = {buffer, sizeof(buffer)};
  IS(p1_path_create_directory(FOLDER, PATH("d")), ROFS);
  IS(p1_path_unlink_file(FOLDER, PATH("file")), ROFS);
  IS(p1_path_rename(FOLDER, PATH("file"), FOLDER, PATH("x")), ROFS);
  IS(p1_path_symlink(PATH("file"), FOLDER, PATH("x")), ROFS);
  IS(p1_path_link(FOLDER, 0, PATH("file"), FOLDER, PATH("x")), ROFS);
  IS(p1_path_filestat_set_times(FOLDER, 0, PATH("file"), 0, 0, 1), ROFS);
  IS(p1_path_open(FOLDER, 0, PATH("new"), 1, 2, 2, 0, &fd), ROFS);
  IS(p1_path_open(FOLDER, 0, PATH("file"), 8, 2, 2, 0, &fd), ROFS);
  OK(p1_path_open(FOLDER, 0, PATH("file"), 0, 2, 2, 0, &fd));
  OK(p1_fd_read(fd, &slice, 1, &n));
  IS(n, 9);
  IS(p1_fd_write(fd, &slice, 1, &n), BADF);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    const char *topic = argv[i];
    if (!strcmp(topic, "process"))
      process(argc);
    else if (!strcmp(topic, "descriptors"))
      descriptors();
    else if (!strcmp(topic, "folders"))
      folders();
    else if (!strcmp(topic, "cookies"))
      cookies();
    else if (!strcmp(topic, "polling"))
      polling();
    else if (!strcmp(topic, "sockets"))
      sockets();
    else if (!strcmp(topic, "accepting"))
      accepting();
    else if (!strcmp(topic, "read-only"))
      read_only();
    else if (!strcmp(topic, "raise"))
      p1_proc_raise(6); // abrt
    else if (!strcmp(topic, "exit"))
      p1_proc_exit(7);
    else
      __builtin_trap();
    printf("%s\n", topic);
  }
  return 0;
}
