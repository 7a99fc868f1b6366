// memcpy, memmove and memset for x86-64, in place of musl's, which start `rep movsq` for
// the few bytes that a guest's memory.copy has most of the time. (musl's for AArch64 is
// good, and RISC-V's baseline has nothing better than what musl's C does.)
//
// Up to 64 bytes: everything is loaded, in pieces that overlap, before anything is stored.
// Then 64 bytes a round, with the piece at the other end loaded before; so memcpy is
// memmove. Long ones that don't overlap are the processor's. Nothing here may become a call
// of what it defines (no_builtin), nor be copied into guest code (noinline): LLVM knows these
// functions and inlines short ones by itself.
#ifdef __x86_64__

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace {

template <class T> struct __attribute__((packed, may_alias)) Unaligned {
  T value;
};
typedef long long Vector __attribute__((vector_size(16)));

// Where the processor's own loop wins, start-up included.
constexpr size_t longBytes = 2048;

template <class T> inline T load(const uint8_t *at) {
  return reinterpret_cast<const Unaligned<T> *>(at)->value;
}
template <class T> inline void store(uint8_t *at, T value) {
  reinterpret_cast<Unaligned<T> *>(at)->value = value;
}

// sizeof(T) to twice that.
template <class T> inline void copyEnds(uint8_t *to, const uint8_t *from, size_t size) {
  T first = load<T>(from), last = load<T>(from + size - sizeof(T));
  store(to, first);
  store(to + size - sizeof(T), last);
}

struct Block { // of 64 bytes
  Vector parts[4];
};
inline Block loadBlock(const uint8_t *at) {
  return {{load<Vector>(at), load<Vector>(at + 16), load<Vector>(at + 32), load<Vector>(at + 48)}};
}
inline void storeBlock(uint8_t *at, const Block &block) {
  store(at, block.parts[0]);
  store(at + 16, block.parts[1]);
  store(at + 32, block.parts[2]);
  store(at + 48, block.parts[3]);
}

inline void copyShort(uint8_t *to, const uint8_t *from, size_t size) {
  if (size >= 16)
    return copyEnds<Vector>(to, from, size);
  if (size >= 8)
    return copyEnds<uint64_t>(to, from, size);
  if (size >= 4)
    return copyEnds<uint32_t>(to, from, size);
  if (size >= 2)
    return copyEnds<uint16_t>(to, from, size);
  if (size)
    *to = *from;
}

// 33 to 64 bytes.
inline void copyMiddle(uint8_t *to, const uint8_t *from, size_t size) {
  Vector a = load<Vector>(from), b = load<Vector>(from + 16);
  Vector c = load<Vector>(from + size - 32), d = load<Vector>(from + size - 16);
  store(to, a);
  store(to + 16, b);
  store(to + size - 32, c);
  store(to + size - 16, d);
}

inline void copyForward(uint8_t *to, const uint8_t *from, size_t size) {
  Block last = loadBlock(from + size - sizeof(Block));
  for (size_t done = 0; done < size - sizeof(Block); done += sizeof(Block))
    storeBlock(to + done, loadBlock(from + done));
  storeBlock(to + size - sizeof(Block), last);
}

inline void copyBackward(uint8_t *to, const uint8_t *from, size_t size) {
  Block first = loadBlock(from);
  for (size_t left = size; left > sizeof(Block); left -= sizeof(Block))
    storeBlock(to + left - sizeof(Block), loadBlock(from + left - sizeof(Block)));
  storeBlock(to, first);
}

inline void copyLong(uint8_t *to, const uint8_t *from, size_t size) {
  Vector last = load<Vector>(from + size - 16);
  store(to, load<Vector>(from));
  size_t skipped = 16 - (reinterpret_cast<uintptr_t>(to) & 15);
  uint8_t *end = to + size;
  to += skipped, from += skipped;
  size_t words = (size - skipped) / 8;
  asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
  store(end - 16, last);
}

inline void move(uint8_t *to, const uint8_t *from, size_t size) {
  if (size <= 32)
    return copyShort(to, from, size);
  if (size <= 64)
    return copyMiddle(to, from, size);
  if (static_cast<size_t>(to - from) >= size) // not behind the start of what is read
    return size >= longBytes && static_cast<size_t>(from - to) >= size
               ? copyLong(to, from, size)
               : copyForward(to, from, size);
  copyBackward(to, from, size);
}

inline void fill(uint8_t *to, uint8_t byte, size_t size) {
  uint64_t word = byte * 0x0101010101010101;
  Vector vector = {static_cast<long long>(word), static_cast<long long>(word)};
  if (size < 16) {
    if (size >= 8) {
      store(to, word);
      return store(to + size - 8, word);
    }
    if (size >= 4) {
      store(to, static_cast<uint32_t>(word));
      return store(to + size - 4, static_cast<uint32_t>(word));
    }
    if (size) {
      to[0] = to[size / 2] = to[size - 1] = byte;
    }
    return;
  }
  uint8_t *end = to + size;
  if (size >= longBytes) {
    store(to, vector);
    to += 16 - (reinterpret_cast<uintptr_t>(to) & 15);
    size_t words = static_cast<size_t>(end - to) / 8;
    asm volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(word) : "memory");
    return store(end - 16, vector);
  }
  for (; end - to > 16; to += 16)
    store(to, vector);
  store(end - 16, vector);
}

} // namespace

#define AOTC_OWN gnu::noinline, clang::no_builtin("memcpy", "memmove", "memset")
extern "C" {

[[AOTC_OWN]] void *memmove(void *to, const void *from, size_t size) {
  move(static_cast<uint8_t *>(to), static_cast<const uint8_t *>(from), size);
  return to;
}

[[AOTC_OWN]] void *memcpy(void *__restrict to, const void *__restrict from, size_t size) {
  move(static_cast<uint8_t *>(to), static_cast<const uint8_t *>(from), size);
  return to;
}

[[AOTC_OWN]] void *memset(void *to, int byte, size_t size) {
  fill(static_cast<uint8_t *>(to), static_cast<uint8_t>(byte), size);
  return to;
}

} // extern "C"

#endif
