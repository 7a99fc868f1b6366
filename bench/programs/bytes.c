// Sums, maxima, histograms and copies over bytes and integers: the short loops that native
// compilers vectorise and that guests without vectors leave to us; and memcpy, memset.
#include "bench.h"
#include <stdlib.h>

static uint32_t sumOf(const uint8_t *p, size_t n) {
  uint32_t sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += p[i];
  return sum;
}

static uint8_t largest(const uint8_t *p, size_t n) {
  uint8_t most = 0;
  for (size_t i = 0; i < n; ++i)
    most = p[i] > most ? p[i] : most;
  return most;
}

static void widen(const uint8_t *p, int32_t *out, size_t n) {
  for (size_t i = 0; i < n; ++i)
    out[i] = p[i] * 3 - 100;
}

static void blend(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t n, int share) {
  for (size_t i = 0; i < n; ++i)
    out[i] = (uint8_t)((a[i] * share + b[i] * (256 - share)) >> 8);
}

static int64_t product(const int32_t *a, const int32_t *b, size_t n) {
  int64_t sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += (int64_t)(a[i] * b[i]);
  return sum;
}

int main(int argc, char **argv) {
  size_t n = (size_t)benchSize(argc, argv, 65536, 100);
  long rounds = benchSize(argc, argv, 8000, 3);
  uint8_t *a = malloc(n), *b = malloc(n), *c = malloc(n);
  int32_t *wide = malloc(n * sizeof(*wide)), *other = malloc(n * sizeof(*other));
  uint64_t state = BENCH_SEED, sum = 0;
  for (size_t i = 0; i < n; ++i) {
    a[i] = (uint8_t)benchRandom(&state);
    b[i] = (uint8_t)(benchRandom(&state) >> 8);
  }
  widen(b, other, n);
  for (long r = 0; r < rounds; ++r) {
    blend(c, a, b, n, (int)(r & 255));
    widen(c, wide, n);
    sum = benchMix(sum, sumOf(c, n) + largest(c, n));
    sum = benchMix(sum, (uint64_t)product(wide, other, n));
    memcpy(a, c, n);
    memset(c, (int)r, n);
    a[(size_t)r % n] = (uint8_t)sum;
  }
  return benchPrint(sum);
}
