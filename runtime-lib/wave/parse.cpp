// WAVE text to values, led by the type. Entry points: parseValue, parseArguments.
//
// The grammar alone can't tell a record from flags or an enum from a variant; the
// type can, and it bounds the recursion too: text that nests deeper than the type
// does is wrong before it is entered. Every value is appended to what was there;
// only a record's fields, which may come in any order, are put together apart.
//
// A map has no form of its own in WAVE: it is written as a list of pairs.
#include <vector>

#include "canon/unicode.h"
#include "wave/cursor.h"

namespace aotc::rt::wave {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

// std::to_string would be libc++'s library, which isn't linked.
std::string decimal(uint32_t number) {
  std::string digits;
  do
    digits.insert(digits.begin(), static_cast<char>('0' + number % 10));
  while (number /= 10);
  return digits;
}

std::string_view withoutPercent(std::string_view label) {
  return label.substr(label.starts_with('%'));
}

class Parser {
public:
  Parser(std::string_view text, std::string &value) : cursor(text), value(value) {}

  std::optional<ParseError> whole(TypeView type) {
    checkEncoding();
    cursor.skipSpace();
    if (!cursor.error && parse(type))
      end();
    return std::move(cursor.error);
  }

  std::optional<ParseError> arguments(FuncView func) {
    uint32_t parsed = 0;
    checkEncoding();
    cursor.skipSpace();
    while (!cursor.error && !cursor.atEnd()) {
      if (parsed == func.paramCount()) {
        cursor.fail(cursor.at(), "there are more arguments than the function has parameters");
        break;
      }
      if (!parse(func.paramType(parsed))) {
        cursor.error->text =
            "argument " + quoted(func.paramName(parsed)) + ": " + cursor.error->text;
        break;
      }
      ++parsed;
      if (!comma()) {
        end();
        break;
      }
    }
    for (; !cursor.error && parsed < func.paramCount(); ++parsed) {
      if (func.paramType(parsed).kind() != ValueKind::Option)
        cursor.fail(cursor.at(), "argument " + quoted(func.paramName(parsed)) + " is missing");
      put(value, uint32_t(0));
    }
    return std::move(cursor.error);
  }

private:
  void checkEncoding() {
    if (!isValidUtf8(cursor.rest()))
      cursor.fail(0, "the text isn't valid UTF-8");
  }

  void end() {
    cursor.skipSpace();
    if (!cursor.atEnd())
      cursor.expected("the end");
  }

  // A comma with the space around it.
  bool comma() {
    cursor.skipSpace();
    bool found = cursor.take(",");
    cursor.skipSpace();
    return found;
  }

  bool parse(TypeView type) {
    switch (type.kind()) {
    case ValueKind::Bool:
      return boolean();
    case ValueKind::S8:
    case ValueKind::U8:
    case ValueKind::S16:
    case ValueKind::U16:
    case ValueKind::S32:
    case ValueKind::U32:
    case ValueKind::S64:
    case ValueKind::U64:
      return parseInteger(cursor, type.kind(), value);
    case ValueKind::F32:
    case ValueKind::F64:
      return parseFloat(cursor, type.kind(), value);
    case ValueKind::Char:
      return parseChar(cursor, value);
    case ValueKind::String:
      return parseString(cursor, value);
    case ValueKind::List:
    case ValueKind::Map:
      return list(type.element());
    case ValueKind::FixedList:
      return fixedList(type);
    case ValueKind::Record:
      return record(type);
    case ValueKind::Tuple:
      return tuple(type);
    case ValueKind::Variant:
    case ValueKind::Enum:
      return variant(type);
    case ValueKind::Option:
      return optionOrResult(type, "none", "some");
    case ValueKind::Result:
      return optionOrResult(type, "ok", "err");
    case ValueKind::Flags:
      return flags(type);
    case ValueKind::Own: // of results only
      return false;
    }
    return false;
  }

  bool boolean() {
    std::string_view label = cursor.peekLabel();
    if (label != "true" && label != "false")
      return cursor.expected("true or false");
    put(value, uint8_t(label == "true"));
    cursor.skip(label.size());
    return true;
  }

