// Grammar and uniqueness of names. Entry points: parseExternName, uniqueKey.
//
// Written as the grammar of Explainer.md is, one function a production. Nested
// namespaces and projections are a gated feature there (nested packages) which
// nobody emits yet; they are refused as any other malformed name.
#include "component/names.h"

#include <algorithm>

#include <fmt/format.h>

namespace aotc::component {

namespace {

bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Calls `check(part, index)` for each part between separators; all must hold.
template <typename Check> bool eachPart(std::string_view text, char separator, Check check) {
  for (size_t index = 0;; ++index) {
    size_t end = text.find(separator);
    if (!check(text.substr(0, end), index))
      return false;
    if (end == std::string_view::npos)
      return true;
    text.remove_prefix(end + 1);
  }
}

// word or acronym; the first of a label begins with a letter.
bool isFragment(std::string_view text, bool first, bool allowUpper) {
  if (text.empty() || (first && isDigit(text[0])))
    return false;
  bool lower =
      std::all_of(text.begin(), text.end(), [](char c) { return isLower(c) || isDigit(c); });
  bool upper =
      std::all_of(text.begin(), text.end(), [](char c) { return isUpper(c) || isDigit(c); });
  return lower || (allowUpper && upper);
}

// words ::= first-word ('-' word)*
bool isWords(std::string_view text) {
  return eachPart(text, '-', [](std::string_view part, size_t index) {
    return isFragment(part, index == 0, false);
  });
}

bool isNumeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isDigit) &&
         (text.size() == 1 || text[0] != '0');
}

bool isSemverIdentifiers(std::string_view text, bool numericWithoutLeadingZeros) {
  return eachPart(text, '.', [&](std::string_view part, size_t) {
    bool characters = std::all_of(part.begin(), part.end(), [](char c) {
      return isLower(c) || isUpper(c) || isDigit(c) || c == '-';
    });
    bool allDigits = std::all_of(part.begin(), part.end(), isDigit);
    return !part.empty() && characters &&
           (!numericWithoutLeadingZeros || !allDigits || isNumeric(part));
  });
}

// semver.org: MAJOR.MINOR.PATCH[-pre.release][+build.metadata]
bool isSemver(std::string_view text) {
  size_t plus = text.find('+');
  if (plus != std::string_view::npos) {
    if (!isSemverIdentifiers(text.substr(plus + 1), false))
      return false;
    text = text.substr(0, plus);
  }
  size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    if (!isSemverIdentifiers(text.substr(dash + 1), true))
      return false;
    text = text.substr(0, dash);
  }
  size_t parts = 0;
  bool ok = eachPart(text, '.', [&](std::string_view part, size_t) {
    ++parts;
    return isNumeric(part);
  });
  return ok && parts == 3;
}

// canonversion: N, 0.N, 0.0.N with N > 0, or 0.0.0
bool isCanonVersion(std::string_view text) {
  if (text == "0.0.0")
    return true;
  if (text.starts_with("0.0."))
    text.remove_prefix(4);
  else if (text.starts_with("0."))
    text.remove_prefix(2);
  return isNumeric(text) && text != "0";
}

Error badName(const ExternName &name, std::string_view text, std::string_view why) {
  return Error::invalid(name.offset, fmt::format("`{}` is not a valid extern name: {}", text, why));
}

// interfacename ::= namespace words projection interfaceversion?
Result<void> checkInterfaceName(const ExternName &name, std::string_view text) {
  std::string_view whole = text;
  size_t at = text.find('@');
  if (at != std::string_view::npos) {
    std::string_view version = text.substr(at + 1);
    if (!isSemver(version) && !isCanonVersion(version))
      return badName(name, whole, fmt::format("`{}` is not a valid semver", version));
    text = text.substr(0, at);
  }
  size_t colon = text.find(':');
  size_t slash = text.find('/');
  if (colon == std::string_view::npos)
    return badName(name, whole, "expected `:` after the namespace");
  if (slash == std::string_view::npos || slash < colon)
    return badName(name, whole, "expected `/` after package name");
  std::string_view package = text.substr(colon + 1, slash - colon - 1);
  if (!isWords(text.substr(0, colon)) || !isWords(package))
    return badName(name, whole, "the namespace or package is not in kebab case");
  if (!isLabel(text.substr(slash + 1)))
    return badName(name, whole, "the interface is not in kebab case");
  return {};
}

