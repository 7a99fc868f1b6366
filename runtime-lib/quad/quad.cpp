// The names by which compilers call quad.h's functions ("Run-time ABI", libgcc's
// "Soft float library routines"). Only where `long double` is binary128.
//
// Comparisons return a whole register: whether callers take it for an int or a
// long is not the same everywhere.

#include "quad/quad.h"

#if __LDBL_MANT_DIG__ == 113

using namespace aotc::rt::quad;

using Float128 = long double;

static Bits bitsOf(Float128 value) { return __builtin_bit_cast(Bits, value); }
static Float128 number(Bits bits) { return __builtin_bit_cast(Float128, bits); }

extern "C" {

Float128 __addtf3(Float128 a, Float128 b) { return number(add(bitsOf(a), bitsOf(b))); }
Float128 __subtf3(Float128 a, Float128 b) { return number(subtract(bitsOf(a), bitsOf(b))); }
Float128 __multf3(Float128 a, Float128 b) { return number(multiply(bitsOf(a), bitsOf(b))); }
Float128 __divtf3(Float128 a, Float128 b) { return number(divide(bitsOf(a), bitsOf(b))); }

long __eqtf2(Float128 a, Float128 b) { return compare(bitsOf(a), bitsOf(b), 1); }
long __netf2(Float128 a, Float128 b) { return compare(bitsOf(a), bitsOf(b), 1); }
long __lttf2(Float128 a, Float128 b) { return compare(bitsOf(a), bitsOf(b), 1); }
long __letf2(Float128 a, Float128 b) { return compare(bitsOf(a), bitsOf(b), 1); }
long __gttf2(Float128 a, Float128 b) { return compare(bitsOf(a), bitsOf(b), -1); }
long __getf2(Float128 a, Float128 b) { return compare(bitsOf(a), bitsOf(b), -1); }
long __unordtf2(Float128 a, Float128 b) { return isNan<Quad>(bitsOf(a)) || isNan<Quad>(bitsOf(b)); }

Float128 __extendsftf2(float a) {
  return number(convert<Single, Quad>(__builtin_bit_cast(uint32_t, a)));
}
Float128 __extenddftf2(double a) {
  return number(convert<Double, Quad>(__builtin_bit_cast(uint64_t, a)));
}
float __trunctfsf2(Float128 a) {
  return __builtin_bit_cast(float, uint32_t(convert<Quad, Single>(bitsOf(a))));
}
double __trunctfdf2(Float128 a) {
  return __builtin_bit_cast(double, uint64_t(convert<Quad, Double>(bitsOf(a))));
}

Float128 __floatditf(int64_t a) {
  return number(fromInteger(a < 0, a < 0 ? -uint64_t(a) : uint64_t(a)));
}
Float128 __floatsitf(int32_t a) { return __floatditf(a); }
Float128 __floatunditf(uint64_t a) { return number(fromInteger(false, a)); }
Float128 __floatunsitf(uint32_t a) { return number(fromInteger(false, a)); }

int64_t __fixtfdi(Float128 a) {
  Bits bits = bitsOf(a);
  bool negative = isNegative<Quad>(bits);
  uint64_t size = toInteger(bits, uint64_t(INT64_MAX) + negative);
  return int64_t(negative ? -size : size);
}
int32_t __fixtfsi(Float128 a) {
  Bits bits = bitsOf(a);
  bool negative = isNegative<Quad>(bits);
  uint64_t size = toInteger(bits, uint64_t(INT32_MAX) + negative);
  return int32_t(negative ? -size : size);
}
uint64_t __fixunstfdi(Float128 a) {
  Bits bits = bitsOf(a);
  return isNegative<Quad>(bits) ? 0 : toInteger(bits, UINT64_MAX);
}
uint32_t __fixunstfsi(Float128 a) {
  Bits bits = bitsOf(a);
  return isNegative<Quad>(bits) ? 0 : uint32_t(toInteger(bits, UINT32_MAX));
}

} // extern "C"

#endif
