// A line of text for standard error, put together without allocating: the
// program may be out of memory, or in a signal handler. What doesn't fit is cut.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string_view>

namespace aotc::rt {

class Message {
public:
  Message &operator<<(std::string_view text);
  Message &number(uint64_t value);
  Message &hex(uint64_t value); // 0x…
  // Text from a guest: what a terminal could take for a command is shown as \xNN.
  Message &escaped(std::string_view text);
  std::string_view text() const { return {buffer, length}; }
  void print() const;

private:
  void add(char c) {
    if (length < sizeof(buffer))
      buffer[length++] = c;
  }
  char buffer[2048];
  size_t length = 0;
};

} // namespace aotc::rt
