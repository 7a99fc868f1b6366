// Characters and strings of WAVE. Entry points: parseChar, parseString.
//
// The text is valid UTF-8: parse.cpp has checked all of it.
//
// Multi-line strings are read twice, since their last line says how far all lines
// are indented: first to the closing quotes, then line by line.
#include "canon/unicode.h"
#include "wave/cursor.h"

namespace aotc::rt::wave {

namespace {

void putUtf8(std::string &out, uint32_t c) {
  char text[4];
  char *end = text;
  putCharacter(end, c);
  out.append(text, end);
}

// "{2603}", behind "\u".
bool unicodeEscape(Cursor &cursor, std::string &out) {
  size_t start = cursor.at();
  uint32_t c = 0;
  size_t digits = 0;
  if (!cursor.take("{"))
    return cursor.fail(start, "expected '{' behind \\u");
  for (; !cursor.atEnd() && cursor.peek() != '}'; cursor.skip(1), ++digits) {
    char d = cursor.peek();
    bool lower = d >= 'a' && d <= 'f', upper = d >= 'A' && d <= 'F';
    if (!lower && !upper && !(d >= '0' && d <= '9'))
      return cursor.fail(cursor.at(), "expected a hexadecimal digit");
    c = c << 4 | static_cast<uint32_t>(lower ? d - 'a' + 10 : upper ? d - 'A' + 10 : d - '0');
    if (c > 0x10ffff)
      return cursor.fail(start, "the escape is no Unicode scalar value");
  }
  if (digits == 0 || !cursor.take("}"))
    return cursor.fail(cursor.at(), "expected a hexadecimal digit");
  if (c >= 0xd800 && c <= 0xdfff)
    return cursor.fail(start, "the escape is no Unicode scalar value");
  putUtf8(out, c);
  return true;
}

bool escape(Cursor &cursor, std::string &out) {
  size_t start = cursor.at();
  cursor.skip(1);
  constexpr std::string_view codes = "\"'\\tnr", meanings = "\"'\\\t\n\r";
  char code = cursor.peek();
  cursor.skip(cursor.atEnd() ? 0 : 1);
  if (code == 'u')
    return unicodeEscape(cursor, out);
  size_t found = codes.find(code);
  if (code == '\0' || found == std::string_view::npos)
    return cursor.fail(start, "unknown escape; there are \\\" \\' \\\\ \\t \\n \\r \\u{...}");
  out.push_back(meanings[found]);
  return true;
}

// A character, escaped or not, that isn't `quote`.
bool character(Cursor &cursor, char quote, std::string &out) {
  if (cursor.peek() == '\\')
    return escape(cursor, out);
  if (cursor.atEnd() || cursor.peek() == '\n')
    return cursor.expected(quote == '\'' ? "the closing '" : "the closing \"");
  std::string_view behind = cursor.rest();
  nextCharacter(behind);
  size_t length = cursor.rest().size() - behind.size();
  out.append(cursor.rest().substr(0, length));
  cursor.skip(length);
  return true;
}

size_t spacesAt(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && text[count] == ' ')
    ++count;
  return count;
}

// The lines behind the first line break, up to the one with the closing quotes.
bool multiline(Cursor &cursor, std::string &out) {
  size_t start = cursor.at();
  if (!cursor.take("\n") && !cursor.take("\r\n"))
    return cursor.fail(start, "expected a line break behind \"\"\"");
  size_t end = cursor.rest().find("\"\"\"");
  if (end == std::string_view::npos)
    return cursor.fail(start, "the string has no closing \"\"\"");
  std::string_view body = cursor.rest().substr(0, end);
  size_t lastLine = body.rfind('\n');
  lastLine = lastLine == std::string_view::npos ? 0 : lastLine + 1;
  size_t indent = body.size() - lastLine;
  if (spacesAt(body.substr(lastLine)) != indent)
    return cursor.fail(cursor.at() + lastLine,
                       "the closing \"\"\" must stand in a line of its own");
  size_t first = cursor.at();
  while (cursor.at() < first + lastLine) {
    if (cursor.at() != first)
      out.push_back('\n');
    bool isEmpty = cursor.peek() == '\n' || cursor.rest().starts_with("\r\n");
    if (!isEmpty && spacesAt(cursor.rest()) < indent)
      return cursor.fail(cursor.at(), "the line is indented less than the closing \"\"\"");
    cursor.skip(isEmpty ? 0 : indent);
    while (!cursor.take("\r\n") && !cursor.take("\n"))
      if (!character(cursor, '"', out))
        return false;
  }
  cursor.skip(indent + 3);
  return true;
}

} // namespace

bool parseChar(Cursor &cursor, std::string &value) {
  if (!cursor.take("'"))
    return cursor.expected("a char, as 'x'");
  if (cursor.peek() == '\'')
    return cursor.fail(cursor.at(), "the char is empty");
  std::string utf8;
  if (!character(cursor, '\'', utf8))
    return false;
  if (!cursor.take("'"))
    return cursor.expected("the closing '");
  std::string_view decoded = utf8;
  put(value, nextCharacter(decoded));
  return true;
}

bool parseString(Cursor &cursor, std::string &value) {
  size_t length = value.size();
  put(value, uint32_t(0));
  if (cursor.take("\"\"\"")) {
    if (!multiline(cursor, value))
      return false;
  } else {
    if (!cursor.take("\""))
      return cursor.expected("a string, as \"x\"");
    while (!cursor.take("\""))
      if (!character(cursor, '"', value))
        return false;
  }
  size_t bytes = value.size() - length - 4;
  if (bytes > UINT32_MAX)
    return cursor.fail(0, "the string is too long");
  putAt(value, length, static_cast<uint32_t>(bytes));
  return true;
}

} // namespace aotc::rt::wave
