// A small WASI for programs made by wasm2c: arguments, standard input and output, clocks and
// random numbers, which is what the programs of this folder use; no files. A guest's pointers
// are not checked: the guest is known.
#include "wasm2c.h"
#include <stdlib.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define WASI(name) w2c_wasi__snapshot__preview1_##name
typedef struct w2c_wasi__snapshot__preview1 Host;
struct w2c_wasi__snapshot__preview1 {
  w2c_guest *guest;
  int argumentCount;
  char **arguments;
};

enum { BAD_FILE = 8, IO_ERROR = 29, NOT_SUPPORTED = 58, NO_PIPE_SEEK = 70, CHARACTER_DEVICE = 2 };
enum { MOST_SLICES = 16 };

static uint8_t *at(Host *host, u32 pointer) {
  return w2c_guest_memory(host->guest)->data + pointer;
}

static void put(Host *host, u32 pointer, u32 value) { memcpy(at(host, pointer), &value, 4); }

static u32 get(Host *host, u32 pointer) {
  u32 value;
  memcpy(&value, at(host, pointer), 4);
  return value;
}

u32 WASI(args_sizes_get)(Host *host, u32 count, u32 bytes) {
  u32 sum = 0;
  for (int i = 0; i < host->argumentCount; ++i)
    sum += (u32)strlen(host->arguments[i]) + 1;
  put(host, count, (u32)host->argumentCount);
  put(host, bytes, sum);
  return 0;
}

u32 WASI(args_get)(Host *host, u32 pointers, u32 bytes) {
  for (int i = 0; i < host->argumentCount; ++i) {
    u32 size = (u32)strlen(host->arguments[i]) + 1;
    put(host, pointers + 4 * (u32)i, bytes);
    memcpy(at(host, bytes), host->arguments[i], size);
    bytes += size;
  }
  return 0;
}

u32 WASI(environ_sizes_get)(Host *host, u32 count, u32 bytes) {
  put(host, count, 0);
  put(host, bytes, 0);
  return 0;
}

u32 WASI(environ_get)(Host *host, u32 pointers, u32 bytes) { return 0; }

typedef ssize_t Transfer(int fd, const struct iovec *slices, int count);

static u32 transferBytes(Host *host, Transfer *transfer, u32 fd, u32 slices, u32 count,
                         u32 result) {
  struct iovec vectors[MOST_SLICES];
  if (count > MOST_SLICES)
    count = MOST_SLICES; // the guest comes back for the rest
  for (u32 i = 0; i < count; ++i)
    vectors[i] = (struct iovec){at(host, get(host, slices + 8 * i)), get(host, slices + 8 * i + 4)};
  ssize_t done = transfer((int)fd, vectors, (int)count);
  if (done < 0)
    return IO_ERROR;
  put(host, result, (u32)done);
  return 0;
}

u32 WASI(fd_read)(Host *host, u32 fd, u32 slices, u32 count, u32 result) {
  return transferBytes(host, readv, fd, slices, count, result);
}

u32 WASI(fd_write)(Host *host, u32 fd, u32 slices, u32 count, u32 result) {
  return transferBytes(host, writev, fd, slices, count, result);
}

u32 WASI(fd_close)(Host *host, u32 fd) { return 0; }
u32 WASI(fd_seek)(Host *host, u32 fd, u64 by, u32 whence, u32 result) { return NO_PIPE_SEEK; }

u32 WASI(fd_fdstat_get)(Host *host, u32 fd, u32 result) {
  if (fd > 2)
    return BAD_FILE;
  memset(at(host, result), 0, 24);
  *at(host, result) = CHARACTER_DEVICE;
  memset(at(host, result + 8), 0xff, 8); // all rights
  return 0;
}

u32 WASI(clock_time_get)(Host *host, u32 clock, u64 precision, u32 result) {
  struct timespec now;
  clock_gettime((clockid_t)clock, &now); // preview 1 numbers clocks as Linux does
  u64 nanoseconds = (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
  memcpy(at(host, result), &nanoseconds, 8);
  return 0;
}

u32 WASI(random_get)(Host *host, u32 bytes, u32 size) {
  return getrandom(at(host, bytes), size, 0) == (ssize_t)size ? 0 : IO_ERROR;
}

u32 WASI(sched_yield)(Host *host) { return 0; }

// What programs are linked with and don't need: there are no files and nothing to wait for.
#define REFUSE(name, error, ...)                                                                   \
  u32 WASI(name)(Host * host, __VA_ARGS__) { return error; }
REFUSE(fd_fdstat_set_flags, BAD_FILE, u32, u32)
REFUSE(fd_filestat_get, BAD_FILE, u32, u32)
REFUSE(fd_prestat_get, BAD_FILE, u32, u32)
REFUSE(fd_prestat_dir_name, BAD_FILE, u32, u32, u32)
REFUSE(fd_readdir, BAD_FILE, u32, u32, u32, u64, u32)
REFUSE(path_filestat_get, BAD_FILE, u32, u32, u32, u32, u32)
REFUSE(path_open, BAD_FILE, u32, u32, u32, u32, u32, u64, u64, u32, u32)
REFUSE(path_readlink, BAD_FILE, u32, u32, u32, u32, u32, u32)
REFUSE(poll_oneoff, NOT_SUPPORTED, u32, u32, u32, u32)

void WASI(proc_exit)(Host *host, u32 code) { exit((int)code); }

int main(int argc, char **argv) {
  w2c_guest guest;
  Host host = {&guest, argc, argv};
  wasm_rt_init();
  wasm2c_guest_instantiate(&guest, &host);
  w2c_guest_0x5Fstart(&guest);
  return 0;
}
