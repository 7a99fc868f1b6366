// Address space: mmap and its kin. Reservations are MAP_NORESERVE and PROT_NONE,
// so they cost nothing but address space; the kernel accounts for the memory when
// it is made accessible, where memory.grow can still answer -1.
//
// Nothing is ever mapped with MAP_FIXED outside of a reservation of our own, so no
// mapping of the host can get into a guest's reach, nor the other way round.

#include "os/memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include "os/syscall.h"

namespace aotc::rt::os {

static Result<uint8_t *> map(size_t size, int protection, int flags) {
  void *address = ::mmap(nullptr, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  if (address == MAP_FAILED)
    return lastError();
  return static_cast<uint8_t *>(address);
}

Result<uint8_t *> reserve(size_t size) { return map(size, PROT_NONE, MAP_NORESERVE); }

Result<uint8_t *> allocatePages(size_t size) {
  return map(size, PROT_READ | PROT_WRITE, MAP_NORESERVE);
}

Result<void> makeAccessible(uint8_t *address, size_t size) {
  if (::mprotect(address, size, PROT_READ | PROT_WRITE) < 0)
    return lastError();
  return {};
}

Result<void> makeInaccessible(uint8_t *address, size_t size) {
  if (::mprotect(address, size, PROT_NONE) < 0)
    return lastError();
  return {};
}

void release(uint8_t *address, size_t size) { ::munmap(address, size); }

// The kernel rounds the size of a move up to its own pages, which may be larger
// than those that the executable was laid out for: the neighbours of `source`,
// our own data, would go with it. A move that fails may have unmapped the
// destination already: it is made again, so that its owner's reservation has no
// hole for others to get into.
Result<void> movePages(uint8_t *source, size_t size, uint8_t *destination) {
  auto kernelPage = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  uintptr_t bits =
      reinterpret_cast<uintptr_t>(source) | size | reinterpret_cast<uintptr_t>(destination);
  if (bits & (kernelPage - 1))
    return Unexpected(Errno::Invalid);
  if (::mremap(source, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, destination) != MAP_FAILED)
    return {};
  auto error = lastError();
  ::mmap(destination, size, PROT_READ | PROT_WRITE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  return error;
}

Result<uint8_t *> growPages(uint8_t *address, size_t size, size_t newSize) {
  void *moved = ::mremap(address, size, newSize, MREMAP_MAYMOVE);
  if (moved == MAP_FAILED)
    return lastError();
  return static_cast<uint8_t *>(moved);
}

uint8_t *currentBreak() { return static_cast<uint8_t *>(::sbrk(0)); }

} // namespace aotc::rt::os
