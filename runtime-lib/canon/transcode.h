// Text from one guest's memory to another's, in all encodings. Nothing is trusted:
// what is read is checked, and what is written stays within its bounds, also when
// the text is changed by somebody in between or both overlap.
#pragma once

#include "canon/unicode.h"

namespace aotc::rt {

struct TextMeasure {
  uint64_t units; // of UTF-16 for UTF-8, of UTF-8 for UTF-16
  bool latin1;    // every character is below U+0100
};
// None for text that isn't valid. `units` counts code units of the source.
std::optional<TextMeasure> measureUtf8Text(const uint8_t *from, size_t units);
std::optional<TextMeasure> measureUtf16Text(const uint8_t *from, size_t units);

// Whether the text was valid, of the target's characters, and became `bytes` bytes.
bool textUtf8ToUtf16(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);
bool textUtf8ToLatin1(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);
bool textUtf16ToUtf8(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);
bool textUtf16ToUtf16(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);
bool textUtf16ToLatin1(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);
bool textLatin1ToUtf8(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);
bool textLatin1ToUtf16(const uint8_t *from, size_t units, uint8_t *to, size_t bytes);

} // namespace aotc::rt
