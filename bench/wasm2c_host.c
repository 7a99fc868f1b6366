// A small WASI for programs made by wasm2c: arguments and standard output, which is what
// the programs of this folder use. A guest's pointers are not checked: it is ours.
#include "wasm2c.h"
#include <stdlib.h>
#include <unistd.h>

#define WASI(name) w2c_wasi__snapshot__preview1_##name
typedef struct w2c_wasi__snapshot__preview1 Host;
struct w2c_wasi__snapshot__preview1 {
  w2c_guest *guest;
  int argumentCount;
  char **arguments;
};

enum { BAD_FILE = 8, NO_PIPE_SEEK = 70, CHARACTER_DEVICE = 2 };

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

u32 WASI(fd_write)(Host *host, u32 fd, u32 slices, u32 count, u32 written) {
  u32 sum = 0;
  for (u32 i = 0; i < count; ++i) {
    u32 size = get(host, slices + 8 * i + 4);
    for (u32 done = 0; done < size;) {
      ssize_t n = write((int)fd, at(host, get(host, slices + 8 * i) + done), size - done);
      if (n <= 0)
        return BAD_FILE;
      done += (u32)n;
    }
    sum += size;
  }
  put(host, written, sum);
  return 0;
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

void WASI(proc_exit)(Host *host, u32 code) { exit((int)code); }

int main(int argc, char **argv) {
  w2c_guest guest;
  Host host = {&guest, argc, argv};
  wasm_rt_init();
  wasm2c_guest_instantiate(&guest, &host);
  w2c_guest_0x5Fstart(&guest);
  return 0;
}
