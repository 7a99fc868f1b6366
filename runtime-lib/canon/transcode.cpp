// Readers take text apart into characters, writers put them together; a loop joins
// one of each. Runs of ASCII, most of what guests say, are moved eight units at a
// time before the loop looks at single characters; compilers make vectors of that.

#include "canon/transcode.h"

#include <string.h>

namespace aotc::rt {

namespace {

constexpr size_t block = 8; // units

uint32_t unitAt(const uint8_t *at) { return at[0] | uint32_t(at[1]) << 8; }

// The readers: `next` gives a character, or nothing where the text is broken.
struct Utf8Reader {
  static constexpr size_t unitSize = 1;
  const uint8_t *at, *end;

  bool isAsciiBlock() const {
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return !(word & 0x8080808080808080);
  }
  uint8_t asciiAt(size_t i) const { return at[i]; }
  std::optional<uint32_t> next() {
    uint32_t lead = *at;
    if (lead < 0x80) {
      ++at;
      return lead;
    }
    size_t length = utf8SequenceLength(at, static_cast<size_t>(end - at));
    if (length == 0)
      return std::nullopt;
    uint32_t character = lead & (0x7fu >> length);
    for (size_t i = 1; i < length; ++i)
      character = character << 6 | (at[i] & 0x3fu);
    at += length;
    return character;
  }
};

struct Utf16Reader {
  static constexpr size_t unitSize = 2;
  const uint8_t *at, *end;

  bool isAsciiBlock() const {
    uint64_t words[2];
    memcpy(words, at, sizeof(words));
    return !((words[0] | words[1]) & 0xff80ff80ff80ff80);
  }
  uint8_t asciiAt(size_t i) const { return at[2 * i]; }
  std::optional<uint32_t> next() {
    uint32_t unit = unitAt(at);
    at += 2;
    if (unit < 0xd800 || unit > 0xdfff)
      return unit;
    if (unit > 0xdbff || at == end)
      return std::nullopt;
    uint32_t second = unitAt(at);
    if (second < 0xdc00 || second > 0xdfff)
      return std::nullopt;
    at += 2;
    return 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
  }
};

struct Latin1Reader {
  static constexpr size_t unitSize = 1;
  const uint8_t *at, *end;

  bool isAsciiBlock() const { return Utf8Reader{at, end}.isAsciiBlock(); }
  uint8_t asciiAt(size_t i) const { return at[i]; }
  std::optional<uint32_t> next() { return *at++; }
};

// The writers: `put` fails where the character doesn't fit.
struct Utf8Writer {
  static constexpr size_t unitSize = 1;
  uint8_t *at, *end;

  void putAscii(size_t i, uint8_t unit) { at[i] = unit; }
  bool put(uint32_t character) {
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    if (static_cast<size_t>(end - at) < length)
      return false;
    if (length == 1) {
      *at++ = static_cast<uint8_t>(character);
      return true;
    }
    for (size_t i = length; i-- > 1; character >>= 6)
      at[i] = static_cast<uint8_t>(0x80 | (character & 0x3f));
    at[0] = static_cast<uint8_t>((0xf00u >> length) | character);
    at += length;
    return true;
  }
};

struct Utf16Writer {
  static constexpr size_t unitSize = 2;
  uint8_t *at, *end;

  void putAscii(size_t i, uint8_t unit) {
    at[2 * i] = unit;
    at[2 * i + 1] = 0;
  }
  bool put(uint32_t character) {
    if (character < 0x10000)
      return putUnit(character);
    return putUnit(0xd7c0 + (character >> 10)) && putUnit(0xdc00 + (character & 0x3ff));
  }
  bool putUnit(uint32_t unit) {
    if (end - at < 2)
      return false;
    at[0] = static_cast<uint8_t>(unit);
    at[1] = static_cast<uint8_t>(unit >> 8);
    at += 2;
    return true;
  }
};

struct Latin1Writer {
  static constexpr size_t unitSize = 1;
  uint8_t *at, *end;

  void putAscii(size_t i, uint8_t unit) { at[i] = unit; }
  bool put(uint32_t character) {
    if (character > 0xff || at == end)
      return false;
    *at++ = static_cast<uint8_t>(character);
    return true;
  }
};

// Counts what the others write.
struct Measure {
  uint64_t utf8 = 0, utf16 = 0;
  uint32_t all = 0; // larger than 0xff if a character is
  void add(uint32_t character) {
    utf8 += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    utf16 += character < 0x10000 ? 1 : 2;
    all |= character;
  }
};

template <class Reader, class Writer>
bool convert(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  Reader reader{from, from + units * Reader::unitSize};
  Writer writer{to, to + bytes};
  while (reader.at != reader.end) {
    while (static_cast<size_t>(reader.end - reader.at) >= block * Reader::unitSize &&
           static_cast<size_t>(writer.end - writer.at) >= block * Writer::unitSize &&
           reader.isAsciiBlock()) {
      for (size_t i = 0; i < block; ++i)
        writer.putAscii(i, reader.asciiAt(i));
      reader.at += block * Reader::unitSize;
      writer.at += block * Writer::unitSize;
    }
    // A few characters before the next look, or text of another script crawls.
    for (size_t i = 0; i < block && reader.at != reader.end; ++i) {
      std::optional<uint32_t> character = reader.next();
      if (!character || !writer.put(*character))
        return false;
    }
  }
  return writer.at == writer.end;
}

template <class Reader> std::optional<Measure> measure(const uint8_t *from, size_t units) {
  Reader reader{from, from + units * Reader::unitSize};
  Measure result;
  while (reader.at != reader.end) {
    while (static_cast<size_t>(reader.end - reader.at) >= block * Reader::unitSize &&
           reader.isAsciiBlock()) {
      reader.at += block * Reader::unitSize;
      result.utf8 += block;
      result.utf16 += block;
    }
    for (size_t i = 0; i < block && reader.at != reader.end; ++i) {
      std::optional<uint32_t> character = reader.next();
      if (!character)
        return std::nullopt;
      result.add(*character);
    }
  }
  return result;
}

} // namespace

std::optional<TextMeasure> measureUtf8Text(const uint8_t *from, size_t units) {
  auto result = measure<Utf8Reader>(from, units);
  if (!result)
    return std::nullopt;
  return TextMeasure{result->utf16, result->all < 0x100};
}

std::optional<TextMeasure> measureUtf16Text(const uint8_t *from, size_t units) {
  auto result = measure<Utf16Reader>(from, units);
  if (!result)
    return std::nullopt;
  return TextMeasure{result->utf8, result->all < 0x100};
}

bool textUtf8ToUtf16(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  return convert<Utf8Reader, Utf16Writer>(from, units, to, bytes);
}
bool textUtf8ToLatin1(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  return convert<Utf8Reader, Latin1Writer>(from, units, to, bytes);
}
bool textUtf16ToUtf8(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  return convert<Utf16Reader, Utf8Writer>(from, units, to, bytes);
}
bool textUtf16ToUtf16(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  return convert<Utf16Reader, Utf16Writer>(from, units, to, bytes);
}
bool textUtf16ToLatin1(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  return convert<Utf16Reader, Latin1Writer>(from, units, to, bytes);
}
bool textLatin1ToUtf8(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  return convert<Latin1Reader, Utf8Writer>(from, units, to, bytes);
}
bool textLatin1ToUtf16(const uint8_t *from, size_t units, uint8_t *to, size_t bytes) {
  return convert<Latin1Reader, Utf16Writer>(from, units, to, bytes);
}

} // namespace aotc::rt
