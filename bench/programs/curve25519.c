// Montgomery's ladder on curve 25519: field elements of five limbs of 51 bits, products of
// 64 × 64 → 128 bits all unrolled, as signatures spend their time.
#include "bench.h"

typedef unsigned __int128 Wide;
typedef struct {
  uint64_t limb[5];
} Field;

#define MASK ((UINT64_C(1) << 51) - 1)

static Field add(Field a, Field b) {
  for (int i = 0; i < 5; ++i)
    a.limb[i] += b.limb[i];
  return a;
}

// Twice the prime is added first, so that no limb becomes negative.
static Field sub(Field a, Field b) {
  a.limb[0] += 2 * (MASK - 18) - b.limb[0];
  for (int i = 1; i < 5; ++i)
    a.limb[i] += 2 * MASK - b.limb[i];
  return a;
}

static Field carried(const Wide *t) {
  Field out;
  Wide carry = 0;
  for (int i = 0; i < 5; ++i) {
    carry += t[i];
    out.limb[i] = (uint64_t)carry & MASK;
    carry >>= 51;
  }
  uint64_t low = out.limb[0] + (uint64_t)carry * 19;
  out.limb[0] = low & MASK;
  out.limb[1] += low >> 51;
  return out;
}

static Field mul(Field a, Field b) {
  Wide t[5];
  for (int i = 0; i < 5; ++i) {
    t[i] = 0;
    for (int j = 0; j < 5; ++j)
      t[i] += j <= i ? (Wide)a.limb[j] * b.limb[i - j] : (Wide)a.limb[j] * (19 * b.limb[i + 5 - j]);
  }
  return carried(t);
}

static Field scale(Field a, uint64_t factor) {
  Wide t[5];
  for (int i = 0; i < 5; ++i)
    t[i] = (Wide)a.limb[i] * factor;
  return carried(t);
}

static void swap(Field *a, Field *b, uint64_t bit) {
  for (int i = 0; i < 5; ++i) {
    uint64_t x = (a->limb[i] ^ b->limb[i]) & (0 - bit);
    a->limb[i] ^= x;
    b->limb[i] ^= x;
  }
}

// The product of a point's x with a number; x of the result as a fraction.
static void ladder(const uint64_t *number, Field x1, Field *top, Field *bottom) {
  Field x2 = {{1}}, z2 = {{0}}, x3 = x1, z3 = {{1}};
  uint64_t swapped = 0;
  for (int t = 254; t >= 0; --t) {
    uint64_t bit = number[t / 64] >> (t % 64) & 1;
    swap(&x2, &x3, swapped ^ bit);
    swap(&z2, &z3, swapped ^ bit);
    swapped = bit;
    Field a = add(x2, z2), b = sub(x2, z2), c = add(x3, z3), d = sub(x3, z3);
    Field aa = mul(a, a), bb = mul(b, b), e = sub(aa, bb), da = mul(d, a), cb = mul(c, b);
    Field sum = add(da, cb), difference = sub(da, cb);
    x3 = mul(sum, sum);
    z3 = mul(x1, mul(difference, difference));
    x2 = mul(aa, bb);
    z2 = mul(e, add(aa, scale(e, 121665)));
  }
  swap(&x2, &x3, swapped);
  swap(&z2, &z3, swapped);
  *top = x2;
  *bottom = z2;
}

int main(int argc, char **argv) {
  long rounds = benchSize(argc, argv, 8000, 4);
  uint64_t state = BENCH_SEED, number[4], sum = 0;
  Field x = {{9}}, top, bottom;
  for (long r = 0; r < rounds; ++r) {
    for (int i = 0; i < 4; ++i)
      number[i] = benchRandom(&state);
    ladder(number, x, &top, &bottom);
    x = add(mul(top, bottom), x);
    x = scale(x, 1);
    for (int i = 0; i < 5; ++i)
      sum = benchMix(sum, x.limb[i]);
  }
  return benchPrint(sum);
}
