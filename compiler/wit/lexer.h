// Tokens of WIT text (WIT.md, "Lexical structure").
#pragma once

#include <optional>
#include <string_view>

#include "support/result.h"

namespace aotc::wit {

enum class TokenKind : uint8_t {
  Identifier, // a keyword too, unless it was written with %
  Integer,
  String,
  Equals,
  Comma,
  Colon,
  Semicolon,
  LeftParen,
  RightParen,
  LeftBrace,
  RightBrace,
  LeftAngle,
  RightAngle,
  Star,
  Arrow,
  Slash,
  Dot,
  At,
  Underscore,
  End,
};

struct Token {
  TokenKind kind = TokenKind::End;
  bool escaped = false;  // %id
  std::string_view text; // of an identifier without the %, of a string without its quotes
  uint64_t offset = 0;
  uint64_t end = 0;
};

// What a token is called in a message.
std::string_view describe(TokenKind kind);
bool isKeyword(std::string_view text);
// A label of the component model: kebab-case, each word of one case.
bool isLabel(std::string_view text);

class Lexer {
public:
  // `text` must be checked by checkText first, and outlive all tokens.
  explicit Lexer(std::string_view text) : text(text) {}

  // Well-formed UTF-8 without control codes or bidirectional overrides.
  static Result<void> checkText(std::string_view text);

  Result<Token> next();
  Result<Token> peek();
  // A semantic version (it isn't made of tokens) right where the last token ended.
  Result<std::string_view> readVersion();
  uint64_t offset() const { return pos; }

private:
  Result<void> skipBlank();
  Result<void> skipBlockComment();
  Result<Token> scan();
  Result<Token> scanString();
  Token scanWord(bool escaped);
  char at(uint64_t i) const { return i < text.size() ? text[i] : '\0'; }

  std::string_view text;
  uint64_t pos = 0;
  std::optional<Token> peeked;
};

} // namespace aotc::wit
