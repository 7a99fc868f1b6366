// Product of two square matrices of doubles on the heap, row by row: the inner loop is
// one that native compilers vectorise.
#include "bench.h"
#include <stdlib.h>

static void multiply(const double *a, const double *b, double *c, long n) {
  for (long i = 0; i < n; ++i) {
    for (long j = 0; j < n; ++j)
      c[i * n + j] = 0;
    for (long k = 0; k < n; ++k) {
      double factor = a[i * n + k];
      for (long j = 0; j < n; ++j)
        c[i * n + j] += factor * b[k * n + j];
    }
  }
}

int main(int argc, char **argv) {
  long n = benchSize(argc, argv, 400, 17), rounds = benchSize(argc, argv, 20, 1);
  size_t bytes = (size_t)(n * n) * sizeof(double);
  double *a = malloc(bytes), *b = malloc(bytes), *c = malloc(bytes);
  uint64_t state = BENCH_SEED, sum = 0;
  for (long i = 0; i < n * n; ++i) {
    a[i] = (double)(benchRandom(&state) % 1000) / 64;
    b[i] = (double)(benchRandom(&state) % 1000) / 128;
  }
  for (long r = 0; r < rounds; ++r) {
    multiply(a, b, c, n);
    a[r] = c[r] / 1024;
  }
  for (long i = 0; i < n * n; ++i)
    sum = benchMixDouble(sum, c[i]);
  return benchPrint(sum);
}
