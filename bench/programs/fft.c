// Fourier's transform of complex doubles, radix two, in place, there and back.
#include "bench.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
  double re, im;
} Complex;

static void reorder(Complex *data, size_t n) {
  for (size_t i = 1, j = 0; i < n; ++i) {
    size_t bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      Complex kept = data[i];
      data[i] = data[j];
      data[j] = kept;
    }
  }
}

static void transform(Complex *data, const Complex *roots, size_t n, double sign) {
  reorder(data, n);
  for (size_t half = 1; half < n; half *= 2) {
    size_t stride = n / (2 * half);
    for (size_t start = 0; start < n; start += 2 * half)
      for (size_t k = 0; k < half; ++k) {
        Complex root = roots[k * stride], *low = &data[start + k], *high = low + half;
        double im = root.im * sign;
        Complex turned = {high->re * root.re - high->im * im, high->re * im + high->im * root.re};
        high->re = low->re - turned.re;
        high->im = low->im - turned.im;
        low->re += turned.re;
        low->im += turned.im;
      }
  }
}

// The n-th roots of unity by halving angles: sine and cosine differ between C libraries,
// square roots don't.
static void makeRoots(Complex *roots, size_t n) {
  roots[0] = (Complex){1, 0};
  Complex step = {-1, 0};
  for (size_t filled = n / 2; filled >= 1; filled /= 2) {
    for (size_t i = filled; i < n / 2; i += 2 * filled) {
      Complex from = roots[i - filled];
      roots[i] =
          (Complex){from.re * step.re - from.im * step.im, from.re * step.im + from.im * step.re};
    }
    double re = sqrt((1 + step.re) / 2);
    step = (Complex){re, sqrt(1 - re * re)};
  }
}

int main(int argc, char **argv) {
  size_t n = (size_t)benchSize(argc, argv, 1 << 16, 1 << 6);
  long rounds = benchSize(argc, argv, 120, 1);
  Complex *data = malloc(n * sizeof(*data)), *roots = malloc(n * sizeof(*roots));
  uint64_t state = BENCH_SEED, sum = 0;
  makeRoots(roots, n);
  for (size_t i = 0; i < n; ++i)
    data[i] = (Complex){(double)(benchRandom(&state) % 4096) / 4096, 0};
  for (long r = 0; r < rounds; ++r) {
    transform(data, roots, n, 1);
    transform(data, roots, n, -1);
    for (size_t i = 0; i < n; ++i) {
      data[i].re /= (double)n;
      data[i].im /= (double)n;
    }
  }
  for (size_t i = 0; i < n; ++i)
    sum = benchMixDouble(benchMixDouble(sum, data[i].re), data[i].im);
  return benchPrint(sum);
}
