// Checking and converting text. Guests mostly hand over ASCII: 32 and eight bytes at
// a time are looked at for that, and only the rest is taken apart.
//
// What is valid UTF-8 is the Unicode Standard's table 3-7: no over-long forms, no
// surrogates, nothing beyond U+10FFFF.

#include "canon/unicode.h"

#include <string.h>

namespace aotc::rt {

static constexpr uint64_t highBits = 0x8080808080808080;

// Length of the run of ASCII at the start.
static size_t asciiPrefix(const uint8_t *at, size_t size) {
  size_t i = 0;
  for (; size - i >= 32; i += 32) {
    uint64_t words[4];
    memcpy(words, at + i, sizeof(words));
    if ((words[0] | words[1] | words[2] | words[3]) & highBits)
      break;
  }
  for (; size - i >= 8; i += 8) {
    uint64_t word;
    memcpy(&word, at + i, 8);
    if (word & highBits)
      return i + static_cast<size_t>(__builtin_ctzll(word & highBits) / 8);
  }
  while (i < size && at[i] < 0x80)
    ++i;
  return i;
}

bool isAscii(std::string_view text) {
  return asciiPrefix(reinterpret_cast<const uint8_t *>(text.data()), text.size()) == text.size();
}

size_t utf8SequenceLength(const uint8_t *at, size_t size) {
  uint8_t lead = at[0];
  size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || size < length)
    return 0;
  uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (at[1] < low || at[1] > high)
    return 0;
  for (size_t i = 2; i < length; ++i)
    if ((at[i] & 0xc0) != 0x80)
      return 0;
  return length;
}

bool isValidUtf8(std::string_view text) {
  auto *at = reinterpret_cast<const uint8_t *>(text.data());
  size_t size = text.size();
  for (;;) {
    size_t ascii = asciiPrefix(at, size);
    at += ascii;
    size -= ascii;
    if (size == 0)
      return true;
    size_t length = utf8SequenceLength(at, size);
    if (length == 0)
      return false;
    at += length;
    size -= length;
  }
}

uint32_t nextCharacter(std::string_view &text) {
  auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(text[i])); };
  uint32_t lead = byte(0);
  uint32_t character = lead;
  size_t length = 1;
  if (lead >= 0xf0) {
    character = (lead & 7) << 18 | (byte(1) & 63) << 12 | (byte(2) & 63) << 6 | (byte(3) & 63);
    length = 4;
  } else if (lead >= 0xe0) {
    character = (lead & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63);
    length = 3;
  } else if (lead >= 0xc0) {
    character = (lead & 31) << 6 | (byte(1) & 63);
    length = 2;
  }
  text.remove_prefix(length);
  return character;
}

Utf8Measure measureUtf8(std::string_view text) {
  Utf8Measure measure{0, true, 0};
  while (!text.empty()) {
    uint32_t character = nextCharacter(text);
    measure.utf16Units += character >= 0x10000 ? 2 : 1;
    measure.latin1 &= character < 0x100;
    ++measure.characters;
  }
  return measure;
}

static void putUnit(uint8_t *&to, uint32_t unit) {
  *to++ = static_cast<uint8_t>(unit);
  *to++ = static_cast<uint8_t>(unit >> 8);
}

void utf8ToUtf16(std::string_view text, uint8_t *to) {
  while (!text.empty()) {
    uint32_t character = nextCharacter(text);
    if (character >= 0x10000) {
      putUnit(to, 0xd7c0 + (character >> 10));
      putUnit(to, 0xdc00 + (character & 0x3ff));
    } else
      putUnit(to, character);
  }
}

void utf8ToLatin1(std::string_view text, uint8_t *to) {
  while (!text.empty())
    *to++ = static_cast<uint8_t>(nextCharacter(text));
}

void putCharacter(char *&to, uint32_t character) {
  auto put = [&](uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (character < 0x80)
    return put(character);
  if (character < 0x800)
    put(0xc0 | character >> 6);
  else {
    if (character < 0x10000)
      put(0xe0 | character >> 12);
    else {
      put(0xf0 | character >> 18);
      put(0x80 | (character >> 12 & 63));
    }
    put(0x80 | (character >> 6 & 63));
  }
  put(0x80 | (character & 63));
}

static uint32_t unitAt(const uint8_t *from, size_t index) {
  return from[2 * index] | uint32_t(from[2 * index + 1]) << 8;
}

// The character at `index`, which is moved behind it; none for half a pair.
static std::optional<uint32_t> nextUtf16(const uint8_t *from, size_t units, size_t &index) {
  uint32_t unit = unitAt(from, index++);
  if (unit < 0xd800 || unit > 0xdfff)
    return unit;
  if (unit > 0xdbff || index == units)
    return std::nullopt;
  uint32_t second = unitAt(from, index);
  if (second < 0xdc00 || second > 0xdfff)
    return std::nullopt;
  ++index;
  return 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
}

std::optional<size_t> utf16AsUtf8Size(const uint8_t *from, size_t units) {
  size_t size = 0;
  for (size_t i = 0; i < units;) {
    auto character = nextUtf16(from, units, i);
    if (!character)
      return std::nullopt;
    size += *character < 0x80 ? 1 : *character < 0x800 ? 2 : *character < 0x10000 ? 3 : 4;
  }
  return size;
}

void utf16ToUtf8(const uint8_t *from, size_t units, char *to) {
  for (size_t i = 0; i < units;)
    if (auto character = nextUtf16(from, units, i))
      putCharacter(to, *character);
}

size_t latin1AsUtf8Size(const uint8_t *from, size_t size) {
  size_t result = size;
  for (size_t i = 0; i < size; ++i)
    result += from[i] >> 7;
  return result;
}

void latin1ToUtf8(const uint8_t *from, size_t size, char *to) {
  for (size_t i = 0; i < size; ++i)
    putCharacter(to, from[i]);
}

} // namespace aotc::rt
