// SHA-256 over a buffer: rotates, and loads of big-endian words.
#include "bench.h"
#include <stdlib.h>

static uint32_t constants[64], start[8];

static uint32_t rotate(uint32_t x, int by) { return x >> by | x << (32 - by); }

// The standard's constants are bits of the roots of the first primes; integer search finds
// them, so that no table of them has to be here.
static uint32_t rootBits(uint32_t prime, int power) {
  // The largest x with (x / 2^32)^power <= prime, in 128 bits.
  uint64_t x = 0;
  for (int bit = 36; bit >= 0; --bit) {
    uint64_t t = x | (uint64_t)1 << bit;
    unsigned __int128 p = (unsigned __int128)t * t;
    if (power == 2 ? p >> 64 < prime : (unsigned __int128)(uint64_t)(p >> 32) * t >> 64 < prime)
      x = t;
  }
  return (uint32_t)x;
}

static void makeConstants(void) {
  int found = 0;
  for (uint32_t n = 2; found < 64; ++n) {
    uint32_t d = 2;
    while (d * d <= n && n % d)
      ++d;
    if (d * d <= n)
      continue;
    if (found < 8)
      start[found] = rootBits(n, 2);
    constants[found++] = rootBits(n, 3);
  }
}

static void block(uint32_t *state, const uint8_t *bytes) {
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; ++i, bytes += 4)
    w[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
  for (int i = 16; i < 64; ++i) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
           (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
  }
  memcpy(s, state, sizeof(s));
  for (int i = 0; i < 64; ++i) {
    uint32_t e = s[4], a = s[0];
    uint32_t t = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                 ((e & s[5]) ^ (~e & s[6])) + constants[i] + w[i];
    uint32_t u =
        (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    s[7] = s[6], s[6] = s[5], s[5] = e, s[4] = s[3] + t;
    s[3] = s[2], s[2] = s[1], s[1] = a, s[0] = t + u;
  }
  for (int i = 0; i < 8; ++i)
    state[i] += s[i];
}

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 1200, 1);
  enum { BYTES = 64 * 1024 };
  uint8_t *bytes = malloc(BYTES);
  uint64_t random = BENCH_SEED;
  for (int i = 0; i < BYTES; ++i)
    bytes[i] = (uint8_t)benchRandom(&random);
  makeConstants();
  uint32_t state[8];
  memcpy(state, start, sizeof(state));
  for (long r = 0; r < rounds; ++r)
    for (int i = 0; i < BYTES; i += 64)
      block(state, bytes + i);
  return benchPrint((uint64_t)state[0] << 32 | state[7]);
}
