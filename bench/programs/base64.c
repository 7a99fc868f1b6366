// Bytes to letters and back, four for three: byte loads and stores, small tables.
#include "bench.h"
#include <stdlib.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static uint8_t values[256];

static size_t encode(const uint8_t *in, size_t size, char *out) {
  size_t written = 0;
  for (size_t i = 0; i + 3 <= size; i += 3) {
    uint32_t word = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
    out[written++] = letters[word >> 18];
    out[written++] = letters[word >> 12 & 63];
    out[written++] = letters[word >> 6 & 63];
    out[written++] = letters[word & 63];
  }
  return written;
}

static size_t decode(const char *in, size_t size, uint8_t *out) {
  size_t written = 0;
  for (size_t i = 0; i + 4 <= size; i += 4) {
    uint32_t word = 0;
    for (int k = 0; k < 4; ++k) {
      uint8_t value = values[(uint8_t)in[i + (size_t)k]];
      if (value == 255)
        return written;
      word = word << 6 | value;
    }
    out[written++] = (uint8_t)(word >> 16);
    out[written++] = (uint8_t)(word >> 8);
    out[written++] = (uint8_t)word;
  }
  return written;
}

int main(int argc, char **argv) {
  size_t size = (size_t)benchSize(argc, argv, 300000, 300);
  long rounds = benchSize(argc, argv, 1000, 2);
  uint8_t *bytes = malloc(size);
  char *text = malloc(size / 3 * 4);
  uint64_t state = BENCH_SEED, sum = 0;
  memset(values, 255, sizeof(values));
  for (int i = 0; i < 64; ++i)
    values[(uint8_t)letters[i]] = (uint8_t)i;
  for (size_t i = 0; i < size; ++i)
    bytes[i] = (uint8_t)benchRandom(&state);
  for (long r = 0; r < rounds; ++r) {
    size_t length = encode(bytes, size, text);
    text[(size_t)r % length] = letters[r & 63];
    sum = benchMix(sum, decode(text, length, bytes));
  }
  for (size_t i = 0; i < size; ++i)
    sum = benchMix(sum, bytes[i]);
  return benchPrint(sum);
}
