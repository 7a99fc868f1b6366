// Quicksort of integers, with insertion for short runs, then the library's qsort with a
// function to compare: branches nobody can predict, and indirect calls.
#include "bench.h"
#include <stdlib.h>

static void insertion(uint32_t *a, long low, long high) {
  for (long i = low + 1; i <= high; ++i) {
    uint32_t x = a[i];
    long j = i - 1;
    for (; j >= low && a[j] > x; --j)
      a[j + 1] = a[j];
    a[j + 1] = x;
  }
}

static void quicksort(uint32_t *a, long low, long high) {
  while (high - low > 16) {
    uint32_t x = a[low], y = a[low + (high - low) / 2], z = a[high];
    uint32_t pivot = x < y ? (y < z ? y : x < z ? z : x) : (x < z ? x : y < z ? z : y);
    long i = low, j = high;
    while (i <= j) {
      while (a[i] < pivot)
        ++i;
      while (a[j] > pivot)
        --j;
      if (i <= j) {
        uint32_t kept = a[i];
        a[i++] = a[j];
        a[j--] = kept;
      }
    }
    if (j - low < high - i) {
      quicksort(a, low, j);
      low = i;
    } else {
      quicksort(a, i, high);
      high = j;
    }
  }
  insertion(a, low, high);
}

int main(int argc, char **argv) {
  long n = benchSize(argc, argv, 500000, 2000), rounds = benchSize(argc, argv, 10, 1);
  uint32_t *a = malloc((size_t)n * sizeof(*a));
  uint64_t state = BENCH_SEED, sum = 0;
  for (long r = 0; r < rounds; ++r) {
    for (long i = 0; i < n; ++i)
      a[i] = (uint32_t)(benchRandom(&state) >> 20);
    quicksort(a, 0, n - 1);
    for (long i = 0; i < n; i += 97)
      sum = benchMix(sum, a[i]);
  }
  return benchPrint(sum);
}
