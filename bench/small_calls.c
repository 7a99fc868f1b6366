// A million small calls: `small_calls WHAT COUNT`, beside a file called `data`; what is
// read comes from stdin, what is written goes to stdout.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int file;
static char buffer[16] = "fifteen letters\n";

static int put(long i) {
  (void)i;
  return write(1, buffer, sizeof(buffer)) == sizeof(buffer);
}
static int get(long i) {
  (void)i;
  return read(0, buffer, sizeof(buffer)) == sizeof(buffer);
}
static int seek(long i) { return lseek(file, i & 1023, SEEK_SET) == (i & 1023); }
static int seekAndWrite(long i) {
  return lseek(file, (i & 63) * 16, SEEK_SET) >= 0 && write(file, buffer, 16) == 16;
}
static int seekAndRead(long i) {
  return lseek(file, (i & 63) * 16, SEEK_SET) >= 0 && read(file, buffer, 16) == 16;
}

static const struct {
  const char *name;
  int (*call)(long i);
} calls[] = {{"write", put},
             {"read", get},
             {"seek", seek},
             {"seek-write", seekAndWrite},
             {"seek-read", seekAndRead}};

int main(int argc, char **argv) {
  file = open("data", O_RDWR);
  if (argc != 3 || file < 0)
    return 2;
  for (size_t which = 0; which < sizeof(calls) / sizeof(*calls); ++which) {
    if (strcmp(argv[1], calls[which].name))
      continue;
    for (long i = 0, count = atol(argv[2]); i < count; ++i)
      if (!calls[which].call(i)) {
        perror(argv[1]);
        return 1;
      }
    return 0;
  }
  return 2;
}
