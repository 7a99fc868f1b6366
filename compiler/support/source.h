// The input file as bytes, and places in it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/result.h"

namespace aotc {

using Bytes = std::span<const uint8_t>;

// A half-open range of byte offsets in the input file. Offsets are always
// those of the file the user named, also for modules nested in a component.
struct Span {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t size() const { return end - begin; }
};

// An input file, read whole. Later stages keep spans and views into `bytes`,
// so a Source must outlive all that was parsed from it.
struct Source {
  std::string path;
  std::vector<uint8_t> bytes;

  Bytes all() const { return bytes; }
  Bytes at(Span span) const { return Bytes(bytes).subspan(span.begin, span.size()); }
  std::string_view text() const {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
  }

  // Largest file we read: the formats' own indices are 32 bits.
  static constexpr uint64_t kMaxSize = (uint64_t(1) << 32) - 1;

  // Reads a regular file (or "-", standard input). Io errors for anything
  // that is not a readable regular file or is larger than kMaxSize.
  static Result<Source> read(const std::string &path);
};

} // namespace aotc
