// Mandelbrot's set, how many steps each point stays: registers only.
#include "bench.h"

static int stays(double x, double y, int limit) {
  double a = 0, b = 0;
  int n = 0;
  for (; n < limit && a * a + b * b <= 4; ++n) {
    double next = a * a - b * b + x;
    b = 2 * a * b + y;
    a = next;
  }
  return n;
}

int main(int argc, char **argv) {
  long size = benchSize(argc, argv, 800, 20);
  uint64_t sum = 0;
  for (long row = 0; row < size; ++row)
    for (long column = 0; column < size; ++column)
      sum = benchMix(sum, (uint64_t)stays(3.0 * (double)column / (double)size - 2.0,
                                          2.4 * (double)row / (double)size - 1.2, 1000));
  return benchPrint(sum);
}
