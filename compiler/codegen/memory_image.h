// Which pages of a memory's initial contents are in the executable, and where.
#pragma once

#include <vector>

#include "codegen/program_facts.h"

namespace aotc {

// Consecutive pages in the image; `offset` from the memory's image symbol.
struct ImagePages {
  uint64_t destination = 0; // in the memory
  uint64_t offset = 0;
  uint64_t size = 0; // multiples of kImagePage, all three
};

std::vector<ImagePages> imageChunks(const MemoryPages &pages);

} // namespace aotc
