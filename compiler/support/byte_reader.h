// Reads the binary formats' primitives (core specification, "Binary Format /
// Values"): bytes, LEB128 integers, floats, names and vectors. Every error is
// Malformed with the file offset at which the primitive begins.
#pragma once

#include <string_view>

#include "support/source.h"

namespace aotc {

class ByteReader {
public:
  // Reads `span` of `file`; offsets in errors are offsets in `file`.
  ByteReader(Bytes file, Span span) : file(file), pos(span.begin), limit(span.end) {}
  explicit ByteReader(Bytes file) : ByteReader(file, {0, file.size()}) {}

  uint64_t offset() const { return pos; }
  uint64_t end() const { return limit; }
  uint64_t remaining() const { return limit - pos; }
  bool atEnd() const { return pos == limit; }

  Result<uint8_t> readByte();
  Result<uint8_t> peekByte() const;
  Result<uint32_t> readU32(); // LEB128, at most 5 bytes, no overflow
  Result<uint64_t> readU64();
  Result<int32_t> readS32();
  Result<int64_t> readS33(); // block types and heap types
  Result<int64_t> readS64();
  Result<uint32_t> readF32Bits();
  Result<uint64_t> readF64Bits();
  Result<uint32_t> readFixedU32(); // little-endian, 4 bytes
  Result<Bytes> readBytes(uint64_t count);
  // A name: length and valid UTF-8. The view points into the file.
  Result<std::string_view> readName();
  // A count of things that take at least `minBytesEach` bytes, so that a count
  // which can't fit in the rest of the span is refused before any allocation.
  Result<uint32_t> readCount(const char *what, uint32_t minBytesEach = 1);
  // A length prefix, and a reader of just those bytes; this one skips them.
  Result<ByteReader> readSized(const char *what);
  Result<void> skip(uint64_t count);
  Result<void> expectEnd(const char *what) const;

  Span spanFrom(uint64_t begin) const { return {begin, pos}; }

private:
  Result<uint64_t> readLeb(unsigned bits, bool isSigned);

  Bytes file;
  uint64_t pos;
  uint64_t limit;
};

// Whether `bytes` is well-formed UTF-8 (Unicode 15, table 3-7).
bool isValidUtf8(Bytes bytes);

} // namespace aotc
