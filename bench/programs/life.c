// Conway's game on a grid of bytes with a rim: a stencil that native compilers vectorise.
#include "bench.h"
#include <stdlib.h>

static void step(const uint8_t *from, uint8_t *to, int width, int height) {
  int stride = width + 2;
  for (int y = 1; y <= height; ++y) {
    const uint8_t *above = from + (y - 1) * stride, *row = above + stride, *below = row + stride;
    uint8_t *out = to + y * stride;
    for (int x = 1; x <= width; ++x) {
      int n = above[x - 1] + above[x] + above[x + 1] + row[x - 1] + row[x + 1] + below[x - 1] +
              below[x] + below[x + 1];
      out[x] = (uint8_t)((n == 3) | ((n == 2) & row[x]));
    }
  }
}

int main(int argc, char **argv) {
  int width = (int)benchSize(argc, argv, 1000, 20), height = width;
  long rounds = benchSize(argc, argv, 2000, 3);
  size_t bytes = (size_t)(width + 2) * (size_t)(height + 2);
  uint8_t *a = calloc(1, bytes), *b = calloc(1, bytes);
  uint64_t state = BENCH_SEED, sum = 0;
  for (int y = 1; y <= height; ++y)
    for (int x = 1; x <= width; ++x)
      a[y * (width + 2) + x] = benchRandom(&state) >> 62 == 0;
  for (long r = 0; r < rounds; ++r) {
    step(a, b, width, height);
    uint8_t *kept = a;
    a = b;
    b = kept;
  }
  for (size_t i = 0; i < bytes; ++i)
    sum = benchMix(sum, a[i]);
  return benchPrint(sum);
}
