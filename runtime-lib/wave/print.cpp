// Values as WAVE text, as the wasm-wave crate writes them: `, ` and `: ` between
// the parts, fields that are `none` left out, payloads of options and results
// always in their case. Entry point: printValue.
//
// A floating-point number is written with the fewest digits that are read back as
// the same number, and never with an exponent. printf rounds correctly, so the
// first precision that survives the way back is the shortest; that costs up to 17
// tries, in a program's last line of output. A table-driven algorithm was rejected
// for its size.
#include <stdio.h>
#include <stdlib.h>

#include "canon/unicode.h"
#include "wave/cursor.h"

namespace aotc::rt::wave {

namespace {

class Printer {
public:
  Printer(ValueReader &value, Sink &sink) : value(value), sink(sink) {}

  void print(TypeView type) {
    switch (type.kind()) {
    case ValueKind::Bool:
      return sink.write(value.take<uint8_t>() ? "true" : "false");
    case ValueKind::S8:
      return number(value.take<int8_t>());
    case ValueKind::U8:
      return number(value.take<uint8_t>());
    case ValueKind::S16:
      return number(value.take<int16_t>());
    case ValueKind::U16:
      return number(value.take<uint16_t>());
    case ValueKind::S32:
      return number(value.take<int32_t>());
    case ValueKind::U32:
      return number(value.take<uint32_t>());
    case ValueKind::S64:
      return number(value.take<int64_t>());
    case ValueKind::U64: {
      uint64_t word = value.take<uint64_t>();
      return magnitude(word, false);
    }
    case ValueKind::F32: {
      float wanted = value.take<float>();
      return floating(wanted, [=](const char *text) { return strtof(text, nullptr) == wanted; });
    }
    case ValueKind::F64: {
      double wanted = value.take<double>();
      return floating(wanted, [=](const char *text) { return strtod(text, nullptr) == wanted; });
    }
    case ValueKind::Char:
      sink.write("'");
      character(value.take<uint32_t>());
      return sink.write("'");
    case ValueKind::String:
      return string(value.text());
    case ValueKind::List:
    case ValueKind::Map:
      return list(type.element(), value.take<uint32_t>());
    case ValueKind::FixedList:
      return list(type.element(), type.length());
    case ValueKind::Record:
      return record(type);
    case ValueKind::Tuple:
      return tuple(type);
    case ValueKind::Variant:
    case ValueKind::Enum:
    case ValueKind::Option:
    case ValueKind::Result:
      return variant(type);
    case ValueKind::Flags:
      return flags(type);
    case ValueKind::Own: // WAVE has no words for it
      value.take<uint64_t>();
      return sink.write("own");
    }
  }

private:
  void magnitude(uint64_t word, bool negative) {
    char reversed[20], digits[21];
    size_t count = 0, size = 0;
    do
      reversed[count++] = static_cast<char>('0' + word % 10);
    while (word /= 10);
    if (negative)
      digits[size++] = '-';
    while (count)
      digits[size++] = reversed[--count];
    sink.write({digits, size});
  }
  void number(int64_t word) {
    magnitude(word < 0 ? 0 - static_cast<uint64_t>(word) : static_cast<uint64_t>(word), word < 0);
  }

  template <class Same> void floating(double number, Same same) {
    if (__builtin_isnan(number))
      return sink.write("nan");
    if (__builtin_isinf(number))
      return sink.write(number < 0 ? "-inf" : "inf");
    char text[40];
    for (int precision = 0; precision < 17; ++precision) {
      snprintf(text, sizeof(text), "%.*e", precision, number);
      if (same(text))
        break;
    }
    positional(text);
  }

