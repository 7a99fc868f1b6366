// The C library's allocator for one test: the allocation whose number is in the
// environment variable FAIL_ALLOCATION fails, and all behind it if FAIL_FROM is
// set. Put into a copy of the runtime library, before the C library.
//
// Blocks are cut from one area and never used again: what is written behind the
// end of one hits the next one's size, which free and realloc check.
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char aotc_test_no_early_memory = 1;

static _Alignas(16) unsigned char area[8 << 20];
static size_t used;
static long number;

struct header {
  size_t size, check;
};
#define MAGIC 0x5afe5afe5afe5afeull

static int fails(void) {
  ++number;
  const char *one = getenv("FAIL_ALLOCATION"), *from = getenv("FAIL_FROM");
  return (one && number == atol(one)) || (from && number >= atol(from));
}

void *malloc(size_t size) {
  size_t rounded = (size + 15) & ~(size_t)15;
  if (fails() || rounded > sizeof(area) - used - sizeof(struct header)) {
    errno = ENOMEM;
    return NULL;
  }
  struct header *block = (struct header *)(area + used);
  block->size = size;
  block->check = size ^ MAGIC;
  used += sizeof(*block) + rounded;
  memset(block + 1, 0xa5, size);
  return block + 1;
}

static size_t size_of(void *memory) {
  struct header *block = (struct header *)memory - 1;
  if (block->check != (block->size ^ MAGIC))
    __builtin_trap();
  return block->size;
}

void free(void *memory) {
  if (memory)
    memset(memory, 0x5a, size_of(memory));
}

void *calloc(size_t count, size_t size) {
  if (size && count > SIZE_MAX / size)
    return NULL;
  void *memory = malloc(count * size);
  return memory ? memset(memory, 0, count * size) : NULL;
}

void *realloc(void *memory, size_t size) {
  if (!memory)
    return malloc(size);
  size_t before = size_of(memory);
  void *grown = malloc(size);
  if (grown) {
    memcpy(grown, memory, before < size ? before : size);
    free(memory);
  }
  return grown;
}
