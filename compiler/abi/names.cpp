// Normalising versions is done here and nowhere else: at flatten, in compose,
// in bindgen. Entry point: normalizeInterfaceName.
//
// Two versions are compatible if semver says that a newer one may stand in for
// the other: the leftmost number that isn't zero decides. A pre-release is
// compatible with itself only; build metadata ("+…") never counts. A version
// that doesn't have three numbers isn't ours to interpret and stays whole.
#include "abi/names.h"

#include <array>

namespace aotc::abi {

std::string_view compatibleVersion(std::string_view version) {
  version = version.substr(0, version.find('+'));
  if (version.find('-') != std::string_view::npos)
    return version;
  std::array<std::string_view, 3> numbers;
  std::array<size_t, 3> ends{};
  size_t begin = 0;
  for (size_t i = 0; i < 3; ++i) {
    size_t end = std::min(version.find('.', begin), version.size());
    numbers[i] = version.substr(begin, end - begin);
    bool digits =
        !numbers[i].empty() && numbers[i].find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits || (i < 2 && end == version.size()) || (i == 2 && end != version.size()))
      return version;
    ends[i] = end;
    begin = end + 1;
  }
  if (numbers[0] != "0")
    return version.substr(0, ends[0]);
  if (numbers[1] != "0")
    return version.substr(0, ends[1]);
  return version;
}

std::string normalizeInterfaceName(std::string_view name) {
  size_t at = name.rfind('@');
  if (at == std::string_view::npos)
    return std::string(name);
  return std::string(name.substr(0, at + 1)) + std::string(compatibleVersion(name.substr(at + 1)));
}

} // namespace aotc::abi
