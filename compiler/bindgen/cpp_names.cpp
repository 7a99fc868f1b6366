// WIT labels to C++ identifiers. Entry points: lowerCamel, upperCamel, snake.
//
// The reserved names are C++'s keywords and the object-like macros of musl's
// headers that a label could spell ("stdin" is one: an interface of wasi:cli).
#include "bindgen/cpp_names.h"

#include <algorithm>

namespace aotc::bindgen {

namespace {

constexpr std::string_view kReserved[] = {
    "alignas",  "alignof",   "and",       "asm",       "auto",      "bitand",   "bitor",
    "bool",     "break",     "case",      "catch",     "char",      "class",    "compl",
    "concept",  "const",     "consteval", "constexpr", "constinit", "continue", "default",
    "decltype", "delete",    "do",        "double",    "else",      "enum",     "errno",
    "explicit", "export",    "extern",    "false",     "final",     "float",    "for",
    "friend",   "goto",      "if",        "inline",    "int",       "linux",    "long",
    "mutable",  "namespace", "new",       "noexcept",  "not",       "nullptr",  "operator",
    "or",       "override",  "private",   "protected", "public",    "register", "requires",
    "return",   "short",     "signed",    "sizeof",    "static",    "stderr",   "stdin",
    "stdout",   "struct",    "switch",    "template",  "this",      "throw",    "true",
    "try",      "typedef",   "typeid",    "typename",  "union",     "unix",     "unsigned",
    "using",    "virtual",   "void",      "volatile",  "while",     "xor",      "EOF",
    "NULL",     "BUFSIZ",    "NAN",       "INFINITY"};

std::string unreserved(std::string name) {
  bool reserved =
      std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
  return reserved ? name + '_' : name;
}

char toLower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }
char toUpper(char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; }

// Words start after '-'; each is lowered but for its first letter.
std::string camel(std::string_view label, bool firstUpper) {
  std::string name;
  bool upper = firstUpper;
  for (char c : label) {
    if (c == '-') {
      upper = true;
      continue;
    }
    name += upper ? toUpper(c) : toLower(c);
    upper = false;
  }
  return unreserved(std::move(name));
}

} // namespace

std::string lowerCamel(std::string_view label) { return camel(label, false); }
std::string upperCamel(std::string_view label) { return camel(label, true); }

std::string snake(std::string_view label) {
  std::string name;
  for (char c : label)
    name += c == '-' ? '_' : toLower(c);
  return unreserved(std::move(name));
}

std::string mangle(std::string_view text) {
  std::string name(text);
  for (char &c : name) {
    bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!keep)
      c = '_';
  }
  return name;
}

} // namespace aotc::bindgen