  // `element(i)` for each of the values in brackets; counts them.
  template <class Element>
  bool sequence(std::string_view open, std::string_view close, uint32_t &count, Element element) {
    if (!cursor.take(open))
      return cursor.expected(quoted(open));
    cursor.skipSpace();
    for (count = 0; !cursor.take(close); ++count) {
      if (count == UINT32_MAX)
        return cursor.fail(cursor.at(), "there are too many elements");
      if (!element(count))
        return false;
      if (!comma() && !cursor.rest().starts_with(close))
        return cursor.expected("',' or " + quoted(close));
    }
    return true;
  }

  bool list(TypeView element) {
    size_t at = value.size();
    put(value, uint32_t(0));
    uint32_t count;
    if (!sequence("[", "]", count, [&](uint32_t) { return parse(element); }))
      return false;
    putAt(value, at, count);
    return true;
  }

  bool fixedList(TypeView type) {
    size_t start = cursor.at();
    uint32_t count;
    if (!sequence("[", "]", count, [&](uint32_t i) {
          return i < type.length() ? parse(type.element()) : wrongLength(start, type.length());
        }))
      return false;
    return count == type.length() || wrongLength(start, type.length());
  }
  bool wrongLength(size_t start, uint32_t length) {
    return cursor.fail(start, "expected " + decimal(length) + " elements");
  }

  bool tuple(TypeView type) {
    size_t start = cursor.at();
    uint32_t count;
    if (!sequence("(", ")", count, [&](uint32_t i) {
          return i < type.count() ? parse(type.fieldType(i)) : wrongLength(start, type.count());
        }))
      return false;
    return count == type.count() || wrongLength(start, type.count());
  }

  // A label of a field, flag or case that the type has; its index.
  template <class Name> std::optional<uint32_t> label(uint32_t count, const char *what, Name name) {
    std::string_view found = cursor.peekLabel();
    for (uint32_t i = 0; i < count && !found.empty(); ++i)
      if (name(i) == withoutPercent(found)) {
        cursor.skip(found.size());
        return i;
      }
    std::string message = found.empty() ? "expected a " : "there is no ";
    message += what;
    if (!found.empty())
      message += " " + quoted(found);
    cursor.fail(cursor.at(), message + offered(count, name));
    return std::nullopt;
  }
  template <class Name> static std::string offered(uint32_t count, Name name) {
    constexpr uint32_t most = 12;
    std::string text = "; there " + std::string(count == 1 ? "is " : "are ");
    for (uint32_t i = 0; i < count && i < most; ++i)
      text += (i ? ", " : "") + quoted(name(i));
    return text + (count > most ? ", …" : "");
  }

  bool record(TypeView type) {
    std::vector<std::string> fields(type.count());
    std::string outer;
    outer.swap(value); // each field is parsed into an empty `value`
    bool ok = recordFields(type, fields);
    outer.swap(value);
    for (uint32_t i = 0; ok && i < type.count(); ++i)
      value += fields[i];
    return ok;
  }

  bool recordFields(TypeView type, std::vector<std::string> &fields) {
    size_t start = cursor.at();
    if (!cursor.rest().starts_with('{'))
      return cursor.expected("a record, as {field: value}");
    uint32_t count;
    auto field = [&](uint32_t) {
      size_t at = cursor.at();
      if (cursor.take(":")) { // "{:}", the record of nothing but absent options
        cursor.skipSpace();
        return cursor.rest().starts_with('}') || cursor.expected("'}'");
      }
      auto index = label(type.count(), "field", [&](uint32_t i) { return type.fieldName(i); });
      if (!index)
        return false;
      cursor.skipSpace();
      if (!cursor.take(":"))
        return cursor.expected("':'");
      cursor.skipSpace();
      if (!fields[*index].empty())
        return cursor.fail(at, "the field " + quoted(type.fieldName(*index)) + " comes twice");
      value.clear();
      if (!parse(type.fieldType(*index)))
        return false;
      fields[*index].swap(value);
      return true;
    };
    if (!sequence("{", "}", count, field))
      return false;
    for (uint32_t i = 0; i < type.count(); ++i) {
      if (!fields[i].empty())
        continue;
      if (type.fieldType(i).kind() != ValueKind::Option)
        return cursor.fail(start, "the field " + quoted(type.fieldName(i)) + " is missing");
      put(fields[i], uint32_t(0));
    }
    return true;
  }

