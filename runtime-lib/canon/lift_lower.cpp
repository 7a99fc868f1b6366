// The parts of lifting and lowering that don't depend on a type: strings, the
// guest's realloc, and what a call gives and takes.
//
// A host function borrows while it runs, and the guest can't drop a handle then:
// may-leave is off during realloc, the only guest code that runs. A LendingScope
// counts lends all the same, so that this holds when host functions call more than
// realloc. Handles in lists that are looked at one by one count once a look.

#include "canon/lift_lower.h"

#include <stdlib.h>

#include "canon/unicode.h"

namespace aotc::rt {

void *CallScope::takeHandle(uint32_t handle, const ResourceType *type) {
  return reinterpret_cast<void *>(HandleTable::of(*site->instance).take(context, handle, type));
}

uint32_t CallScope::giveHandle(void *resource, const ResourceType *type) {
  return HandleTable::of(*site->instance)
      .add(context, type, reinterpret_cast<uintptr_t>(resource), true);
}

void CallScope::freeBlocks() {
  while (Block *block = blocks) {
    blocks = block->next;
    free(block);
  }
}

static constexpr uint32_t utf16Tag = uint32_t(1) << 31;

std::string_view CallScope::string(uint32_t pointer, uint32_t taggedLength) {
  if (site->encoding != StringEncoding::Utf8) [[unlikely]]
    return transcode(pointer, taggedLength);
  if (taggedLength > maxListBytes) [[unlikely]]
    broken(CanonRule::StringTooLong);
  std::string_view text(reinterpret_cast<const char *>(memory.at(pointer, taggedLength)),
                        taggedLength);
  if (!isValidUtf8(text)) [[unlikely]]
    broken(CanonRule::InvalidUtf8);
  return text;
}

char *CallScope::allocateText(size_t size) {
  auto *block = static_cast<Block *>(malloc(sizeof(Block) + size));
  if (!block)
    trap(context, TrapKind::OutOfMemory, "no memory left for a string");
  block->next = blocks;
  blocks = block;
  return reinterpret_cast<char *>(block + 1);
}

std::string_view CallScope::transcode(uint32_t pointer, uint32_t taggedLength) {
  bool latin1 = site->encoding == StringEncoding::Latin1Utf16 && !(taggedLength & utf16Tag);
  uint64_t units = taggedLength;
  if (site->encoding == StringEncoding::Latin1Utf16)
    units &= ~utf16Tag;
  uint64_t bytes = latin1 ? units : units * 2;
  if (bytes > maxListBytes)
    broken(CanonRule::StringTooLong);
  memory.checkAlignment(pointer, 2);
  const uint8_t *from = memory.at(pointer, bytes);
  if (latin1) {
    size_t size = latin1AsUtf8Size(from, units);
    if (size == units)
      return {reinterpret_cast<const char *>(from), units};
    char *text = allocateText(size);
    latin1ToUtf8(from, units, text);
    return {text, size};
  }
  auto size = utf16AsUtf8Size(from, units);
  if (!size)
    broken(CanonRule::InvalidUtf16);
  char *text = allocateText(*size);
  utf16ToUtf8(from, units, text);
  return {text, *size};
}

uint32_t CallScope::allocate(uint64_t size, uint32_t alignment) {
  if (size > UINT32_MAX)
    broken("result is too large for the guest");
  if (!site->realloc)
    broken("no realloc to make room for a result");
  using Realloc = uint32_t(void *instance, uint32_t pointer, uint32_t oldSize, uint32_t alignment,
                           uint32_t newSize);
  site->instance->mayNotLeave = 1;
  uint32_t pointer = reinterpret_cast<Realloc *>(site->realloc->code)(
      site->realloc->instance, 0, 0, alignment, static_cast<uint32_t>(size));
  site->instance->mayNotLeave = 0;
  if (pointer & (alignment - 1)) [[unlikely]]
    broken(CanonRule::ReallocUnaligned);
  if (!memory.contains(pointer, size)) [[unlikely]]
    broken(CanonRule::ReallocOutOfBounds);
  return pointer;
}

GuestString CallScope::makeString(std::string_view utf8) {
  if (utf8.size() > maxListBytes)
    broken(CanonRule::StringTooLong);
  if (site->encoding == StringEncoding::Utf8) [[likely]] {
    uint32_t pointer = allocate(utf8.size(), 1);
    memcpy(memory.at(pointer, utf8.size()), utf8.data(), utf8.size());
    return {pointer, static_cast<uint32_t>(utf8.size())};
  }
  Utf8Measure measure = measureUtf8(utf8);
  if (site->encoding == StringEncoding::Latin1Utf16 && measure.latin1) {
    uint32_t pointer = allocate(measure.characters, 2);
    utf8ToLatin1(utf8, memory.at(pointer, measure.characters));
    return {pointer, static_cast<uint32_t>(measure.characters)};
  }
  uint32_t pointer = allocate(measure.utf16Units * 2, 2);
  utf8ToUtf16(utf8, memory.at(pointer, measure.utf16Units * 2));
  uint32_t tag = site->encoding == StringEncoding::Latin1Utf16 ? utf16Tag : 0;
  return {pointer, static_cast<uint32_t>(measure.utf16Units) | tag};
}

} // namespace aotc::rt
