// Calls by pointer: shapes with functions of their own, and a table of operations picked
// by data.
#include "bench.h"
#include <stdlib.h>

typedef struct Shape Shape;
struct Shape {
  uint32_t (*area)(const Shape *);
  uint32_t a, b;
};

static uint32_t square(const Shape *s) { return s->a * s->a; }
static uint32_t rectangle(const Shape *s) { return s->a * s->b; }
static uint32_t triangle(const Shape *s) { return s->a * s->b / 2; }
static uint32_t circle(const Shape *s) { return s->a * s->a * 355 / 113; }

typedef uint32_t (*Operation)(uint32_t, uint32_t);
static uint32_t add(uint32_t a, uint32_t b) { return a + b; }
static uint32_t mix(uint32_t a, uint32_t b) { return (a ^ b) * 0x9e3779b1u; }
static uint32_t turn(uint32_t a, uint32_t b) { return a << (b & 31) | a >> (-b & 31); }
static uint32_t lower(uint32_t a, uint32_t b) { return a < b ? a : b; }
static uint32_t twist(uint32_t a, uint32_t b) { return (a >> 16 | b << 16) + 7; }

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 100000, 10);
  enum { SHAPES = 1000 };
  static uint32_t (*const areas[])(const Shape *) = {square, rectangle, triangle, circle};
  static const Operation operations[] = {add, mix, turn, lower, twist};
  Shape *shapes = malloc(SHAPES * sizeof(*shapes));
  uint8_t *picks = malloc(SHAPES);
  uint64_t state = BENCH_SEED;
  for (int i = 0; i < SHAPES; ++i) {
    uint64_t x = benchRandom(&state);
    shapes[i] = (Shape){areas[(i / 50) % 4], (uint32_t)(x & 1023), (uint32_t)(x >> 10 & 1023)};
    picks[i] = (uint8_t)((i / 20 + (x >> 30 & 1)) % 5);
  }
  uint32_t sum = 1;
  for (long r = 0; r < rounds; ++r)
    for (int i = 0; i < SHAPES; ++i)
      sum = operations[picks[i]](sum, shapes[i].area(&shapes[i]));
  return benchPrint(sum);
}
