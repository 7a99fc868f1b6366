// Vectors of four floats: products of 4 × 4 matrices and vectors, with shuffles.
// guest: -msimd128
#include "bench.h"
#include <stdlib.h>

typedef float Floats __attribute__((vector_size(16)));
typedef struct {
  Floats row[4];
} Matrix;

#define SPREAD(v, i) __builtin_shufflevector(v, v, i, i, i, i)

static Floats apply(const Matrix *m, Floats v) {
  return SPREAD(v, 0) * m->row[0] + SPREAD(v, 1) * m->row[1] + SPREAD(v, 2) * m->row[2] +
         SPREAD(v, 3) * m->row[3];
}

int main(int argc, char **argv) {
  long n = benchSize(argc, argv, 4000, 20), rounds = benchSize(argc, argv, 30000, 3);
  Floats *points = aligned_alloc(16, (size_t)n * sizeof(*points));
  uint64_t state = BENCH_SEED, sum = 0;
  for (long i = 0; i < n; ++i)
    for (int k = 0; k < 4; ++k)
      points[i][k] = (float)(benchRandom(&state) % 1024) / 256;
  Matrix m = {{{0.5f, 0.25f, 0, 0.125f},
               {0, 0.5f, 0.25f, 0.25f},
               {0.25f, 0, 0.5f, 0},
               {0.125f, 0.25f, 0.125f, 0.5f}}};
  Floats shift = {1, 2, 3, 4};
  for (long r = 0; r < rounds; ++r)
    for (long i = 0; i < n; ++i)
      points[i] = apply(&m, points[i]) + shift;
  for (long i = 0; i < n; ++i)
    for (int k = 0; k < 4; ++k)
      sum = benchMixDouble(sum, points[i][k]);
  return benchPrint(sum);
}
