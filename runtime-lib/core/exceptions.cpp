// Exceptions of the guest: memory for them, and its end.
//
// An exception that was only ever caught by value is freed where it is caught: a
// program may throw for ever. One that an exnref was made of may be anywhere such a
// reference can be: it stays until a collection, which runs when the exceptions that
// are there have come to twice the bytes that the last one left. Its roots are the
// program's globals and tables of exnrefs, and, taken conservatively, each word of
// the guest's stack and of the registers: compiled code keeps no list of its
// references, and at -O2 they may point into an exception instead of at it. What lives
// is marked over a list through the exceptions themselves; a chain of them in payloads
// may be as long as the guest wants.
//
// They lie in one reservation, in blocks of slots of one size, so that "is this
// word a reference?" takes a few instructions and no search. A block stays with
// its size. Rejected: counting references (each copy of a local pays), the C
// library's heap (it can't tell what a word points at).

#include <setjmp.h>
#include <string.h>

#include "core/context.h"
#include "core/message.h"
#include "core/process.h"
#include "core/traps.h"
#include "os/memory.h"

namespace aotc::rt {

namespace {

constexpr size_t reservedBytes = size_t(1) << 30;
constexpr size_t blockSize = os::pageSize;
constexpr size_t blockCount = reservedBytes / blockSize;
constexpr unsigned smallestLog2 = 6;
constexpr unsigned classCount = 10; // 64 bytes to 32 KiB; a payload has 1000 values at most
constexpr size_t firstCollection = size_t(1) << 20;

// Exception::state.
constexpr uint32_t inUse = 1;
constexpr uint32_t referenced = 2;
constexpr uint32_t marked = 4;

} // namespace

class ExceptionHeap {
public:
  explicit ExceptionHeap(Context &context) : context(context) {
    auto memory = os::reserve(reservedBytes);
    if (!memory)
      trap(context, TrapKind::OutOfMemory, "no address space left for exceptions");
    base = *memory;
  }

  Exception *allocate(uint64_t payloadBytes) {
    unsigned sizeClass = 0;
    while (slotSize(sizeClass) < sizeof(Exception) + payloadBytes)
      ++sizeClass;
    if (liveBytes >= threshold || (!freeSlots[sizeClass] && usedBlocks == blockCount))
      collect();
    if (!freeSlots[sizeClass])
      addBlock(sizeClass);
    Exception *exception = freeSlots[sizeClass];
    freeSlots[sizeClass] = exception->next;
    exception->state = inUse;
    exception->payloadBytes = payloadBytes;
    liveBytes += slotSize(sizeClass);
    return exception;
  }

  void free(Exception &exception) {
    unsigned sizeClass = classes[(reinterpret_cast<uint8_t *>(&exception) - base) / blockSize];
    exception.state = 0;
    exception.next = freeSlots[sizeClass];
    freeSlots[sizeClass] = &exception;
    liveBytes -= slotSize(sizeClass);
  }

private:
  static size_t slotSize(unsigned sizeClass) { return size_t(1) << (smallestLog2 + sizeClass); }

  void addBlock(unsigned sizeClass) {
    uint8_t *block = base + usedBlocks * blockSize;
    if (usedBlocks == blockCount || !os::makeAccessible(block, blockSize))
      trap(context, TrapKind::OutOfMemory, "too many exceptions are referenced");
    classes[usedBlocks++] = static_cast<uint8_t>(sizeClass);
    for (size_t at = blockSize; at > 0;) {
      at -= slotSize(sizeClass);
      auto *exception = reinterpret_cast<Exception *>(block + at);
      exception->next = freeSlots[sizeClass];
      freeSlots[sizeClass] = exception;
    }
  }

  // The exception that `word` points at or into.
  Exception *find(uint64_t word) const {
    uint64_t offset = word - reinterpret_cast<uintptr_t>(base);
    if (offset >= usedBlocks * blockSize)
      return nullptr;
    uint64_t start = offset & ~(slotSize(classes[offset / blockSize]) - 1);
    auto *exception = reinterpret_cast<Exception *>(base + start);
    return exception->state & inUse ? exception : nullptr;
  }

  void mark(uint64_t word) {
    Exception *exception = find(word);
    if (!exception || exception->state & marked)
      return;
    exception->state |= marked;
    exception->next = unvisited;
    unvisited = exception;
  }

  // Words in [from, to), aligned; the stack's hold what no C++ object is.
  [[gnu::no_sanitize("address")]] void markWords(const void *from, const void *to) {
    auto *word = static_cast<const uint64_t *>(from);
    for (; word < static_cast<const uint64_t *>(to); ++word)
      mark(*word);
  }

  void visit() {
    while (Exception *exception = unvisited) {
      unvisited = exception->next;
      auto *payload = reinterpret_cast<const uint8_t *>(exception + 1);
      markWords(payload, payload + exception->payloadBytes / sizeof(uint64_t) * sizeof(uint64_t));
    }
  }

  // From this frame up: that of the caller holds the registers.
  [[gnu::noinline]] void markStack() {
    markWords(__builtin_frame_address(0), context.scratch().data());
  }

  // Callers may keep references in registers: setjmp puts them on the stack, where
  // they aren't yet.
  [[gnu::noinline]] void collect() {
    jmp_buf registers;
    setjmp(registers);
    markStack();
    for (size_t i = 0; i < aotc_program.exceptionGlobalCount; ++i)
      mark(*aotc_program.exceptionGlobals[i]);
    for (size_t i = 0; i < aotc_program.exceptionTableCount; ++i) {
      const Table &table = *aotc_program.exceptionTables[i];
      markWords(table.elements, table.elements + table.size);
    }
    visit();
    sweep();
    threshold = liveBytes * 2 > firstCollection ? liveBytes * 2 : firstCollection;
  }

  void sweep() {
    for (size_t block = 0; block < usedBlocks; ++block)
      for (size_t at = 0; at < blockSize; at += slotSize(classes[block])) {
        auto *exception = reinterpret_cast<Exception *>(base + block * blockSize + at);
        if (exception->state & marked)
          exception->state &= ~marked;
        else if (exception->state & inUse)
          free(*exception);
      }
  }

  Context &context;
  uint8_t *base = nullptr;
  size_t usedBlocks = 0;
  size_t liveBytes = 0;
  size_t threshold = firstCollection;
  Exception *freeSlots[classCount] = {};
  Exception *unvisited = nullptr;
  uint8_t classes[blockCount] = {}; // by block
};

namespace kinds {

void *aotc_exception_new(void *tag, uint64_t payloadBytes, uint32_t place) {
  Context &context = processContext();
  context.checkHostStack();
  Exception *exception = context.state<ExceptionHeap>().allocate(payloadBytes);
  exception->tag = static_cast<const Tag *>(tag);
  exception->place = place;
  return exception;
}

void aotc_exception_caught(void *caught) {
  auto &exception = *static_cast<Exception *>(caught);
  if (!(exception.state & referenced))
    processContext().state<ExceptionHeap>().free(exception);
}

void aotc_exception_referenced(void *caught) {
  static_cast<Exception *>(caught)->state |= referenced;
}

[[gnu::noinline]] void aotc_exception_uncaught(void *uncaught) {
  const auto &exception = *static_cast<const Exception *>(uncaught);
  raiseTrap(processContext(), TrapKind::UncaughtException, exception.tag->name,
            TrapPlace{0, exception.place});
}

} // namespace kinds
} // namespace aotc::rt
