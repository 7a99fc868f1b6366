// CRC-32 of a buffer, eight tables: dependent loads from small tables.
#include "bench.h"
#include <stdlib.h>

static uint32_t tables[8][256];

static void makeTables(void) {
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t c = i;
    for (int k = 0; k < 8; ++k)
      c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
    tables[0][i] = c;
  }
  for (int t = 1; t < 8; ++t)
    for (int i = 0; i < 256; ++i)
      tables[t][i] = tables[t - 1][i] >> 8 ^ tables[0][tables[t - 1][i] & 255];
}

static uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t size) {
  crc = ~crc;
  for (; size >= 8; size -= 8, bytes += 8) {
    uint32_t low, high;
    memcpy(&low, bytes, 4);
    memcpy(&high, bytes + 4, 4);
    low ^= crc;
    crc = tables[7][low & 255] ^ tables[6][low >> 8 & 255] ^ tables[5][low >> 16 & 255] ^
          tables[4][low >> 24] ^ tables[3][high & 255] ^ tables[2][high >> 8 & 255] ^
          tables[1][high >> 16 & 255] ^ tables[0][high >> 24];
  }
  while (size--)
    crc = crc >> 8 ^ tables[0][(crc ^ *bytes++) & 255];
  return ~crc;
}

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 600, 1);
  enum { BYTES = 1 << 20 };
  uint8_t *bytes = malloc(BYTES);
  uint64_t state = BENCH_SEED;
  for (int i = 0; i < BYTES; ++i)
    bytes[i] = (uint8_t)benchRandom(&state);
  makeTables();
  uint32_t crc = 0;
  for (long r = 0; r < rounds; ++r)
    crc = crc32(crc, bytes + r % 8, BYTES - 16);
  return benchPrint(crc);
}