  // "-1.25e-03" without the exponent.
  void positional(const char *text) {
    std::string digits, out;
    if (*text == '-')
      out.push_back(*text++);
    for (; *text != 'e'; ++text)
      if (*text != '.')
        digits.push_back(*text);
    long point = 1 + strtol(text + 1, nullptr, 10); // digits before it
    while (digits.size() > 1 && digits.back() == '0')
      digits.pop_back();
    if (digits == "0")
      point = 1;
    if (point <= 0) {
      out += "0.";
      out.append(static_cast<size_t>(-point), '0');
      out += digits;
    } else {
      size_t whole = static_cast<size_t>(point);
      if (digits.size() < whole)
        digits.append(whole - digits.size(), '0');
      out.append(digits, 0, whole);
      if (digits.size() > whole) {
        out.push_back('.');
        out.append(digits, whole, std::string::npos);
      }
    }
    sink.write(out);
  }

  void hexEscape(uint32_t c) {
    char text[12];
    int size = snprintf(text, sizeof(text), "\\u{%x}", c);
    sink.write({text, static_cast<size_t>(size)});
  }

  void character(uint32_t c) {
    switch (c) {
    case '\t':
      return sink.write("\\t");
    case '\n':
      return sink.write("\\n");
    case '\r':
      return sink.write("\\r");
    case '"':
      return sink.write("\\\"");
    case '\'':
      return sink.write("\\'");
    case '\\':
      return sink.write("\\\\");
    }
    bool isControl = c < 0x20 || (c >= 0x7f && c < 0xa0);
    // What would turn a terminal's text around or can't be seen.
    bool isHidden = c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
                    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
    if (isControl || isHidden)
      return hexEscape(c);
    char utf8[4];
    char *end = utf8;
    putCharacter(end, c);
    sink.write({utf8, static_cast<size_t>(end - utf8)});
  }

  void string(std::string_view text) {
    sink.write("\"");
    while (!text.empty())
      character(nextCharacter(text));
    sink.write("\"");
  }

  void list(TypeView element, uint32_t count) {
    sink.write("[");
    for (uint32_t i = 0; i < count; ++i) {
      if (i)
        sink.write(", ");
      print(element);
    }
    sink.write("]");
  }

  void tuple(TypeView type) {
    sink.write("(");
    for (uint32_t i = 0; i < type.count(); ++i) {
      if (i)
        sink.write(", ");
      print(type.fieldType(i));
    }
    sink.write(")");
  }

  void record(TypeView type) {
    sink.write("{");
    bool first = true;
    for (uint32_t i = 0; i < type.count(); ++i) {
      TypeView field = type.fieldType(i);
      if (field.kind() == ValueKind::Option && ValueReader(value).take<uint32_t>() == 0) {
        value.take<uint32_t>();
        continue;
      }
      if (!first)
        sink.write(", ");
      first = false;
      sink.write(type.fieldName(i));
      sink.write(": ");
      print(field);
    }
    sink.write(first ? ":}" : "}");
  }

  void variant(TypeView type) {
    uint32_t index = value.take<uint32_t>();
    std::string_view name = type.caseName(index);
    if (type.kind() == ValueKind::Result)
      name = index ? "err" : "ok"; // WIT calls the case "error"
    bool isOwn = type.kind() == ValueKind::Variant || type.kind() == ValueKind::Enum;
    if (isOwn && isKeyword(name))
      sink.write("%");
    sink.write(name);
    TypeView payload = type.casePayload(index);
    if (!payload)
      return;
    sink.write("(");
    print(payload);
    sink.write(")");
  }

  void flags(TypeView type) {
    uint32_t bits = value.take<uint32_t>();
    sink.write("{");
    bool first = true;
    for (uint32_t i = 0; i < type.count(); ++i) {
      if (!(bits >> i & 1))
        continue;
      if (!first)
        sink.write(", ");
      first = false;
      sink.write(type.label(i));
    }
    sink.write("}");
  }

  ValueReader &value;
  Sink &sink;
};

} // namespace

void printValue(TypeView type, ValueReader &value, Sink &sink) { Printer(value, sink).print(type); }

} // namespace aotc::rt::wave
