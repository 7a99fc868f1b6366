// WIT text to tokens, on demand: WIT.md, "Lexical structure". Entry points:
// Lexer::checkText once per file, then next and peek.
//
// Versions are read by their own function because they aren't made of tokens
// ("0.2.0-rc-2023-11-10" or "1.0.0+a.b"), and only the parser knows where one
// may stand; a version ends before a dot that no version character follows, so
// that "wasi:io/streams@0.2.0.{error}" works. Doc comments are comments: no
// stage of ours needs them.
#include "wit/lexer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "support/byte_reader.h"

namespace aotc::wit {

namespace {

constexpr std::string_view kKeywords[] = {
    "as",  "async",  "bool",   "borrow",  "char",   "constructor", "enum",    "export",    "f32",
    "f64", "flags",  "from",   "func",    "future", "import",      "include", "interface", "list",
    "map", "option", "own",    "package", "record", "resource",    "result",  "s16",       "s32",
    "s64", "s8",     "static", "stream",  "string", "tuple",       "type",    "u16",       "u32",
    "u64", "u8",     "use",    "variant", "with",   "world"};

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isWordChar(char c) { return isDigit(c) || isLower(c) || isUpper(c) || c == '-'; }
bool isVersionChar(char c) { return isWordChar(c); }

// U+202A…U+202E, U+2066…U+2069 as UTF-8: they make text read other than it is.
bool isBidiOverride(std::string_view s) {
  auto byte = [&](size_t i) { return i < s.size() ? uint8_t(s[i]) : 0; };
  if (byte(0) != 0xe2)
    return false;
  return (byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae) ||
         (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9);
}

std::optional<TokenKind> punctuation(char c) {
  switch (c) {
  case '=':
    return TokenKind::Equals;
  case ',':
    return TokenKind::Comma;
  case ':':
    return TokenKind::Colon;
  case ';':
    return TokenKind::Semicolon;
  case '(':
    return TokenKind::LeftParen;
  case ')':
    return TokenKind::RightParen;
  case '{':
    return TokenKind::LeftBrace;
  case '}':
    return TokenKind::RightBrace;
  case '<':
    return TokenKind::LeftAngle;
  case '>':
    return TokenKind::RightAngle;
  case '*':
    return TokenKind::Star;
  case '/':
    return TokenKind::Slash;
  case '.':
    return TokenKind::Dot;
  case '@':
    return TokenKind::At;
  case '_':
    return TokenKind::Underscore;
  }
  return std::nullopt;
}

} // namespace

std::string_view describe(TokenKind kind) {
  switch (kind) {
  case TokenKind::Identifier:
    return "an identifier";
  case TokenKind::Integer:
    return "an integer";
  case TokenKind::String:
    return "a string";
  case TokenKind::Equals:
    return "'='";
  case TokenKind::Comma:
    return "','";
  case TokenKind::Colon:
    return "':'";
  case TokenKind::Semicolon:
    return "';'";
  case TokenKind::LeftParen:
    return "'('";
  case TokenKind::RightParen:
    return "')'";
  case TokenKind::LeftBrace:
    return "'{'";
  case TokenKind::RightBrace:
    return "'}'";
  case TokenKind::LeftAngle:
    return "'<'";
  case TokenKind::RightAngle:
    return "'>'";
  case TokenKind::Star:
    return "'*'";
  case TokenKind::Arrow:
    return "'->'";
  case TokenKind::Slash:
    return "'/'";
  case TokenKind::Dot:
    return "'.'";
  case TokenKind::At:
    return "'@'";
  case TokenKind::Underscore:
    return "'_'";
  case TokenKind::End:
    return "the end of the file";
  }
  return "?";
}

bool isKeyword(std::string_view text) {
  return std::find(std::begin(kKeywords), std::end(kKeywords), text) != std::end(kKeywords);
}

bool isLabel(std::string_view text) {
  bool first = true;
  while (true) {
    std::string_view word = text.substr(0, text.find('-'));
    bool lower =
        std::all_of(word.begin(), word.end(), [](char c) { return isLower(c) || isDigit(c); });
    bool upper =
        std::all_of(word.begin(), word.end(), [](char c) { return isUpper(c) || isDigit(c); });
    if (word.empty() || !(lower || upper) || (first && isDigit(word[0])))
      return false;
    if (word.size() == text.size())
      return true;
    text.remove_prefix(word.size() + 1);
    first = false;
  }
}

Result<void> Lexer::checkText(std::string_view text) {
  if (!isValidUtf8({reinterpret_cast<const uint8_t *>(text.data()), text.size()}))
    return Error::malformed(0, "WIT text must be UTF-8");
  for (size_t i = 0; i < text.size(); ++i) {
    uint8_t c = uint8_t(text[i]);
    if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
      return Error::malformed(i, fmt::format("control code {:#x} in WIT text", c));
    if (isBidiOverride(text.substr(i, 3)))
      return Error::malformed(i, "bidirectional override in WIT text");
  }
  return {};
}

Result<void> Lexer::skipBlockComment() {
  uint64_t begin = pos;
  uint64_t depth = 0; // block comments nest
  do {
    if (pos >= text.size())
      return Error::malformed(begin, "unterminated block comment");
    bool opens = text.substr(pos, 2) == "/*";
    bool closes = text.substr(pos, 2) == "*/";
    depth += opens ? 1 : 0;
    depth -= closes ? 1 : 0;
    pos += opens || closes ? 2 : 1;
  } while (depth > 0);
  return {};
}

Result<void> Lexer::skipBlank() {
  while (pos < text.size()) {
    char c = text[pos];
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
      ++pos;
    else if (text.substr(pos, 2) == "//")
      pos = std::min<uint64_t>(text.find('\n', pos), text.size());
    else if (text.substr(pos, 2) == "/*")
      TRY(skipBlockComment());
    else
      return {};
  }
  return {};
}

Token Lexer::scanWord(bool escaped) {
  Token token{TokenKind::Identifier, escaped, {}, pos, 0};
  uint64_t begin = pos;
  while (isWordChar(at(pos)))
    ++pos;
  token.text = text.substr(begin, pos - begin);
  token.end = pos;
  return token;
}

Result<Token> Lexer::scanString() {
  Token token{TokenKind::String, false, {}, pos, 0};
  uint64_t begin = ++pos;
  while (at(pos) != '"') {
    if (pos >= text.size() || text[pos] == '\n')
      return Error::malformed(token.offset, "unterminated string");
    pos += at(pos) == '\\' ? 2 : 1;
  }
  token.text = text.substr(begin, pos - begin);
  token.end = ++pos;
  return token;
}

Result<Token> Lexer::scan() {
  TRY(skipBlank());
  uint64_t begin = pos;
  char c = at(pos);
  if (pos >= text.size())
    return Token{TokenKind::End, false, {}, text.size(), text.size()};
  if (c == '"')
    return scanString();
  if (isDigit(c)) {
    while (isDigit(at(pos)))
      ++pos;
    return Token{TokenKind::Integer, false, text.substr(begin, pos - begin), begin, pos};
  }
  bool escaped = c == '%';
  if (escaped)
    ++pos;
  if (isLower(at(pos)) || isUpper(at(pos)) || escaped) {
    Token token = scanWord(escaped);
    token.offset = begin;
    if (!isLabel(token.text))
      return Error::malformed(begin,
                              fmt::format("'{}' is not a kebab-case identifier", token.text));
    return token;
  }
  if (text.substr(pos, 2) == "->") {
    pos += 2;
    return Token{TokenKind::Arrow, false, text.substr(begin, 2), begin, pos};
  }
  if (auto kind = punctuation(c)) {
    ++pos;
    return Token{*kind, false, text.substr(begin, 1), begin, pos};
  }
  return Error::malformed(begin, fmt::format("unexpected character {:#x}", uint8_t(c)));
}

Result<Token> Lexer::next() {
  Token token = TRY(peek());
  peeked.reset();
  pos = token.end;
  return token;
}

Result<Token> Lexer::peek() {
  if (!peeked) {
    uint64_t before = pos;
    auto token = scan();
    pos = before;
    if (!token)
      return token.takeError();
    peeked = *token;
  }
  return *peeked;
}

// https://semver.org: MAJOR.MINOR.PATCH, then "-" and "+" parts of dotted words.
Result<std::string_view> Lexer::readVersion() {
  peeked.reset();
  TRY(skipBlank());
  uint64_t begin = pos;
  auto fail = [&] { return Error::malformed(begin, "expected a version such as 1.2.3"); };
  for (int part = 0; part < 3; ++part) {
    if (part > 0 && at(pos++) != '.')
      return fail();
    uint64_t digits = pos;
    while (isDigit(at(pos)))
      ++pos;
    if (pos == digits || (text[digits] == '0' && pos - digits > 1))
      return fail();
  }
  for (char mark : {'-', '+'}) {
    if (at(pos) != mark)
      continue;
    do {
      uint64_t word = ++pos;
      while (isVersionChar(at(pos)))
        ++pos;
      if (pos == word)
        return fail();
    } while (at(pos) == '.' && isVersionChar(at(pos + 1)));
  }
  return text.substr(begin, pos - begin);
}

} // namespace aotc::wit
