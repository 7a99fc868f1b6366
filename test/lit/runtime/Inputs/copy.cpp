// memmove with every length and overlap near the places where it chooses another way, and
// memset; compared byte by byte with what a loop does, and with what lies around untouched.
#include <stddef.h>
#include <string.h>

#include "check.h"

static constexpr size_t size = 12288, middle = 4096;
static unsigned char memory[size], expected[size];

static unsigned char pattern(size_t i) { return static_cast<unsigned char>(i * 131 + (i >> 8)); }

static void start() {
  for (size_t i = 0; i < size; ++i)
    memory[i] = expected[i] = pattern(i);
}

static bool same() {
  for (size_t i = 0; i < size; ++i)
    if (memory[i] != expected[i])
      return false;
  return true;
}

static bool moves(size_t from, size_t to, size_t count) {
  start();
  for (size_t i = 0; i < count; ++i)
    expected[to + i] = pattern(from + i);
  volatile size_t length = count; // so that this is a call
  return memmove(memory + to, memory + from, length) == memory + to && same();
}

static bool sets(size_t at, int byte, size_t count) {
  start();
  for (size_t i = 0; i < count; ++i)
    expected[at + i] = static_cast<unsigned char>(byte);
  volatile size_t length = count;
  return memset(memory + at, byte, length) == memory + at && same();
}

int main() {
  constexpr size_t lengths[] = {0,   1,   2,   3,   4,   5,   7,   8,    9,    15,   16,   17,  31,
                                32,  33,  47,  48,  63,  64,  65,  95,   96,   127,  128,  129, 130,
                                191, 192, 193, 255, 256, 257, 300, 1000, 2047, 2048, 2049, 4000};
  constexpr ptrdiff_t distances[] = {-4001, -2048, -300, -129, -128, -65, -64, -63, -17,  -16,
                                     -8,    -7,    -3,   -1,   0,    1,   2,   7,   8,    15,
                                     16,    17,    63,   64,   65,   128, 129, 300, 2048, 4001};
  for (size_t length : lengths) {
    for (size_t offset = 0; offset < 17; offset += 4) {
      for (ptrdiff_t distance : distances)
        CHECK(moves(middle + offset, middle + offset + static_cast<size_t>(distance), length));
      CHECK(sets(middle + offset, 0, length) && sets(middle + offset, 0x1a5, length));
    }
  }
}
