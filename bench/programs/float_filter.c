// A filter of finite response over floats, then one of two poles: the first has an inner
// loop over taps that native compilers vectorise across samples, the second is a chain.
#include "bench.h"
#include <stdlib.h>

enum { TAPS = 16 };

static void finite(const float *in, float *out, long n, const float *taps) {
  for (long i = 0; i + TAPS <= n; ++i) {
    float sum = 0;
    for (int t = 0; t < TAPS; ++t)
      sum += in[i + t] * taps[t];
    out[i] = sum;
  }
}

static void gain(const float *in, float *out, long n, float factor) {
  for (long i = 0; i < n; ++i) {
    float x = in[i] * factor;
    out[i] = x > 1.0f ? 1.0f : x < -1.0f ? -1.0f : x;
  }
}

static void twoPoles(float *samples, long n) {
  float y1 = 0, y2 = 0;
  for (long i = 0; i < n; ++i) {
    float y = samples[i] * 0.25f + y1 * 0.6f - y2 * 0.2f;
    y2 = y1;
    samples[i] = y1 = y;
  }
}

int main(int argc, char **argv) {
  long n = benchSize(argc, argv, 48000, 500), rounds = benchSize(argc, argv, 500, 2);
  float *in = calloc((size_t)n, sizeof(float)), *out = calloc((size_t)n, sizeof(float));
  float taps[TAPS];
  uint64_t state = BENCH_SEED, sum = 0;
  for (int t = 0; t < TAPS; ++t)
    taps[t] = (float)(benchRandom(&state) % 64) / 512;
  for (long i = 0; i < n; ++i)
    in[i] = (float)(benchRandom(&state) % 2048) / 1024 - 1;
  for (long r = 0; r < rounds; ++r) {
    finite(in, out, n, taps);
    gain(out, out, n, 0.75f);
    twoPoles(out, n);
    gain(out, in, n, 1.5f);
    in[r % n] += 0.5f;
  }
  for (long i = 0; i < n; ++i)
    sum = benchMixDouble(sum, out[i]);
  return benchPrint(sum);
}
