// What the C programs of this folder share: the size, random numbers, the checksum.
//
// A program takes one argument, `small`, with which it does a thousandth of the work or
// so: enough to compare checksums, for the tests.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static inline long benchSize(int argc, char **argv, long usual, long small) {
  return argc > 1 && !strcmp(argv[1], "small") ? small : usual;
}

// The same numbers on each machine: xorshift, with a state of its own for each use.
static inline uint64_t benchRandom(uint64_t *state) {
  uint64_t x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *state = x;
}

#define BENCH_SEED 0x9e3779b97f4a7c15u

static inline uint64_t benchMix(uint64_t sum, uint64_t value) {
  return (sum ^ value) * 0x100000001b3u + (sum >> 29);
}

static inline uint64_t benchMixDouble(uint64_t sum, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return benchMix(sum, bits);
}

static inline int benchPrint(uint64_t sum) {
  printf("%016llx\n", (unsigned long long)sum);
  return 0;
}