Result<ParsedName> parsePlainOrInterface(const ExternName &name) {
  using Kind = ParsedName::Kind;
  std::string_view text = name.name;
  auto notKebab = [&](std::string_view label) {
    return Error::invalid(name.offset,
                          fmt::format("`{}` is not in kebab case (in `{}`)", label, name.name));
  };
  if (text.empty())
    return Error::invalid(name.offset, "a name cannot be empty, `` is not a valid extern name");
  if (text.starts_with("[constructor]")) {
    text.remove_prefix(13);
    if (!isLabel(text))
      return notKebab(text);
    return ParsedName{Kind::Constructor, text};
  }
  bool isMethod = text.starts_with("[method]");
  if (isMethod || text.starts_with("[static]")) {
    text.remove_prefix(8);
    size_t dot = text.find('.');
    if (dot == std::string_view::npos)
      return Error::invalid(name.offset,
                            fmt::format("failed to find `.` character in `{}`", name.name));
    if (!isLabel(text.substr(0, dot)))
      return notKebab(text.substr(0, dot));
    if (!isLabel(text.substr(dot + 1)))
      return notKebab(text.substr(dot + 1));
    return ParsedName{isMethod ? Kind::Method : Kind::Static, text.substr(0, dot)};
  }
  if (text.find(':') != std::string_view::npos) {
    TRY(checkInterfaceName(name, text));
    return ParsedName{Kind::Interface, {}};
  }
  if (!isLabel(text))
    return notKebab(text);
  return ParsedName{Kind::Label, {}};
}

Result<void> checkVersionSuffix(const ExternName &name) {
  size_t at = name.name.find('@');
  std::string_view version =
      at == std::string_view::npos ? std::string_view() : name.name.substr(at + 1);
  if (!isCanonVersion(version))
    return badName(name, name.name, "`versionsuffix` needs a canonical version before it");
  std::string full = std::string(version) + std::string(*name.versionSuffix);
  if (!isSemver(full))
    return badName(name, name.name, fmt::format("`{}` is not a valid semver", full));
  return {};
}

} // namespace

bool isLabel(std::string_view text) {
  return eachPart(text, '-', [](std::string_view part, size_t index) {
    return isFragment(part, index == 0, true);
  });
}

Result<ParsedName> parseExternName(const ExternName &name) {
  ParsedName parsed = TRY(parsePlainOrInterface(name));
  if (name.implements) {
    if (name.implements->find(':') == std::string_view::npos)
      return Error::invalid(name.offset, fmt::format("`{}` is not a valid name: `implements` must "
                                                     "be an interface",
                                                     *name.implements));
    TRY(checkInterfaceName(name, *name.implements));
    if (parsed.kind == ParsedName::Kind::Interface)
      return Error::invalid(name.offset,
                            fmt::format("name `{}` is not valid with `implements`", name.name));
  }
  if (name.versionSuffix)
    TRY(checkVersionSuffix(name));
  return parsed;
}

std::string lowercased(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    if (isUpper(c))
      c = char(c - 'A' + 'a');
  return result;
}

std::string uniqueKey(std::string_view name) {
  std::string key = lowercased(name);
  if (!key.starts_with("[method]") && !key.starts_with("[static]"))
    return key;
  key.erase(0, 8);
  size_t dot = key.find('.');
  if (dot != std::string::npos && key.substr(0, dot) == key.substr(dot + 1))
    key.resize(dot);
  return key;
}

} // namespace aotc::component
