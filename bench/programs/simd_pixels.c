// Vectors of 16 bytes, as compilers' vector types: a blur and a threshold over pixels.
// guest: -msimd128
#include "bench.h"
#include <stdlib.h>

typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef uint16_t Words __attribute__((vector_size(16)));

static Bytes load(const uint8_t *p) {
  Bytes v;
  memcpy(&v, p, sizeof(v));
  return v;
}

static Words low(Bytes v) {
  Bytes zero = {0};
  return (Words)__builtin_shufflevector(v, zero, 0, 16, 1, 16, 2, 16, 3, 16, 4, 16, 5, 16, 6, 16, 7,
                                        16);
}

static Words high(Bytes v) {
  Bytes zero = {0};
  return (Words)__builtin_shufflevector(v, zero, 8, 16, 9, 16, 10, 16, 11, 16, 12, 16, 13, 16, 14,
                                        16, 15, 16);
}

static Bytes pack(Words a, Words b) {
  return __builtin_shufflevector((Bytes)a, (Bytes)b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24,
                                 26, 28, 30);
}

static void blur(const uint8_t *in, uint8_t *out, long n) {
  for (long i = 0; i + 18 <= n; i += 16) {
    Bytes a = load(in + i), b = load(in + i + 1), c = load(in + i + 2);
    Words l = (low(a) + low(b) + low(b) + low(c)) >> 2,
          h = (high(a) + high(b) + high(b) + high(c)) >> 2;
    Bytes smooth = pack(l, h), bright = (Bytes)(smooth > 127);
    Bytes result = (smooth & ~bright) | ((255 - smooth) & bright);
    memcpy(out + i, &result, sizeof(result));
  }
}

int main(int argc, char **argv) {
  long n = benchSize(argc, argv, 1 << 16, 200), rounds = benchSize(argc, argv, 20000, 3);
  uint8_t *a = malloc((size_t)n), *b = calloc(1, (size_t)n);
  uint64_t state = BENCH_SEED, sum = 0;
  for (long i = 0; i < n; ++i)
    a[i] = (uint8_t)benchRandom(&state);
  for (long r = 0; r < rounds; ++r) {
    blur(a, b, n);
    b[r % n] ^= 85;
    blur(b, a, n);
  }
  for (long i = 0; i < n; ++i)
    sum = benchMix(sum, a[i]);
  return benchPrint(sum);
}
