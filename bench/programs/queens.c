// The number of ways to place queens, with sets of bits: recursion and little memory.
#include "bench.h"

static uint64_t place(uint32_t all, uint32_t columns, uint32_t left, uint32_t right) {
  if (columns == all)
    return 1;
  uint64_t count = 0;
  for (uint32_t open = all & ~(columns | left | right); open; open &= open - 1) {
    uint32_t bit = open & -open;
    count += place(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}

int main(int argc, char **argv) {
  long n = benchSize(argc, argv, 15, 6);
  return benchPrint(place((1u << n) - 1, 0, 0, 0));
}
