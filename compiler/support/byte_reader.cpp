// Primitives of the binary formats; core specification, "Binary Format".
#include "support/byte_reader.h"

#include <cstring>

namespace aotc {

Result<uint8_t> ByteReader::peekByte() const {
  if (pos >= limit)
    return Error::malformed(pos, "unexpected end");
  return file[pos];
}

Result<uint8_t> ByteReader::readByte() {
  uint8_t byte = TRY(peekByte());
  ++pos;
  return byte;
}

// "uN" and "sN": at most ceil(N/7) bytes; the unused bits of the last byte are
// zero (unsigned) or a sign extension (signed).
Result<uint64_t> ByteReader::readLeb(unsigned bits, bool isSigned) {
  uint64_t start = pos;
  uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    if (shift >= bits)
      return Error::malformed(start, "integer representation too long");
    if (pos >= limit)
      return Error::malformed(start, "unexpected end");
    uint8_t byte = file[pos++];
    unsigned left = bits - shift;
    if (left < 7) {
      uint8_t payload = byte & 0x7f;
      uint8_t used = uint8_t((1u << left) - 1);
      bool negative = isSigned && (payload >> (left - 1) & 1);
      uint8_t expected = negative ? uint8_t(0x7f & ~used) : 0;
      if ((byte & 0x80) != 0)
        return Error::malformed(start, "integer representation too long");
      if ((payload & ~used) != expected)
        return Error::malformed(start, "integer too large");
    }
    value |= uint64_t(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      unsigned width = shift + 7;
      if (isSigned && (byte & 0x40) != 0 && width < 64)
        value |= ~uint64_t(0) << width;
      return value;
    }
  }
}

Result<uint32_t> ByteReader::readU32() { return uint32_t(TRY(readLeb(32, false))); }
Result<uint64_t> ByteReader::readU64() { return readLeb(64, false); }
Result<int32_t> ByteReader::readS32() { return int32_t(TRY(readLeb(32, true))); }
Result<int64_t> ByteReader::readS33() { return int64_t(TRY(readLeb(33, true))); }
Result<int64_t> ByteReader::readS64() { return int64_t(TRY(readLeb(64, true))); }

Result<Bytes> ByteReader::readBytes(uint64_t count) {
  if (count > remaining())
    return Error::malformed(pos, "unexpected end");
  Bytes bytes = file.subspan(pos, count);
  pos += count;
  return bytes;
}

Result<uint32_t> ByteReader::readFixedU32() {
  Bytes b = TRY(readBytes(4));
  return uint32_t(b[0]) | uint32_t(b[1]) << 8 | uint32_t(b[2]) << 16 | uint32_t(b[3]) << 24;
}

Result<uint32_t> ByteReader::readF32Bits() { return readFixedU32(); }

Result<uint64_t> ByteReader::readF64Bits() {
  uint64_t low = TRY(readFixedU32());
  uint64_t high = TRY(readFixedU32());
  return low | high << 32;
}

Result<std::string_view> ByteReader::readName() {
  uint32_t length = TRY(readU32());
  uint64_t start = pos;
  Bytes bytes = TRY(readBytes(length));
  if (!isValidUtf8(bytes))
    return Error::malformed(start, "malformed UTF-8 encoding");
  return std::string_view(reinterpret_cast<const char *>(bytes.data()), length);
}

Result<uint32_t> ByteReader::readCount(const char *what, uint32_t minBytesEach) {
  uint64_t start = pos;
  uint32_t count = TRY(readU32());
  if (uint64_t(count) * minBytesEach > remaining())
    return Error::malformed(start, std::string("unexpected end: ") + std::to_string(count) + " " +
                                       what + " do not fit in the section");
  return count;
}

Result<ByteReader> ByteReader::readSized(const char *what) {
  uint64_t start = pos;
  uint32_t size = TRY(readU32());
  if (size > remaining())
    return Error::malformed(start, std::string("unexpected end: ") + what +
                                       " is longer than what is left");
  ByteReader inner(file, {pos, pos + size});
  pos += size;
  return inner;
}

Result<void> ByteReader::skip(uint64_t count) {
  TRY(readBytes(count));
  return {};
}

Result<void> ByteReader::expectEnd(const char *what) const {
  if (!atEnd())
    return Error::malformed(pos, std::string(what) + " size mismatch");
  return {};
}

bool isValidUtf8(Bytes bytes) {
  size_t i = 0, n = bytes.size();
  auto isContinuation = [&](size_t at, uint8_t low, uint8_t high) {
    return at < n && bytes[at] >= low && bytes[at] <= high;
  };
  while (i < n) {
    uint8_t lead = bytes[i];
    if (lead < 0x80) {
      ++i;
      continue;
    }
    unsigned length = lead >= 0xc2 && lead <= 0xdf   ? 2
                      : lead >= 0xe0 && lead <= 0xef ? 3
                      : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                     : 0;
    if (length == 0)
      return false;
    // The second byte's range excludes over-long forms, surrogates and
    // code points past U+10FFFF.
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (!isContinuation(i + 1, low, high))
      return false;
    for (unsigned k = 2; k < length; ++k)
      if (!isContinuation(i + k, 0x80, 0xbf))
        return false;
    i += length;
  }
  return true;
}

} // namespace aotc
