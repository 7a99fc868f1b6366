// Walks through a list whose nodes are scattered over 32 MiB: the memory's speed.
#include "bench.h"
#include <stdlib.h>

typedef struct Node {
  struct Node *next;
  uint32_t value;
  uint32_t filler[5];
} Node;

int main(int argc, char **argv) {
  long n = benchSize(argc, argv, 1 << 20, 500), rounds = benchSize(argc, argv, 2, 2);
  Node *nodes = malloc((size_t)n * sizeof(*nodes));
  uint32_t *order = malloc((size_t)n * sizeof(*order));
  uint64_t state = BENCH_SEED, sum = 0;
  for (long i = 0; i < n; ++i)
    order[i] = (uint32_t)i;
  for (long i = n - 1; i > 0; --i) {
    long j = (long)(benchRandom(&state) % (uint64_t)(i + 1));
    uint32_t kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  for (long i = 0; i < n; ++i) {
    nodes[order[i]].value = (uint32_t)benchRandom(&state);
    nodes[order[i]].next = i + 1 < n ? &nodes[order[i + 1]] : NULL;
  }
  for (long r = 0; r < rounds; ++r)
    for (Node *at = &nodes[order[0]]; at; at = at->next)
      sum = benchMix(sum, at->value += (uint32_t)r);
  return benchPrint(sum);
}
