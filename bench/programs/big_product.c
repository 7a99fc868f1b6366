// Products of big integers, limb by limb of 64 bits, and their rest: 64 × 64 → 128 bits.
#include "bench.h"

enum { LIMBS = 32 };
typedef unsigned __int128 Wide;

static void multiply(const uint64_t *a, const uint64_t *b, uint64_t *product) {
  memset(product, 0, 2 * LIMBS * sizeof(*product));
  for (int i = 0; i < LIMBS; ++i) {
    uint64_t carry = 0;
    for (int j = 0; j < LIMBS; ++j) {
      Wide sum = (Wide)a[i] * b[j] + product[i + j] + carry;
      product[i + j] = (uint64_t)sum;
      carry = (uint64_t)(sum >> 64);
    }
    product[i + LIMBS] = carry;
  }
}

// Modulo 2^(64 LIMBS) - small: what is above comes back below, times small.
static void reduce(uint64_t *product, uint64_t small, uint64_t *out) {
  uint64_t carry = 0;
  for (int i = 0; i < LIMBS; ++i) {
    Wide sum = (Wide)product[i + LIMBS] * small + product[i] + carry;
    out[i] = (uint64_t)sum;
    carry = (uint64_t)(sum >> 64);
  }
  Wide rest = (Wide)carry * small;
  for (int i = 0; i < LIMBS && rest; ++i) {
    rest += out[i];
    out[i] = (uint64_t)rest;
    rest >>= 64;
  }
}

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 300000, 50);
  uint64_t a[LIMBS], b[LIMBS], product[2 * LIMBS], state = BENCH_SEED, sum = 0;
  for (int i = 0; i < LIMBS; ++i) {
    a[i] = benchRandom(&state);
    b[i] = benchRandom(&state);
  }
  for (long r = 0; r < rounds; ++r) {
    multiply(a, b, product);
    reduce(product, 1557, a);
  }
  for (int i = 0; i < LIMBS; ++i)
    sum = benchMix(sum, a[i]);
  return benchPrint(sum);
}
