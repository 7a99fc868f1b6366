// Moving values from one component to another: lifting and lowering in one step.
// Entry point: Transfer::value. Only adapter.cpp and transfer*.cpp include this.
#pragma once

#include "abi/adapter_code.h"

namespace aotc::abi {

// Where a value lies, or is to go: in the memory of its side, or in core values.
struct Location {
  std::optional<Local> address; // of the side's address type; the value is at + offset
  uint64_t offset = 0;
  const std::vector<Local> *slots = nullptr; // the core values, from `first` on
  size_t first = 0;

  static Location memory(Local address, uint64_t offset = 0) { return {address, offset, {}, 0}; }
  static Location flat(const std::vector<Local> &slots, size_t first = 0) {
    return {std::nullopt, 0, &slots, first};
  }
  bool inMemory() const { return address.has_value(); }
  // A part that is `bytes` further in memory, or `values` further among values.
  Location part(uint64_t bytes, size_t values) const {
    return inMemory() ? memory(*address, offset + bytes) : flat(*slots, first + values);
  }
};

class Transfer {
public:
  Transfer(AdapterCode &code, Side from)
      : code(code), from(from), to(from == Side::Caller ? Side::Callee : Side::Caller) {}

  // REQUIRES: `target` slots that aren't written on every path hold zero.
  void value(TypeRef type, const Location &source, const Location &target);
  // A stream, future or error-context somewhere: those don't move yet.
  static bool isSupported(TypeRef type);

private:
  // transfer.cpp
  void scalar(const Type &type, const Location &source, const Location &target);
  void normalize(const Type &type, bool fromMemory);
  void checkChar();
  void canonicalizeNan(CoreType type);
  void handle(const Type &type, const Location &source, const Location &target);
  void record(const Type &type, const Location &source, const Location &target);
  void variant(const Type &type, const Location &source, const Location &target);
  void fixedList(const Type &type, const Location &source, const Location &target);
  void list(const Type &type, const Location &source, const Location &target);
  void elements(TypeRef element, Local source, Local target, Local count);
  void asOwnFunction(TypeRef type, const Location &source, const Location &target);
  size_t flatSize(TypeRef type, Side side) const;

  void read(const Location &source, wasm::Opcode load, CoreType want);
  void beginWrite(const Location &target);
  void endWrite(const Location &target, wasm::Opcode store, CoreType have);
  void readPair(const Location &source, Local first, Local second);
  void writePair(const Location &target, Local first, Local second);

  // transfer_string.cpp
  enum class Text : uint8_t { Utf8, Utf16, Latin1 };
  struct Strings {
    Local sourceAt, sourceUnits, targetAt, targetUnits; // the last: tagged in the end
  };
  void string(const Location &source, const Location &target);
  void checkText(Text text, const Strings &s);
  void convert(Text text, const Strings &s);
  void copyText(const Strings &s, uint32_t unitSize, uint32_t align);
  void toUtf8(const Strings &s, const char *measure, const char *transcode, uint32_t worstFactor);
  void utf8ToUtf16(const Strings &s);
  void latin1ToUtf16(const Strings &s);
  void toLatin1OrUtf16(Text text, const Strings &s);
  void utf16ToLatin1IfPossible(const Strings &s);
  void measure(const char *builtin, const Strings &s);
  void transcode(const char *builtin, const Strings &s, Local bytes);
  void shrink(const Strings &s, Local allocated, Local needed, uint32_t align);
  void scaled(Side side, Local value, uint32_t factor, Local result);
  void tag(Local units);

  AdapterCode &code;
  const Side from, to;
};

} // namespace aotc::abi
