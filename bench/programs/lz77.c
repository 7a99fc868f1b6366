// A compressor of ours after Lempel and Ziv: a hash table of three-byte beginnings, a
// chain of one, matches of up to 255 bytes, and the way back.
#include "bench.h"
#include <stdlib.h>

enum { HASH_BITS = 14, NEAREST = 4, FARTHEST = 65535, LONGEST = 255 };

static uint32_t hashAt(const uint8_t *p) {
  uint32_t word =
      (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  return word * 2654435761u >> (32 - HASH_BITS);
}

// A token: 0 count bytes…, or length (from 4) and the distance's two bytes.
static size_t compress(const uint8_t *in, size_t size, uint8_t *out) {
  static uint32_t last[1 << HASH_BITS];
  memset(last, 0xff, sizeof(last));
  size_t at = 0, literals = 0, written = 0;
  while (at < size) {
    size_t length = 0, distance = 0;
    if (at + NEAREST <= size) {
      uint32_t *slot = &last[hashAt(in + at)];
      if (*slot != UINT32_MAX && at - *slot <= FARTHEST) {
        distance = at - *slot;
        size_t most = size - at < LONGEST ? size - at : LONGEST;
        while (length < most && in[at + length] == in[*slot + length])
          ++length;
      }
      *slot = (uint32_t)at;
    }
    int matched = length >= NEAREST;
    if (!matched) {
      ++literals;
      ++at;
    }
    if (literals && (matched || literals == 255 || at == size)) {
      out[written++] = 0;
      out[written++] = (uint8_t)literals;
      memcpy(out + written, in + at - literals, literals);
      written += literals;
      literals = 0;
    }
    if (matched) {
      out[written++] = (uint8_t)length;
      out[written++] = (uint8_t)distance;
      out[written++] = (uint8_t)(distance >> 8);
      at += length;
    }
  }
  return written;
}

static size_t expand(const uint8_t *in, size_t size, uint8_t *out) {
  size_t written = 0;
  for (size_t at = 0; at < size;) {
    if (in[at] == 0) {
      memcpy(out + written, in + at + 2, in[at + 1]);
      written += in[at + 1];
      at += 2 + (size_t)in[at + 1];
      continue;
    }
    size_t distance = in[at + 1] | (size_t)in[at + 2] << 8;
    for (size_t i = 0; i < in[at]; ++i, ++written)
      out[written] = out[written - distance];
    at += 3;
  }
  return written;
}

// Text of words, the frequent ones often.
static void makeText(uint8_t *text, size_t size) {
  uint64_t state = BENCH_SEED;
  for (size_t at = 0; at < size;) {
    uint64_t pick = benchRandom(&state), word = pick % 61 * (pick >> 32) % 997;
    for (uint64_t i = 0; i < 2 + word % 7 && at < size; ++i)
      text[at++] = (uint8_t)('a' + (word * (i + 3) + i * i) % 26);
    if (at < size)
      text[at++] = ' ';
  }
}

int main(int argc, char **argv) {
  size_t size = (size_t)benchSize(argc, argv, 1 << 20, 5000);
  long rounds = benchSize(argc, argv, 40, 1);
  uint8_t *text = malloc(size), *packed = malloc(2 * size + 16), *back = malloc(size);
  uint64_t sum = 0;
  makeText(text, size);
  for (long r = 0; r < rounds; ++r) {
    size_t length = compress(text, size, packed);
    if (expand(packed, length, back) != size || memcmp(text, back, size))
      return 1;
    sum = benchMix(sum, length);
    text[(size_t)r * 1009 % size] ^= 1;
  }
  return benchPrint(sum);
}
