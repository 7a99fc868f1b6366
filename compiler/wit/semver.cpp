// Semantic versions in order: numbers as numbers, whatever their length; a
// pre-release before its release; its dotted words one by one, numbers before
// text. Entry point: compareVersions. Nothing is converted to an integer, so no
// number is too long.
#include "wit/semver.h"

namespace aotc::wit {

namespace {

std::string_view takeWord(std::string_view &text, char separator) {
  size_t end = text.find(separator);
  std::string_view word = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return word;
}

bool isNumber(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

std::strong_ordering compareNumbers(std::string_view a, std::string_view b) {
  while (a.size() > 1 && a[0] == '0')
    a.remove_prefix(1);
  while (b.size() > 1 && b[0] == '0')
    b.remove_prefix(1);
  if (a.size() != b.size())
    return a.size() <=> b.size();
  return a <=> b;
}

std::strong_ordering compareWords(std::string_view a, std::string_view b) {
  if (isNumber(a) && isNumber(b))
    return compareNumbers(a, b);
  if (isNumber(a) != isNumber(b))
    return isNumber(a) ? std::strong_ordering::less : std::strong_ordering::greater;
  return a <=> b;
}

std::strong_ordering comparePreReleases(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) // none is the later one
    return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty())
    if (auto order = compareWords(takeWord(a, '.'), takeWord(b, '.')); order != 0)
      return order;
  return b.empty() <=> a.empty(); // more words are later
}

} // namespace

std::strong_ordering compareVersions(std::string_view a, std::string_view b) {
  a = a.substr(0, a.find('+'));
  b = b.substr(0, b.find('+'));
  std::string_view aNumbers = takeWord(a, '-'), bNumbers = takeWord(b, '-');
  for (int part = 0; part < 3; ++part)
    if (auto order = compareNumbers(takeWord(aNumbers, '.'), takeWord(bNumbers, '.')); order != 0)
      return order;
  return comparePreReleases(a, b);
}

} // namespace aotc::wit
