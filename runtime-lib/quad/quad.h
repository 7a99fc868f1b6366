// IEEE 754 binary128 in integers. AArch64's and RISC-V's C has it as `long double`, no
// processor computes it, and musl reads and prints decimals with it. Entry points:
// add, multiply, divide, compare, and the conversions; rounding is to nearest, ties to even.
//
// A number is its bits. Between unpacking and packing it is sign, exponent and a
// significand with three more bits below, of which the last is sticky: enough for
// a correctly rounded result. Rejected: libgcc's or compiler-rt's (a cross compiler's
// packages for each target, to be shipped with their licences, for 250 lines).
#pragma once

#include <stdint.h>

namespace aotc::rt::quad {

using Bits = unsigned __int128;

template <int fraction, int exponent> struct Format {
  static constexpr int fractionBits = fraction;
  static constexpr int maxBiased = (1 << exponent) - 1; // of infinities and NaNs
  static constexpr int bias = maxBiased / 2;
  static constexpr Bits hidden = Bits(1) << fraction;
  static constexpr Bits sign = Bits(1) << (fraction + exponent);
  static constexpr Bits infinity = Bits(maxBiased) << fraction;
  static constexpr Bits quiet = hidden >> 1;
};
using Single = Format<23, 8>;
using Double = Format<52, 11>;
using Quad = Format<112, 15>;

constexpr int extraBits = 3;

// Finite: significand / 2^fractionBits * 2^exponent, the leading bit at fractionBits
// unless it is zero.
struct Number {
  bool isNegative;
  int exponent;
  Bits significand;
};

template <class F> constexpr Bits magnitude(Bits bits) { return bits & (F::sign - 1); }
template <class F> constexpr bool isNegative(Bits bits) { return bits & F::sign; }
template <class F> constexpr bool isNan(Bits bits) { return magnitude<F>(bits) > F::infinity; }
template <class F> constexpr bool isFinite(Bits bits) { return magnitude<F>(bits) < F::infinity; }
template <class F> constexpr bool isZero(Bits bits) { return magnitude<F>(bits) == 0; }
template <class F> constexpr Bits signOf(bool negative) { return negative ? F::sign : 0; }

constexpr Bits shiftRightSticky(Bits value, int count) {
  if (count <= 0)
    return value;
  if (count > 127)
    return value != 0;
  return value >> count | Bits((value & ((Bits(1) << count) - 1)) != 0);
}

constexpr int leadingBit(Bits value) {
  uint64_t high = uint64_t(value >> 64);
  return high ? 127 - __builtin_clzll(high) : 63 - __builtin_clzll(uint64_t(value));
}

// REQUIRES: finite.
template <class F> constexpr Number unpack(Bits bits) {
  Bits rest = magnitude<F>(bits);
  int biased = int(rest >> F::fractionBits);
  Number number{isNegative<F>(bits), biased - F::bias, rest & (F::hidden - 1)};
  if (biased) {
    number.significand |= F::hidden;
  } else if (number.significand) {
    int up = F::fractionBits - leadingBit(number.significand);
    number.significand <<= up;
    number.exponent = 1 - F::bias - up;
  }
  return number;
}

// `significand` has extraBits more below, and its leading bit anywhere.
template <class F> constexpr Bits pack(bool negative, int exponent, Bits significand) {
  Bits sign = signOf<F>(negative);
  if (!significand)
    return sign;
  int up = F::fractionBits + extraBits - leadingBit(significand);
  significand = up >= 0 ? significand << up : shiftRightSticky(significand, -up);
  int biased = exponent - up + F::bias;
  if (biased >= F::maxBiased)
    return sign | F::infinity;
  if (biased < 1) { // subnormal: one that rounds up to the hidden bit is normal again
    significand = shiftRightSticky(significand, 1 - biased);
    biased = 1;
  }
  Bits rounded = significand >> extraBits;
  unsigned below = unsigned(significand) & ((1 << extraBits) - 1);
  unsigned half = 1 << (extraBits - 1);
  rounded += below > half || (below == half && (rounded & 1));
  return sign | ((Bits(biased - 1) << F::fractionBits) + rounded);
}

constexpr Bits nan(Bits left, Bits right) {
  return (isNan<Quad>(left) ? left : right) | Quad::quiet;
}
constexpr Bits invalid = Quad::infinity | Quad::quiet;

constexpr Bits add(Bits left, Bits right) {
  if (isNan<Quad>(left) || isNan<Quad>(right))
    return nan(left, right);
  if (!isFinite<Quad>(left) || !isFinite<Quad>(right)) {
    if (!isFinite<Quad>(left) && !isFinite<Quad>(right) && left != right)
      return invalid;
    return isFinite<Quad>(left) ? right : left;
  }
  if (magnitude<Quad>(left) < magnitude<Quad>(right)) {
    Bits larger = right;
    right = left;
    left = larger;
  }
  Number a = unpack<Quad>(left), b = unpack<Quad>(right);
  if (!b.significand)
    return a.significand ? left : left & right; // the sum of zeros is -0 only of two
  a.significand <<= extraBits;
  b.significand = shiftRightSticky(b.significand << extraBits, a.exponent - b.exponent);
  bool adds = a.isNegative == b.isNegative;
  Bits sum = adds ? a.significand + b.significand : a.significand - b.significand;
  return sum ? pack<Quad>(a.isNegative, a.exponent, sum) : 0;
}

constexpr Bits subtract(Bits left, Bits right) {
  return add(left, isNan<Quad>(right) ? right : right ^ Quad::sign);
}

constexpr Bits multiply(Bits left, Bits right) {
  bool negative = isNegative<Quad>(left) != isNegative<Quad>(right);
  if (isNan<Quad>(left) || isNan<Quad>(right))
    return nan(left, right);
  if (!isFinite<Quad>(left) || !isFinite<Quad>(right))
    return isZero<Quad>(left) || isZero<Quad>(right) ? invalid
                                                     : Quad::infinity | signOf<Quad>(negative);
  Number a = unpack<Quad>(left), b = unpack<Quad>(right);
  auto low = [](Bits value) { return Bits(uint64_t(value)); };
  Bits middle =
      low(a.significand) * (b.significand >> 64) + (a.significand >> 64) * low(b.significand);
  Bits lowest = low(a.significand) * low(b.significand);
  Bits lower = lowest + (middle << 64);
  Bits upper = (a.significand >> 64) * (b.significand >> 64) + (middle >> 64) + (lower < lowest);
  // The leading bit of the product is bit 224 or 225 of both.
  constexpr int down = 2 * Quad::fractionBits - (Quad::fractionBits + extraBits);
  Bits product = upper << (128 - down) | shiftRightSticky(lower, down);
  return pack<Quad>(negative, a.exponent + b.exponent, product);
}

// A bit at a time: no processor divides 113 bits, and musl divides seldom.
constexpr Bits divide(Bits left, Bits right) {
  bool negative = isNegative<Quad>(left) != isNegative<Quad>(right);
  if (isNan<Quad>(left) || isNan<Quad>(right))
    return nan(left, right);
  Bits sign = signOf<Quad>(negative);
  if (!isFinite<Quad>(left))
    return isFinite<Quad>(right) ? Quad::infinity | sign : invalid;
  if (!isFinite<Quad>(right))
    return sign;
  if (isZero<Quad>(right))
    return isZero<Quad>(left) ? invalid : Quad::infinity | sign;
  Number a = unpack<Quad>(left), b = unpack<Quad>(right);
  Bits rest = a.significand, quotient = 0;
  for (int bit = 0; bit <= Quad::fractionBits + extraBits; ++bit) {
    bool fits = rest >= b.significand;
    quotient = quotient << 1 | fits;
    rest = (fits ? rest - b.significand : rest) << 1;
  }
  // The quotient of two significands is above 1/2, so that it has two bits to spare.
  return pack<Quad>(negative, a.exponent - b.exponent, quotient | (rest != 0));
}

// -1, 0, 1; `unordered` where one is a NaN.
constexpr long compare(Bits left, Bits right, long unordered) {
  if (isNan<Quad>(left) || isNan<Quad>(right))
    return unordered;
  if (isZero<Quad>(left) && isZero<Quad>(right))
    return 0;
  bool negative = isNegative<Quad>(left);
  if (negative != isNegative<Quad>(right))
    return negative ? -1 : 1;
  if (left == right)
    return 0;
  return (left < right) != negative ? -1 : 1;
}

template <class From, class To> constexpr Bits convert(Bits bits) {
  bool negative = isNegative<From>(bits);
  constexpr int up = To::fractionBits - From::fractionBits;
  if (isNan<From>(bits)) {
    Bits payload = bits & (From::hidden - 1);
    payload = up >= 0 ? payload << up : payload >> -up;
    return signOf<To>(negative) | To::infinity | To::quiet | payload;
  }
  if (!isFinite<From>(bits))
    return signOf<To>(negative) | To::infinity;
  Number number = unpack<From>(bits);
  Bits significand = number.significand << extraBits;
  significand = up >= 0 ? significand << up : shiftRightSticky(significand, -up);
  return pack<To>(negative, number.exponent, significand);
}

constexpr Bits fromInteger(bool negative, uint64_t magnitude) {
  return pack<Quad>(negative, Quad::fractionBits, Bits(magnitude) << extraBits);
}

// Towards zero; at most `limit`. C leaves open what is too large.
constexpr uint64_t toInteger(Bits bits, uint64_t limit) {
  if (!isFinite<Quad>(bits))
    return limit;
  Number number = unpack<Quad>(bits);
  if (number.exponent < 0 || !number.significand)
    return 0;
  if (number.exponent > 63)
    return limit;
  auto value = uint64_t(number.significand >> (Quad::fractionBits - number.exponent));
  return value < limit ? value : limit;
}

} // namespace aotc::rt::quad
