// runtime-lib/quad against the host's own binary128, on edge cases and made numbers.
#include "quad/quad.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

using namespace aotc::rt::quad;
using Host = __float128;

static int failures = 0;

static bool same(Bits ours, Host host) {
  Bits bits = std::bit_cast<Bits>(host);
  return ours == bits || (isNan<Quad>(ours) && isNan<Quad>(bits));
}

static void expect(bool holds, const char *what, Bits a, Bits b) {
  if (holds || ++failures > 20)
    return;
  std::printf("%s %016lx%016lx %016lx%016lx\n", what, long(a >> 64), long(a), long(b >> 64),
              long(b));
}

static void check(Bits a, Bits b) {
  Host x = std::bit_cast<Host>(a), y = std::bit_cast<Host>(b);
  expect(same(add(a, b), x + y), "add", a, b);
  expect(same(subtract(a, b), x - y), "subtract", a, b);
  expect(same(multiply(a, b), x * y), "multiply", a, b);
  expect(same(divide(a, b), x / y), "divide", a, b);
  expect((compare(a, b, 1) < 0) == (x < y), "less", a, b);
  expect((compare(a, b, 1) <= 0) == (x <= y), "less or equal", a, b);
  expect((compare(a, b, 1) == 0) == (x == y), "equal", a, b);
  expect((compare(a, b, -1) > 0) == (x > y), "greater", a, b);
  double asDouble = double(x);
  float asFloat = float(x);
  if (!std::isnan(asDouble)) {
    expect(convert<Quad, Double>(a) == std::bit_cast<uint64_t>(asDouble), "to double", a, b);
    expect(convert<Quad, Single>(a) == std::bit_cast<uint32_t>(asFloat), "to float", a, b);
  }
  expect(same(convert<Double, Quad>(std::bit_cast<uint64_t>(asDouble)), Host(asDouble)),
         "from double", a, b);
  expect(same(convert<Single, Quad>(std::bit_cast<uint32_t>(asFloat)), Host(asFloat)), "from float",
         a, b);
  if (x > -1 && x < 0x1p64)
    expect(toInteger(a, UINT64_MAX) == uint64_t(x), "to integer", a, b);
  expect(same(fromInteger(false, uint64_t(a)), Host(uint64_t(a))), "from integer", a, b);
}

int main() {
  std::vector<Bits> edges;
  for (int biased :
       {0, 1, 2, 16383 - 150, 16383 - 1, 16383, 16384, 16383 + 52, 16383 + 63, 16383 + 64,
        16383 + 127, 16383 + 128, 16383 + 1023, 16383 - 1022, 16383 - 1074, 32765, 32766, 32767})
    for (Bits fraction : {Bits(0), Bits(1), Quad::quiet, Quad::quiet + 1, Quad::hidden - 1,
                          Bits(1) << 60, (Bits(1) << 60) - 1})
      for (Bits sign : {Bits(0), Quad::sign})
        edges.push_back(sign | Bits(biased) << 112 | fraction);
  for (Bits a : edges)
    for (Bits b : edges)
      check(a, b);
  std::mt19937_64 random(1);
  for (int i = 0; i < 400000; ++i) {
    auto make = [&] { return Bits(random()) << 64 | (random() & 1 ? random() : 0); };
    Bits a = make(), b = make();
    if (i % 2) // near to each other, or nothing meets in a sum
      b = (b & (Quad::hidden - 1)) | (a & ~(Quad::hidden - 1));
    if (i % 4 == 3)
      b += Bits(random() % 130) << 112;
    check(a, b);
  }
  if (failures)
    std::printf("%d failures\n", failures);
  return failures != 0;
}
