// "Did you mean": names on offer that are near to one that isn't.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aotc {

// Up to three of `offered` that a slip of the pen leads to `wanted` from, the
// nearest first; ties in the order of `offered`.
std::vector<std::string_view> nearNames(std::string_view wanted,
                                        const std::vector<std::string_view> &offered);

// "\"a\", \"b\" and \"c\"", or "nothing"; at most `limit` of them, and how many more.
std::string listNames(const std::vector<std::string_view> &names, size_t limit = 12);

// "; did you mean \"a\" or \"b\"?", or nothing.
std::string didYouMean(std::string_view wanted, const std::vector<std::string_view> &offered);

} // namespace aotc
