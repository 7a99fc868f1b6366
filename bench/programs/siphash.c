// SipHash-2-4 of many short messages: additions and rotates of 64 bits.
#include "bench.h"
#include <stdlib.h>

static uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

static void sipRound(uint64_t *v) {
  v[0] += v[1], v[2] += v[3];
  v[1] = rotate(v[1], 13) ^ v[0], v[3] = rotate(v[3], 16) ^ v[2];
  v[0] = rotate(v[0], 32);
  v[2] += v[1], v[0] += v[3];
  v[1] = rotate(v[1], 17) ^ v[2], v[3] = rotate(v[3], 21) ^ v[0];
  v[2] = rotate(v[2], 32);
}

static uint64_t sipHash(const uint8_t *bytes, size_t size, uint64_t k0, uint64_t k1) {
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                   k1 ^ 0x7465646279746573u};
  uint64_t word;
  size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    memcpy(&word, bytes + at, 8);
    v[3] ^= word;
    sipRound(v), sipRound(v);
    v[0] ^= word;
  }
  word = (uint64_t)size << 56;
  for (int shift = 0; at < size; ++at, shift += 8)
    word |= (uint64_t)bytes[at] << shift;
  v[3] ^= word;
  sipRound(v), sipRound(v);
  v[0] ^= word;
  v[2] ^= 0xff;
  sipRound(v), sipRound(v), sipRound(v), sipRound(v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

int main(int argc, char **argv) {
  long count = benchSize(argc, argv, 12000000, 1000);
  enum { BYTES = 4096 };
  uint8_t *bytes = malloc(BYTES + 64);
  uint64_t state = BENCH_SEED, sum = 0;
  for (int i = 0; i < BYTES + 64; ++i)
    bytes[i] = (uint8_t)benchRandom(&state);
  for (long i = 0; i < count; ++i)
    sum += sipHash(bytes + (i * 7 & (BYTES - 1)), (size_t)(i & 63), sum, (uint64_t)i);
  return benchPrint(sum);
}
