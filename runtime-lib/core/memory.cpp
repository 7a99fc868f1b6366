// Linear memories: reserving, filling, growing.
//
// Guard: the index space and a guard behind it are reserved, of all memories at once, and
// generated code checks nothing: an access beyond byteSize faults. Check: generated code
// compares with byteSize, and as much is reserved as maxBytes asks for or as the
// system gives; memory.grow ends there. Either way the base never changes.
//
// The contents come as whole pages of the executable that are moved, not copied:
// what isn't touched is never read. Where the kernel won't (a page that isn't
// ours alone, another page size), they are copied.

#include <string.h>
#include <utility>

#include "core/message.h"
#include "core/process.h"
#include "core/traps.h"
#include "os/memory.h"

namespace aotc::rt {

// More is not asked for at first: two of these must fit Sv39's 256 GiB.
static constexpr uint64_t largestReservation = uint64_t(64) << 30;

// Up to here, copying costs less than the system call that moves pages.
static constexpr uint64_t cheaplyCopied = 16384;

[[noreturn]] static void failReservation(Context &context, uint64_t bytes) {
  Message hint;
  hint.number(bytes >> 20) << " MiB (is there a limit, `ulimit -v`? Compiling with --bounds=check "
                              "needs less)";
  char text[256];
  size_t size = hint.text().size() < sizeof(text) - 1 ? hint.text().size() : sizeof(text) - 1;
  memcpy(text, hint.text().data(), size);
  text[size] = 0;
  fail(context, "can't reserve address space for a linear memory", text);
}

static uint64_t roundUp(uint64_t bytes) {
  return bytes > UINT64_MAX - os::pageSize ? UINT64_MAX - (os::pageSize - 1)
                                           : os::roundUpToPage(bytes);
}

// Check: the most that the system gives, but at least the initial size.
static os::Result<uint8_t *> reserveMost(const MemoryInit &init, uint64_t &bytes) {
  uint64_t least = roundUp(init.minBytes > os::pageSize ? init.minBytes : os::pageSize);
  bytes = roundUp(init.maxBytes);
  if (bytes > largestReservation)
    bytes = largestReservation;
  if (bytes < least)
    bytes = least;
  for (;;) {
    auto base = os::reserve(bytes);
    if (base || bytes == least)
      return base;
    bytes = roundUp(bytes / 2);
    if (bytes < least)
      bytes = least;
  }
}

static void placeChunk(const Memory &memory, const ImageChunk &chunk) {
  uint8_t *destination = memory.base + chunk.destination;
  if (chunk.size <= cheaplyCopied || !os::movePages(chunk.source, chunk.size, destination))
    memcpy(destination, chunk.source, chunk.size);
}

static bool isGuarded(const MemoryInit &init) {
  return init.strategy == static_cast<uint32_t>(MemoryStrategy::Guard);
}

static uint64_t guardedBytes(const MemoryInit &init) {
  return roundUp(init.indexBytes + init.guardBytes);
}

AddressSpace reserveAddressSpace(Context &context, std::span<const MemoryInit> memories,
                                 size_t more) {
  uint64_t guarded = 0;
  bool tooMuch = false;
  for (const MemoryInit &init : memories)
    if (isGuarded(init))
      tooMuch |= __builtin_add_overflow(guarded, guardedBytes(init), &guarded);
  uint64_t total;
  if (__builtin_add_overflow(guarded, more, &total) || tooMuch)
    failReservation(context, UINT64_MAX);
  // The kernel aligns what has whole huge pages, so that it can use them.
  constexpr uint64_t hugePage = uint64_t(2) << 20;
  if (total <= UINT64_MAX - hugePage)
    total = (total + hugePage - 1) & ~(hugePage - 1);
  auto base = os::reserve(total);
  if (!base)
    failReservation(context, total);
  return {*base, *base + guarded};
}

// Uses up what was reserved for guarded memories from `reserved` on.
static void setUpMemory(Context &context, const MemoryInit &init, uint8_t *&reserved) {
  Memory &memory = *init.memory;
  const bool guard = isGuarded(init);
  uint64_t bytes = guardedBytes(init);
  if (guard) {
    memory.base = std::exchange(reserved, reserved + bytes);
  } else {
    auto base = reserveMost(init, bytes);
    if (!base)
      failReservation(context, bytes);
    memory.base = *base;
  }
  memory.byteSize = init.minBytes;
  memory.reservedBytes = bytes;
  memory.maxBytes = init.maxBytes;
  uint64_t usable = guard ? init.indexBytes : bytes;
  if (memory.maxBytes > usable)
    memory.maxBytes = usable;
  memory.pageSizeLog2 = init.pageSizeLog2;
  memory.strategy = init.strategy;
  if (init.minBytes && !os::makeAccessible(memory.base, roundUp(init.minBytes)))
    fail(context, "can't get memory for the initial size of a linear memory");
  for (uint64_t i = 0; i < init.chunkCount; ++i)
    placeChunk(memory, init.chunks[i]);
}

void setUpMemories(Context &context, std::span<const MemoryInit> memories, AddressSpace space) {
  for (const MemoryInit &init : memories)
    setUpMemory(context, init, space.memories);
}

// Only what lies behind the accessible pages: a fault within them is no access
// out of bounds, but the machine's (an unreadable page of the executable).
bool isOutOfBounds(const Memory &memory, uintptr_t address) {
  uint64_t offset = address - reinterpret_cast<uintptr_t>(memory.base);
  return memory.base && offset < memory.reservedBytes && offset >= roundUp(memory.byteSize);
}

namespace kinds {

uint64_t aotc_memory_grow(void *record, uint64_t delta) {
  constexpr uint64_t failed = UINT64_MAX;
  Memory &memory = *static_cast<Memory *>(record);
  uint64_t before = memory.byteSize >> memory.pageSizeLog2;
  if (delta > (memory.maxBytes - memory.byteSize) >> memory.pageSizeLog2)
    return failed;
  uint64_t newSize = memory.byteSize + (delta << memory.pageSizeLog2);
  uint64_t accessible = roundUp(memory.byteSize);
  uint64_t needed = roundUp(newSize);
  if (needed > accessible && !os::makeAccessible(memory.base + accessible, needed - accessible))
    return failed;
  memory.byteSize = newSize;
  return before;
}

} // namespace kinds
} // namespace aotc::rt
