// A place in WAVE text, for the parser's files only.
#pragma once

#include "wave/wave.h"

namespace aotc::rt::wave {

class Cursor {
public:
  explicit Cursor(std::string_view text) : text(text) {}

  size_t at() const { return position; }
  bool atEnd() const { return position == text.size(); }
  std::string_view rest() const { return text.substr(position); }
  // NUL at the end; a NUL in the text isn't part of any token.
  char peek() const { return atEnd() ? '\0' : text[position]; }
  void skip(size_t count) { position += count; }
  bool take(std::string_view token) {
    if (!rest().starts_with(token))
      return false;
    position += token.size();
    return true;
  }
  // White space and comments.
  void skipSpace();
  // A label with its '%', if there is one: "%err", "two-words", "HTTP3"; else nothing. Stays in
  // its place.
  std::string_view peekLabel() const;

  // False, so that a parser can return it. The first error counts.
  bool fail(size_t at, std::string message) {
    if (!error)
      error = ParseError{at, std::move(message)};
    return false;
  }
  bool expected(std::string_view what);

  std::optional<ParseError> error;

private:
  std::string_view text;
  size_t position = 0;
};

// Numbers: parse_number.cpp. REQUIRES: an integer kind; F32 or F64.
bool parseInteger(Cursor &cursor, ValueKind kind, std::string &value);
bool parseFloat(Cursor &cursor, ValueKind kind, std::string &value);
// Text: parse_text.cpp.
bool parseChar(Cursor &cursor, std::string &value);
bool parseString(Cursor &cursor, std::string &value);

// Labels that a variant's case must escape with '%'.
bool isKeyword(std::string_view label);

// A little-endian word as part of a value.
template <class T> void put(std::string &value, T word) {
  value.append(reinterpret_cast<const char *>(&word), sizeof(T));
}
template <class T> void putAt(std::string &value, size_t at, T word) {
  memcpy(value.data() + at, &word, sizeof(T));
}

} // namespace aotc::rt::wave
