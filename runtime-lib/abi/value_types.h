// Types of component functions as data, and values of such types as data: what the
// compiler writes down of a function that is called from outside (LiftedFunc in
// instance.def), and what the runtime library and the parser of WAVE read.
//
// A function's type is a table of 32-bit words. References within it count words
// from its start; 0 is none, as no type and no name begins there.
//
//   function:  pointer's bytes (4 or 8), result type or 0,
//              parameters in memory (1) or flat (0), bytes and alignment of those,
//              count, of each parameter: name, type, offset in memory
//   type:      kind, bytes, alignment, flat values (kManyFlat: more than travel flat), then
//     List, Map         element (a map's is a tuple of key and value)
//     FixedList         element, length
//     Record, Tuple     count, of each: name, type, offset in memory
//     Variant, Enum, Option, Result
//                       count, offset of the payload, bytes of the discriminant,
//                       of each case: name, type or 0
//     Flags             count, of each: name
//     Own               number of the resource type among LiftedFunc::resources
//   name:      bytes, then UTF-8 in as many words as it takes
//
// A value, by its type, little-endian and without padding:
//
//   Bool, integers, floats, Char   as many bytes as in memory; NaN is the canonical one
//   String                         bytes (u32), UTF-8
//   List, Map                      count (u32), elements
//   FixedList, Record, Tuple       elements
//   Variant and its kin            case (u32), payload if the case has one
//   Flags                          bits (u32)
//   Own                            representation (u64), of which whoever holds the value is the
//   owner
//
// Whoever reads a value may rely on its form: it comes from the compiler, from the
// parser of WAVE or from a lift, all of which have checked it.
#pragma once

#include <stdint.h>
#include <string.h>
#include <string_view>

namespace aotc::rt {

enum class ValueKind : uint32_t {
#define AOTC_VALUE_KIND(ENUM, KEYWORD) ENUM,
#include "abi/value_kinds.def"
#undef AOTC_VALUE_KIND
};

// "u32", "record".
inline std::string_view keyword(ValueKind kind) {
  switch (kind) {
#define AOTC_VALUE_KIND(ENUM, KEYWORD)                                                             \
  case ValueKind::ENUM:                                                                            \
    return KEYWORD;
#include "abi/value_kinds.def"
#undef AOTC_VALUE_KIND
  }
  return "?";
}

inline constexpr uint32_t kManyFlat = UINT32_MAX;
inline constexpr uint32_t kCanonicalNan32 = 0x7fc00000;
inline constexpr uint64_t kCanonicalNan64 = 0x7ff8000000000000;

// Where things are in the table; the compiler writes what TypeView and FuncView read.
namespace value_types {
enum Func : uint32_t { PointerBytes, ResultType, ParamsSpilled, ParamsBytes, ParamsAlign, Params };
inline constexpr uint32_t kParamWords = 3, kFuncWords = Params + 1;
enum Type : uint32_t { Kind, Bytes, Align, Flat, Count, First };
inline constexpr uint32_t kElement = Count, kLength = First; // lists
inline constexpr uint32_t kFieldWords = 3, kFields = First;  // Record, Tuple
inline constexpr uint32_t kPayloadOffset = First;            // Variant and its kin
inline constexpr uint32_t kDiscriminantBytes = First + 1, kCaseWords = 2, kCases = First + 2;
inline constexpr uint32_t kLabels = First;   // Flags
inline constexpr uint32_t kResource = Count; // Own
} // namespace value_types

class TypeView {
public:
  TypeView() = default;
  TypeView(const uint32_t *table, uint32_t at) : table(table), at(at) {}
  explicit operator bool() const { return at != 0; }

  ValueKind kind() const { return static_cast<ValueKind>(word(value_types::Kind)); }
  uint32_t bytes() const { return word(value_types::Bytes); }
  uint32_t align() const { return word(value_types::Align); }
  uint32_t flatCount() const { return word(value_types::Flat); }

  TypeView element() const { return {table, word(value_types::kElement)}; }
  uint32_t length() const { return word(value_types::kLength); } // FixedList

  // Fields, cases or labels.
  uint32_t count() const { return word(value_types::Count); }
  std::string_view fieldName(uint32_t i) const { return name(field(i)); }
  TypeView fieldType(uint32_t i) const { return {table, word(field(i) + 1)}; }
  uint32_t fieldOffset(uint32_t i) const { return word(field(i) + 2); }

  std::string_view caseName(uint32_t i) const { return name(caseAt(i)); }
  TypeView casePayload(uint32_t i) const { return {table, word(caseAt(i) + 1)}; }
  uint32_t payloadOffset() const { return word(value_types::kPayloadOffset); }
  uint32_t discriminantBytes() const { return word(value_types::kDiscriminantBytes); }

  uint32_t resource() const { return word(value_types::kResource); } // Own

  std::string_view label(uint32_t i) const { return name(value_types::kLabels + i); }

private:
  uint32_t word(uint32_t index) const { return table[at + index]; }
  static uint32_t field(uint32_t i) { return value_types::kFields + i * value_types::kFieldWords; }
  static uint32_t caseAt(uint32_t i) { return value_types::kCases + i * value_types::kCaseWords; }
  std::string_view name(uint32_t index) const {
    const uint32_t *text = table + word(index);
    return {reinterpret_cast<const char *>(text + 1), *text};
  }

  const uint32_t *table = nullptr;
  uint32_t at = 0;
};

class FuncView {
public:
  explicit FuncView(const uint32_t *table) : table(table) {}

  uint32_t pointerBytes() const { return table[value_types::PointerBytes]; }
  TypeView result() const { return {table, table[value_types::ResultType]}; }
  bool paramsSpilled() const { return table[value_types::ParamsSpilled]; }
  uint32_t paramsBytes() const { return table[value_types::ParamsBytes]; }
  uint32_t paramsAlign() const { return table[value_types::ParamsAlign]; }
  uint32_t paramCount() const { return table[value_types::Params]; }
  std::string_view paramName(uint32_t i) const {
    const uint32_t *text = table + param(i)[0];
    return {reinterpret_cast<const char *>(text + 1), *text};
  }
  TypeView paramType(uint32_t i) const { return {table, param(i)[1]}; }
  uint32_t paramOffset(uint32_t i) const { return param(i)[2]; }

private:
  const uint32_t *param(uint32_t i) const {
    return table + value_types::kFuncWords + i * value_types::kParamWords;
  }
  const uint32_t *table;
};

// Reads a value from its first byte on.
class ValueReader {
public:
  explicit ValueReader(const uint8_t *at) : at(at) {}
  template <class T> T take() {
    T value;
    memcpy(&value, at, sizeof(T));
    at += sizeof(T);
    return value;
  }
  std::string_view text() {
    uint32_t size = take<uint32_t>();
    return {reinterpret_cast<const char *>(bytes(size)), size};
  }
  const uint8_t *bytes(uint64_t count) {
    const uint8_t *from = at;
    at += count;
    return from;
  }
  const uint8_t *position() const { return at; }

private:
  const uint8_t *at;
};

} // namespace aotc::rt
