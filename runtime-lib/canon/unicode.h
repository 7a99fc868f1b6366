// Text in the three encodings of the canonical ABI.
#pragma once

#include <optional>
#include <stddef.h>
#include <stdint.h>
#include <string_view>

namespace aotc::rt {

bool isValidUtf8(std::string_view text);
bool isAscii(std::string_view text);
// Bytes of the valid sequence at the start, which isn't ASCII; 0 if there is none.
size_t utf8SequenceLength(const uint8_t *at, size_t size);

// The character at the start of valid text, which it is moved behind.
uint32_t nextCharacter(std::string_view &text);
// Writes a character as UTF-8, which `to` is moved behind.
void putCharacter(char *&to, uint32_t character);

// How much room UTF-8 text takes in another encoding. The text is valid.
struct Utf8Measure {
  size_t utf16Units; // code units
  bool latin1;       // every character is below U+0100
  size_t characters;
};
Utf8Measure measureUtf8(std::string_view text);
// Unaligned destinations are fine; there is room as measured.
void utf8ToUtf16(std::string_view text, uint8_t *to);
void utf8ToLatin1(std::string_view text, uint8_t *to);

// Bytes of UTF-8 that `units` code units at `from` become; none for a surrogate
// without its other half.
std::optional<size_t> utf16AsUtf8Size(const uint8_t *from, size_t units);
void utf16ToUtf8(const uint8_t *from, size_t units, char *to);
size_t latin1AsUtf8Size(const uint8_t *from, size_t size);
void latin1ToUtf8(const uint8_t *from, size_t size, char *to);

} // namespace aotc::rt
