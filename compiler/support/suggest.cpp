// Near names, by edit distance. Entry points: nearNames, didYouMean, listNames.
//
// The wanted name comes from the input and may be a megabyte long; distance is
// quadratic, so whatever is longer than any name we offer could be is compared
// with nothing. Rejected: a trie of what is on offer, since a message is made
// at most once a run.
#include "support/suggest.h"

#include <algorithm>

#include <fmt/format.h>

namespace aotc {

namespace {

constexpr size_t kLongestName = 120;

// Levenshtein distance, one row at a time.
size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      size_t substituted = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

} // namespace

std::vector<std::string_view> nearNames(std::string_view wanted,
                                        const std::vector<std::string_view> &offered) {
  if (wanted.empty() || wanted.size() > kLongestName)
    return {};
  size_t furthest = std::max<size_t>(1, wanted.size() / 4);
  std::vector<std::pair<size_t, size_t>> found; // distance, place in `offered`
  for (size_t i = 0; i < offered.size(); ++i) {
    std::string_view name = offered[i];
    if (name.size() > kLongestName || name.size() > wanted.size() + furthest ||
        wanted.size() > name.size() + furthest)
      continue;
    size_t distance = editDistance(wanted, name);
    if (distance <= furthest)
      found.emplace_back(distance, i);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string_view> names;
  for (size_t i = 0; i < found.size() && i < 3; ++i)
    names.push_back(offered[found[i].second]);
  return names;
}

std::string listNames(const std::vector<std::string_view> &names, size_t limit) {
  if (names.empty())
    return "nothing";
  std::string text;
  size_t shown = std::min(names.size(), limit);
  for (size_t i = 0; i < shown; ++i) {
    bool last = i + 1 == shown && shown == names.size();
    text += i == 0 ? "" : last ? " and " : ", ";
    text += fmt::format("\"{}\"", names[i].substr(0, kLongestName));
  }
  if (shown < names.size())
    text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

std::string didYouMean(std::string_view wanted, const std::vector<std::string_view> &offered) {
  std::string text;
  for (std::string_view name : nearNames(wanted, offered))
    text += fmt::format("{}\"{}\"", text.empty() ? "; did you mean " : " or ", name);
  return text.empty() ? text : text + "?";
}

} // namespace aotc
