// Product of two matrices of floats as most people write it: a sum along a row and a
// column, in arrays of fixed size. Little can be vectorised; addresses are all that counts.
#include "bench.h"

enum { N = 300 };
static float a[N][N], b[N][N], c[N][N];

static void multiply(void) {
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) {
      float sum = 0;
      for (int k = 0; k < N; ++k)
        sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
}

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 20, 1);
  uint64_t state = BENCH_SEED, sum = 0;
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) {
      a[i][j] = (float)(benchRandom(&state) % 256) / 16;
      b[i][j] = (float)(benchRandom(&state) % 256) / 32;
    }
  for (long r = 0; r < rounds; ++r) {
    multiply();
    a[r][r] = c[r][r] / 1024;
  }
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j)
      sum = benchMixDouble(sum, c[i][j]);
  return benchPrint(sum);
}