  bool flags(TypeView type) {
    uint32_t bits = 0, count;
    if (!cursor.rest().starts_with('{'))
      return cursor.expected("flags, as {flag, flag}");
    if (!sequence("{", "}", count, [&](uint32_t) {
          auto index = label(type.count(), "flag", [&](uint32_t i) { return type.label(i); });
          if (index && bits >> *index & 1)
            return cursor.fail(cursor.at(),
                               "the flag " + quoted(type.label(*index)) + " comes twice");
          bits |= index ? uint32_t(1) << *index : 0;
          return index.has_value();
        }))
      return false;
    put(value, bits);
    return true;
  }

  bool variant(TypeView type) {
    if (isKeyword(cursor.peekLabel()))
      return cursor.fail(cursor.at(), quoted(cursor.peekLabel()) +
                                          " is a keyword; the case of this name is '%" +
                                          std::string(cursor.peekLabel()) + "'");
    auto index = label(type.count(), "case", [&](uint32_t i) { return type.caseName(i); });
    return index && caseValue(type, *index);
  }

  // Behind the label of case `index`.
  bool caseValue(TypeView type, uint32_t index) {
    put(value, index);
    TypeView payload = type.casePayload(index);
    cursor.skipSpace();
    if (!payload)
      return !cursor.rest().starts_with('(') ||
             cursor.fail(cursor.at(),
                         "the case " + quoted(type.caseName(index)) + " has no payload");
    if (!cursor.take("("))
      return cursor.fail(cursor.at(), "the case " + quoted(type.caseName(index)) +
                                          " needs a payload in parentheses");
    cursor.skipSpace();
    if (!parse(payload))
      return false;
    cursor.skipSpace();
    return cursor.take(")") || cursor.expected("')'");
  }

  // A payload that is no option or result itself may stand without its case.
  bool optionOrResult(TypeView type, std::string_view first, std::string_view second) {
    std::string_view label = cursor.peekLabel();
    if (label == first || label == second) {
      cursor.skip(label.size());
      return caseValue(type, label == second);
    }
    uint32_t flat = type.kind() == ValueKind::Option ? 1 : 0;
    TypeView payload = type.casePayload(flat);
    if (!payload || payload.kind() == ValueKind::Option || payload.kind() == ValueKind::Result)
      return cursor.expected(quoted(first) + " or " + quoted(second));
    put(value, flat);
    return parse(payload);
  }

  Cursor cursor;
  std::string &value;
};

} // namespace

bool isKeyword(std::string_view label) {
  constexpr std::string_view keywords[] = {"true", "false", "inf", "nan",
                                           "some", "none",  "ok",  "err"};
  for (std::string_view keyword : keywords)
    if (label == keyword)
      return true;
  return false;
}

void Cursor::skipSpace() {
  for (;;) {
    while (isSpace(peek()) && !atEnd())
      skip(1);
    if (!rest().starts_with("//"))
      return;
    while (!atEnd() && peek() != '\n')
      skip(1);
  }
}

// Words of one case each, joined by hyphens.
std::string_view Cursor::peekLabel() const {
  std::string_view from = rest();
  size_t size = from.starts_with('%');
  for (;;) {
    char first = size < from.size() ? from[size] : '\0';
    if (!isLower(first) && !isUpper(first))
      return {};
    while (size < from.size() &&
           (isDigit(from[size]) || (isLower(first) ? isLower(from[size]) : isUpper(from[size]))))
      ++size;
    if (size == from.size() || from[size] != '-')
      return from.substr(0, size);
    ++size;
  }
}

bool Cursor::expected(std::string_view what) {
  std::string message = "expected " + std::string(what) + ", found ";
  size_t shown = 0;
  while (shown < rest().size() && shown < 24 && !isSpace(rest()[shown]) && rest()[shown] != ',')
    ++shown;
  shown += shown == 0 && !atEnd();
  // Not half a character.
  while (shown && shown < rest().size() && (rest()[shown] & 0xc0) == 0x80)
    ++shown;
  message += atEnd() ? "the end" : quoted(rest().substr(0, shown));
  return fail(at(), std::move(message));
}

std::optional<ParseError> parseValue(TypeView type, std::string_view text, std::string &value) {
  return Parser(text, value).whole(type);
}

std::optional<ParseError> parseArguments(FuncView func, std::string_view text, std::string &value) {
  return Parser(text, value).arguments(func);
}

} // namespace aotc::rt::wave
