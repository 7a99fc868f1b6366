// Numbers of WAVE. Entry points: parseInteger, parseFloat.
//
// A number is taken as the longest run of characters that could belong to one, so
// that "12x" is one bad token and not a good one with something behind it. The C
// library turns the digits of a floating-point number into the nearest value, f32 not by way of
// f64: that would round twice. It sees '.' only as long as nobody calls setlocale, which neither
// the compiler nor the runtime library does.
#include <limits>
#include <stdlib.h>

#include "wave/cursor.h"

namespace aotc::rt::wave {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view numberToken(std::string_view text) {
  size_t size = 0;
  auto belongs = [&](char c) {
    bool afterE = size && (text[size - 1] == 'e' || text[size - 1] == 'E');
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == '%' || (c == '-' && (size == 0 || afterE)) || (c == '+' && afterE);
  };
  while (size < text.size() && belongs(text[size]))
    ++size;
  return text.substr(0, size);
}

// "0", or digits that don't start with it; the part behind.
bool takeDigits(std::string_view &token, bool leadingZeros) {
  size_t count = 0;
  while (count < token.size() && isDigit(token[count]))
    ++count;
  if (count == 0 || (!leadingZeros && count > 1 && token[0] == '0'))
    return false;
  token.remove_prefix(count);
  return true;
}

bool isFloat(std::string_view token) {
  if (token.starts_with('-'))
    token.remove_prefix(1);
  if (!takeDigits(token, false))
    return false;
  if (token.starts_with('.')) {
    token.remove_prefix(1);
    if (!takeDigits(token, true))
      return false;
  }
  if (token.starts_with('e') || token.starts_with('E')) {
    token.remove_prefix(1);
    if (token.starts_with('+') || token.starts_with('-'))
      token.remove_prefix(1);
    if (!takeDigits(token, true))
      return false;
  }
  return token.empty();
}

template <class T>
bool parseAs(Cursor &cursor, std::string_view token, ValueKind kind, std::string &value) {
  std::string_view digits = token;
  bool negative = digits.starts_with('-');
  if (negative)
    digits.remove_prefix(1);
  std::string_view behind = digits;
  if (!takeDigits(behind, false) || !behind.empty())
    return cursor.expected(keyword(kind));
  // As far as a negative number goes, and no further.
  uint64_t limit = static_cast<uint64_t>(std::numeric_limits<T>::max());
  if (negative)
    limit = std::numeric_limits<T>::is_signed ? limit + 1 : 0;
  uint64_t number = 0;
  for (char c : digits) {
    uint64_t digit = static_cast<uint64_t>(c - '0');
    if (digit > limit || number > (limit - digit) / 10)
      return cursor.fail(cursor.at(), std::string(token) + " is out of the range of " +
                                          std::string(keyword(kind)));
    number = number * 10 + digit;
  }
  cursor.skip(token.size());
  put(value, static_cast<T>(negative ? 0 - number : number));
  return true;
}

} // namespace

bool parseInteger(Cursor &cursor, ValueKind kind, std::string &value) {
  std::string_view token = numberToken(cursor.rest());
  if (kind == ValueKind::S8)
    return parseAs<int8_t>(cursor, token, kind, value);
  if (kind == ValueKind::U8)
    return parseAs<uint8_t>(cursor, token, kind, value);
  if (kind == ValueKind::S16)
    return parseAs<int16_t>(cursor, token, kind, value);
  if (kind == ValueKind::U16)
    return parseAs<uint16_t>(cursor, token, kind, value);
  if (kind == ValueKind::S32)
    return parseAs<int32_t>(cursor, token, kind, value);
  if (kind == ValueKind::U32)
    return parseAs<uint32_t>(cursor, token, kind, value);
  if (kind == ValueKind::S64)
    return parseAs<int64_t>(cursor, token, kind, value);
  return parseAs<uint64_t>(cursor, token, kind, value);
}

bool parseFloat(Cursor &cursor, ValueKind kind, std::string &value) {
  std::string_view token = numberToken(cursor.rest());
  bool isSpecial = token == "nan" || token == "inf" || token == "-inf";
  if (!isSpecial && !isFloat(token))
    return cursor.expected(keyword(kind));
  cursor.skip(token.size());
  if (token == "nan") {
    if (kind == ValueKind::F32)
      put(value, kCanonicalNan32);
    else
      put(value, kCanonicalNan64);
    return true;
  }
  std::string digits(token); // with a NUL behind it
  if (kind == ValueKind::F32)
    put(value, strtof(digits.c_str(), nullptr));
  else
    put(value, strtod(digits.c_str(), nullptr));
  return true;
}

} // namespace aotc::rt::wave
