// The one place where an Error becomes text.
#include "support/diagnostics.h"

#include <fmt/format.h>

#include "support/byte_reader.h"

namespace aotc {

namespace {

// Length of the UTF-8 sequence at text[0], or 0 where it is not one.
size_t sequenceLength(std::string_view text) {
  for (size_t length = 1; length <= 4 && length <= text.size(); ++length)
    if (isValidUtf8(Bytes(reinterpret_cast<const uint8_t *>(text.data()), length)))
      return length;
  return 0;
}

// C0, DEL, and C1 (U+0080…U+009F), which some terminals interpret.
bool isControl(std::string_view sequence) {
  uint8_t first = uint8_t(sequence[0]);
  if (sequence.size() == 1)
    return first < 0x20 || first == 0x7f;
  return sequence.size() == 2 && first == 0xc2 && uint8_t(sequence[1]) < 0xa0;
}

} // namespace

std::string escapeForTerminal(std::string_view text) {
  constexpr size_t kLongest = 400; // a message stays a message
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (out.size() > kLongest)
      return out + "…";
    size_t length = sequenceLength(text.substr(i));
    std::string_view sequence = text.substr(i, length ? length : 1);
    if (length == 0 || isControl(sequence))
      for (char c : sequence)
        out += fmt::format("\\x{:02x}", uint8_t(c));
    else
      out += sequence;
    i += sequence.size();
  }
  return out;
}

std::string formatError(const Error &error) {
  std::string line = error.kind == ErrorKind::Internal ? "internal error: " : "error: ";
  if (!error.file.empty())
    line += escapeForTerminal(error.file) + ": ";
  if (error.offset)
    line += fmt::format("at {:#x}: ", *error.offset);
  if (error.kind == ErrorKind::Unsupported)
    line += "unsupported: ";
  return line + escapeForTerminal(error.message);
}

int exitCode(const Error &error) {
  switch (error.kind) {
  case ErrorKind::Usage:
    return 2;
  case ErrorKind::Internal:
    return 70;
  case ErrorKind::Malformed:
  case ErrorKind::Invalid:
  case ErrorKind::Unlinkable:
  case ErrorKind::Unsupported:
  case ErrorKind::Io:
    return 1;
  }
  return 70;
}

} // namespace aotc
