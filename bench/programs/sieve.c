// The sieve of Eratosthenes, a byte a number: stores with a stride.
#include "bench.h"
#include <stdlib.h>

static uint64_t countPrimes(uint8_t *composite, long limit) {
  memset(composite, 0, (size_t)limit + 1);
  uint64_t count = 0;
  for (long i = 2; i <= limit; ++i) {
    if (composite[i])
      continue;
    ++count;
    for (long j = 2 * i; j <= limit; j += i)
      composite[j] = 1;
  }
  return count;
}

int main(int argc, char **argv) {
  long limit = benchSize(argc, argv, 200000, 1000), rounds = benchSize(argc, argv, 500, 2);
  uint8_t *composite = malloc((size_t)limit + 1);
  uint64_t sum = 0;
  for (long r = 0; r < rounds; ++r)
    sum = benchMix(sum, countPrimes(composite, limit - r));
  return benchPrint(sum);
}
