// Divisions and rests of 32 and 64 bits, which WebAssembly has to check, and conversions
// between integers and doubles, likewise.
#include "bench.h"

static uint64_t greatestDivisor(uint64_t a, uint64_t b) {
  while (b) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 2400000, 1000);
  uint64_t state = BENCH_SEED, sum = 0;
  for (long r = 0; r < rounds; ++r) {
    uint64_t x = benchRandom(&state);
    sum += greatestDivisor(x >> 32, (uint32_t)x);
    double scaled = (double)(int64_t)(x >> 12) * 0.001;
    sum ^= (uint64_t)(int64_t)scaled + (uint64_t)(uint32_t)(scaled * 0x1p-40);
    for (int32_t y = (int32_t)(x & 0x7fffffff), base = 7 + (int32_t)(x >> 60); y; y /= base)
      sum += (uint64_t)(y % base);
  }
  return benchPrint(sum);
}
