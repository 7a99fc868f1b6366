// The host's bytes (arguments, variables) as WASI's Unicode strings.
#pragma once

#include <memory>
#include <string_view>

namespace aotc::rt::wasi {

// `bytes` itself if it is UTF-8, or a copy made in `storage` in which U+FFFD
// stands for each part that is not (Unicode 15, section 3.9, "U+FFFD Substitution
// of Maximal Subparts").
std::string_view lossyUtf8(std::string_view bytes, std::unique_ptr<char[]> &storage);

} // namespace aotc::rt::wasi
