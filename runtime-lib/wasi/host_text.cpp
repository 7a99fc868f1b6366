// Well-formed UTF-8 by table 3-7 of the Unicode standard: the second byte's range
// depends on the first, the others are 80..BF.
#include "wasi/host_text.h"

#include <stdint.h>
#include <string.h>

#include "canon/unicode.h"

namespace aotc::rt::wasi {

namespace {

struct Lead {
  int length; // 0: no sequence starts so
  uint8_t low, high;
};

Lead leadOf(uint8_t byte) {
  if (byte < 0x80)
    return {1, 0, 0};
  if (byte < 0xC2 || byte > 0xF4)
    return {0, 0, 0};
  if (byte < 0xE0)
    return {2, 0x80, 0xBF};
  if (byte < 0xF0)
    return {3, uint8_t(byte == 0xE0 ? 0xA0 : 0x80), uint8_t(byte == 0xED ? 0x9F : 0xBF)};
  return {4, uint8_t(byte == 0xF0 ? 0x90 : 0x80), uint8_t(byte == 0xF4 ? 0x8F : 0xBF)};
}

// The length of the UTF-8 sequence at the start of `bytes` (not empty). Negated
// if it isn't one: then of the maximal part that could have started one, at least 1.
int utf8SequenceLength(std::string_view bytes) {
  Lead lead = leadOf(static_cast<uint8_t>(bytes[0]));
  if (lead.length == 0)
    return -1;
  for (int i = 1; i < lead.length; ++i) {
    if (static_cast<size_t>(i) == bytes.size())
      return -i;
    auto byte = static_cast<uint8_t>(bytes[i]);
    if (byte < (i == 1 ? lead.low : 0x80) || byte > (i == 1 ? lead.high : 0xBF))
      return -i;
  }
  return lead.length;
}

} // namespace

std::string_view lossyUtf8(std::string_view bytes, std::unique_ptr<char[]> &storage) {
  if (isValidUtf8(bytes))
    return bytes;
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  storage.reset(new char[bytes.size() * replacement.size()]);
  size_t used = 0;
  while (!bytes.empty()) {
    int length = utf8SequenceLength(bytes);
    size_t taken = static_cast<size_t>(length > 0 ? length : -length);
    std::string_view piece = length > 0 ? bytes.substr(0, taken) : replacement;
    memcpy(storage.get() + used, piece.data(), piece.size());
    used += piece.size();
    bytes.remove_prefix(taken);
  }
  return {storage.get(), used};
}

} // namespace aotc::rt::wasi
