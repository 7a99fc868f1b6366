// Bodies that attract each other, in doubles: square roots, divisions, structures.
#include "bench.h"
#include <math.h>

enum { BODIES = 6 };
typedef struct {
  double place[3], speed[3], mass;
} Body;

static void step(Body *bodies, double time) {
  for (int i = 0; i < BODIES; ++i)
    for (int j = i + 1; j < BODIES; ++j) {
      Body *a = &bodies[i], *b = &bodies[j];
      double way[3], square = 0;
      for (int d = 0; d < 3; ++d) {
        way[d] = a->place[d] - b->place[d];
        square += way[d] * way[d];
      }
      double pull = time / (square * sqrt(square));
      for (int d = 0; d < 3; ++d) {
        a->speed[d] -= way[d] * b->mass * pull;
        b->speed[d] += way[d] * a->mass * pull;
      }
    }
  for (int i = 0; i < BODIES; ++i)
    for (int d = 0; d < 3; ++d)
      bodies[i].place[d] += time * bodies[i].speed[d];
}

int main(int argc, char **argv) {
  long steps = benchSize(argc, argv, 3000000, 1000);
  Body bodies[BODIES];
  uint64_t state = BENCH_SEED, sum = 0;
  for (int i = 0; i < BODIES; ++i) {
    for (int d = 0; d < 3; ++d) {
      bodies[i].place[d] = (double)(i * 8) + (double)(benchRandom(&state) % 1000) / 256;
      bodies[i].speed[d] = (double)(benchRandom(&state) % 1000) / 4096;
    }
    bodies[i].mass = i ? 0.125 * i : 40;
  }
  for (long s = 0; s < steps; ++s)
    step(bodies, 0.0009765625);
  for (int i = 0; i < BODIES; ++i)
    for (int d = 0; d < 3; ++d)
      sum = benchMixDouble(sum, bodies[i].place[d]);
  return benchPrint(sum);
}
