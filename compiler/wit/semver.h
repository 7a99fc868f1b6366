// Order of semantic versions (https://semver.org, item 11).
#pragma once

#include <compare>
#include <string_view>

namespace aotc::wit {

// REQUIRES: both as Lexer::readVersion accepts them. Build metadata doesn't count.
std::strong_ordering compareVersions(std::string_view a, std::string_view b);

} // namespace aotc::wit
