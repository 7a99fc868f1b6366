// The host's bytes (arguments, variables, file names) as WASI's Unicode strings.
#pragma once

#include <memory>
#include <string_view>

namespace aotc::rt::wasi {

// The length of the UTF-8 sequence at the start of `bytes` (not empty). Negated
// if it isn't one: then of the maximal part that could have started one, at least 1.
int utf8SequenceLength(std::string_view bytes);

bool isUtf8(std::string_view bytes);

// `bytes` itself if it is UTF-8, or a copy made in `storage` in which U+FFFD
// stands for each part that is not (Unicode 15, section 3.9, "U+FFFD Substitution
// of Maximal Subparts").
std::string_view lossyUtf8(std::string_view bytes, std::unique_ptr<char[]> &storage);

} // namespace aotc::rt::wasi
