// ChaCha20's stream over a buffer: additions and rotates of 32 bits in sixteen words.
#include "bench.h"
#include <stdlib.h>

static uint32_t rotate(uint32_t x, int by) { return x << by | x >> (32 - by); }

static void quarter(uint32_t *s, int a, int b, int c, int d) {
  s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 16);
  s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 12);
  s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 8);
  s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 7);
}

static void block(uint32_t *state, uint8_t *bytes) {
  uint32_t s[16];
  memcpy(s, state, sizeof(s));
  for (int i = 0; i < 10; ++i) {
    quarter(s, 0, 4, 8, 12), quarter(s, 1, 5, 9, 13);
    quarter(s, 2, 6, 10, 14), quarter(s, 3, 7, 11, 15);
    quarter(s, 0, 5, 10, 15), quarter(s, 1, 6, 11, 12);
    quarter(s, 2, 7, 8, 13), quarter(s, 3, 4, 9, 14);
  }
  for (int i = 0; i < 16; ++i) {
    uint32_t word;
    memcpy(&word, bytes + 4 * i, 4);
    word ^= s[i] + state[i];
    memcpy(bytes + 4 * i, &word, 4);
  }
  ++state[12];
}

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 2500, 1);
  enum { BYTES = 64 * 1024 };
  uint8_t *bytes = calloc(1, BYTES);
  uint64_t random = BENCH_SEED, sum = 0;
  uint32_t state[16];
  for (int i = 0; i < 16; ++i)
    state[i] = (uint32_t)benchRandom(&random);
  for (long r = 0; r < rounds; ++r)
    for (int i = 0; i < BYTES; i += 64)
      block(state, bytes + i);
  for (int i = 0; i < BYTES; ++i)
    sum = benchMix(sum, bytes[i]);
  return benchPrint(sum);
}
