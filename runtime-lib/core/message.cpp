// Messages to the user. Written by hand because the printf family costs 20 KB in
// every executable and iostreams ten times that.

#include "core/message.h"

#include "os/process.h"

namespace aotc::rt {

static constexpr char digits[] = "0123456789abcdef";

Message &Message::operator<<(std::string_view text) {
  for (char c : text)
    add(c);
  return *this;
}

Message &Message::number(uint64_t value) {
  char reversed[20];
  size_t count = 0;
  do
    reversed[count++] = digits[value % 10];
  while (value /= 10);
  while (count)
    add(reversed[--count]);
  return *this;
}

Message &Message::hex(uint64_t value) {
  char reversed[16];
  size_t count = 0;
  do
    reversed[count++] = digits[value & 15];
  while (value >>= 4);
  *this << "0x";
  while (count)
    add(reversed[--count]);
  return *this;
}

Message &Message::escaped(std::string_view text) {
  constexpr size_t longest = 512;
  for (char c : text.substr(0, longest)) {
    auto byte = static_cast<unsigned char>(c);
    // Bytes from 0x80 on may be UTF-8's forms of C1 controls.
    if (byte < 0x20 || byte >= 0x7f) {
      *this << "\\x";
      add(digits[byte >> 4]);
      add(digits[byte & 15]);
    } else
      add(c);
  }
  if (text.size() > longest)
    *this << "...";
  return *this;
}

void Message::print() const { os::writeError(text()); }

} // namespace aotc::rt
