// Strings, in all pairs of encodings (CanonicalABI.md, "Loading" from
// load_string on, "Storing" from store_string on). Entry point: Transfer::string.
//
// Text is taken apart by the runtime library: a pass that checks it and measures
// what it becomes, and one that writes it. The guest's realloc is called with the
// sizes that the specification prescribes, which speculates where we know: a guest
// may tell one sequence of calls from another. Contents are written once, into the
// last block but the shrunk one; what the specification puts into a block that it
// gives up is for nobody to see but realloc itself.
//
// UTF-8 to UTF-8 is a check and one memory.copy; the same for UTF-16.
#include "abi/transfer.h"

namespace aotc::abi {

using wasm::Opcode;

namespace {

uint64_t utf16Tag(MemoryWidth width) {
  return uint64_t(1) << (width == MemoryWidth::Mem32 ? 31 : 63);
}

} // namespace

void Transfer::string(const Location &source, const Location &target) {
  Temp sourceAt(code, code.pointer(from)), sourceUnits(code, code.pointer(from));
  Temp targetAt(code, code.pointer(to)), targetUnits(code, code.pointer(to));
  Strings s{sourceAt, sourceUnits, targetAt, targetUnits};
  readPair(source, s.sourceAt, s.sourceUnits);
  Encoding encoding = code.of(from).encoding;
  if (encoding != Encoding::Latin1Utf16) {
    convert(encoding == Encoding::Utf8 ? Text::Utf8 : Text::Utf16, s);
    return writePair(target, s.targetAt, s.targetUnits);
  }
  uint64_t tagBit = utf16Tag(code.width(from));
  code.get(s.sourceUnits);
  code.constant(from, tagBit);
  code.op(from, Opcode::I32GeU, Opcode::I64GeU);
  code.code().begin(Opcode::If);
  code.get(s.sourceUnits);
  code.constant(from, tagBit);
  code.op(from, Opcode::I32Xor, Opcode::I64Xor);
  code.set(s.sourceUnits);
  convert(Text::Utf16, s);
  code.op(Opcode::Else);
  convert(Text::Latin1, s);
  code.op(Opcode::End);
  writePair(target, s.targetAt, s.targetUnits);
}

// Length, alignment and bounds; the contents are checked when they are measured.
void Transfer::checkText(Text text, const Strings &s) {
  uint32_t unitSize = text == Text::Utf16 ? 2 : 1;
  code.get(s.sourceUnits);
  code.constant(from, kMaxListBytes / unitSize);
  code.op(from, Opcode::I32GtU, Opcode::I64GtU);
  code.trapIf(CanonRule::StringTooLong);
  code.trapUnlessAligned(from, s.sourceAt, text == Text::Utf8 ? 1 : 2, CanonRule::UnalignedPointer);
  Temp bytes(code, code.pointer(from));
  scaled(from, s.sourceUnits, unitSize, bytes);
  code.trapUnlessInBounds(from, s.sourceAt, bytes, CanonRule::PointerOutOfBounds);
}

void Transfer::convert(Text text, const Strings &s) {
  checkText(text, s);
  switch (code.of(to).encoding) {
  case Encoding::Utf8:
    if (text == Text::Utf16)
      return toUtf8(s, "canon_measure_utf16", "canon_utf16_to_utf8", 3);
    if (text == Text::Latin1)
      return toUtf8(s, "canon_measure_latin1", "canon_latin1_to_utf8", 2);
    measure("canon_check_utf8", s);
    return copyText(s, 1, 1);
  case Encoding::Utf16:
    if (text == Text::Utf8)
      return utf8ToUtf16(s);
    if (text == Text::Latin1)
      return latin1ToUtf16(s);
    measure("canon_measure_utf16", s);
    code.op(Opcode::Drop);
    return copyText(s, 2, 2);
  case Encoding::Latin1Utf16:
    if (code.of(from).encoding != Encoding::Latin1Utf16)
      return toLatin1OrUtf16(text, s);
    if (text == Text::Utf16)
      return utf16ToLatin1IfPossible(s);
    return copyText(s, 1, 2);
  }
}

// store_string_copy.
void Transfer::copyText(const Strings &s, uint32_t unitSize, uint32_t align) {
  code.get(s.sourceUnits);
  code.convertAddress(from, to);
  code.set(s.targetUnits);
  {
    Temp bytes(code, code.pointer(to));
    scaled(to, s.targetUnits, unitSize, bytes);
    code.reallocate(to, nullptr, align, bytes, s.targetAt);
  }
  Temp bytes(code, code.pointer(from));
  scaled(from, s.sourceUnits, unitSize, bytes);
  code.copyMemory(s.targetAt, to, s.sourceAt, bytes);
}

// store_string_to_utf8: hopes for ASCII, then takes the worst case and shrinks.
void Transfer::toUtf8(const Strings &s, const char *measureName, const char *transcodeName,
                      uint32_t worstFactor) {
  CoreType pointer = code.pointer(to);
  Temp units(code, pointer), worst(code, pointer), size(code, pointer);
  measure(measureName, s);
  code.code().i64(1);
  code.op(Opcode::I64ShrU);
  code.coerce(CoreType::I64, pointer);
  code.set(size);
  code.get(s.sourceUnits);
  code.convertAddress(from, to);
  code.set(units);
  code.reallocate(to, nullptr, 1, units, s.targetAt);
  scaled(to, units, 1, worst);
  code.get(size);
  code.get(units);
  code.op(to, Opcode::I32Ne, Opcode::I64Ne);
  code.code().begin(Opcode::If);
  scaled(to, units, worstFactor, worst);
  AdapterCode::Block old{s.targetAt, units};
  code.reallocate(to, &old, 1, worst, s.targetAt);
  code.op(Opcode::End);
  transcode(transcodeName, s, size);
  shrink(s, worst, size, 1);
  code.get(size);
  code.set(s.targetUnits);
}

void Transfer::utf8ToUtf16(const Strings &s) {
  CoreType pointer = code.pointer(to);
  Temp worst(code, pointer), size(code, pointer);
  measure("canon_measure_utf8", s);
  code.code().i64(1);
  code.op(Opcode::I64ShrU);
  code.coerce(CoreType::I64, pointer);
  code.set(s.targetUnits);
  scaled(to, s.targetUnits, 2, size);
  code.get(s.sourceUnits);
  code.convertAddress(from, to);
  code.set(worst);
  scaled(to, worst, 2, worst);
  code.reallocate(to, nullptr, 2, worst, s.targetAt);
  transcode("canon_utf8_to_utf16", s, size);
  shrink(s, worst, size, 2);
}

void Transfer::latin1ToUtf16(const Strings &s) {
  Temp size(code, code.pointer(to));
  code.get(s.sourceUnits);
  code.convertAddress(from, to);
  code.set(s.targetUnits);
  scaled(to, s.targetUnits, 2, size);
  code.reallocate(to, nullptr, 2, size, s.targetAt);
  transcode("canon_latin1_to_utf16", s, size);
}

// store_string_to_latin1_or_utf16: hopes for Latin-1.
void Transfer::toLatin1OrUtf16(Text text, const Strings &s) {
  bool isUtf8 = text == Text::Utf8;
  CoreType pointer = code.pointer(to);
  Temp measured(code, CoreType::I64), units(code, pointer);
  Temp worst(code, pointer), size(code, pointer);
  measure(isUtf8 ? "canon_measure_utf8" : "canon_measure_utf16", s);
  code.set(measured);
  code.get(s.sourceUnits);
  code.convertAddress(from, to);
  code.set(units);
  // Code units of UTF-16, which are as many as characters if all are of Latin-1.
  if (isUtf8) {
    code.get(measured);
    code.code().i64(1);
    code.op(Opcode::I64ShrU);
    code.coerce(CoreType::I64, pointer);
  } else {
    code.get(units);
  }
  code.set(s.targetUnits);
  code.reallocate(to, nullptr, 2, units, s.targetAt);
  code.get(measured);
  code.op(Opcode::I32WrapI64);
  code.code().i32(1);
  code.op(Opcode::I32And);
  code.code().begin(Opcode::If);
  transcode(isUtf8 ? "canon_utf8_to_latin1" : "canon_utf16_to_latin1", s, s.targetUnits);
  shrink(s, units, s.targetUnits, 2);
  code.op(Opcode::Else);
  scaled(to, units, 2, worst);
  scaled(to, s.targetUnits, 2, size);
  AdapterCode::Block old{s.targetAt, units};
  code.reallocate(to, &old, 2, worst, s.targetAt);
  transcode(isUtf8 ? "canon_utf8_to_utf16" : "canon_utf16_to_utf16", s, size);
  shrink(s, worst, size, 2);
  tag(s.targetUnits);
  code.op(Opcode::End);
}

// store_probably_utf16_to_latin1_or_utf16: hopes for nothing.
void Transfer::utf16ToLatin1IfPossible(const Strings &s) {
  CoreType pointer = code.pointer(to);
  Temp measured(code, CoreType::I64), bytes(code, pointer);
  measure("canon_measure_utf16", s);
  code.set(measured);
  code.get(s.sourceUnits);
  code.convertAddress(from, to);
  code.set(s.targetUnits);
  scaled(to, s.targetUnits, 2, bytes);
  code.reallocate(to, nullptr, 2, bytes, s.targetAt);
  code.get(measured);
  code.op(Opcode::I32WrapI64);
  code.code().i32(1);
  code.op(Opcode::I32And);
  code.code().begin(Opcode::If);
  transcode("canon_utf16_to_latin1", s, s.targetUnits);
  AdapterCode::Block old{s.targetAt, bytes};
  code.reallocate(to, &old, 1, s.targetUnits, s.targetAt);
  code.op(Opcode::Else);
  transcode("canon_utf16_to_utf16", s, bytes);
  tag(s.targetUnits);
  code.op(Opcode::End);
}

// ---------------------------------------------------------------------------
// Parts of the above.

// Leaves what the built-in returns.
void Transfer::measure(const char *builtin, const Strings &s) {
  code.get(s.sourceAt);
  code.addressToI64(from);
  code.get(s.sourceUnits);
  code.addressToI64(from);
  code.callText(from, builtin);
}

// REQUIRES: the target block has `bytes` bytes.
void Transfer::transcode(const char *builtin, const Strings &s, Local bytes) {
  code.get(s.sourceAt);
  code.addressToI64(from);
  code.get(s.sourceUnits);
  code.addressToI64(from);
  code.get(s.targetAt);
  code.addressToI64(to);
  code.get(bytes);
  code.addressToI64(to);
  code.callText(to, builtin);
}

void Transfer::shrink(const Strings &s, Local allocated, Local needed, uint32_t align) {
  code.get(allocated);
  code.get(needed);
  code.op(to, Opcode::I32GtU, Opcode::I64GtU);
  code.code().begin(Opcode::If);
  AdapterCode::Block old{s.targetAt, allocated};
  code.reallocate(to, &old, align, needed, s.targetAt);
  code.op(Opcode::End);
}

void Transfer::scaled(Side side, Local value, uint32_t factor, Local result) {
  code.get(value);
  if (factor != 1) {
    code.constant(side, factor);
    code.op(side, Opcode::I32Mul, Opcode::I64Mul);
  }
  code.set(result);
}

void Transfer::tag(Local units) {
  code.get(units);
  code.constant(to, utf16Tag(code.width(to)));
  code.op(to, Opcode::I32Or, Opcode::I64Or);
  code.set(units);
}

} // namespace aotc::abi
