// table.grow. A table's first elements are initialised data of the executable
// with little or no room behind them; the first grow moves them to address space
// of their own that is large enough for all further ones, so that this happens
// once. Untouched pages of it cost nothing.
//
// A guest may ask for 2^32 - 1 elements: the limit below keeps host memory in
// bounds, and grow answers -1 there as the specification allows.

#include <string.h>

#include "abi/abi.h"
#include "os/memory.h"

namespace aotc::rt {

static constexpr uint64_t largestTable = 10'000'000;

static bool moveTable(Table &table, uint64_t needed) {
  uint64_t wanted = table.maxSize < largestTable ? table.maxSize : largestTable;
  auto memory = os::allocatePages(os::roundUpToPage(wanted * sizeof(Ref)));
  if (!memory) {
    wanted = needed;
    memory = os::allocatePages(os::roundUpToPage(wanted * sizeof(Ref)));
  }
  if (!memory)
    return false;
  if (table.size)
    memcpy(*memory, table.elements, table.size * sizeof(Ref));
  // The old place may be the executable's own data: it is left as it is.
  table.elements = reinterpret_cast<Ref *>(*memory);
  table.capacity = os::roundUpToPage(wanted * sizeof(Ref)) / sizeof(Ref);
  return true;
}

namespace kinds {

uint64_t aotc_table_grow(void *record, uint64_t delta, Ref init) {
  constexpr uint64_t failed = UINT64_MAX;
  Table &table = *static_cast<Table *>(record);
  uint64_t before = table.size;
  if (delta > table.maxSize - table.size)
    return failed;
  uint64_t newSize = before + delta;
  if (newSize > table.capacity && (newSize > largestTable || !moveTable(table, newSize)))
    return failed;
  for (uint64_t i = before; i < newSize; ++i)
    table.elements[i] = init;
  table.size = newSize;
  return before;
}

} // namespace kinds
} // namespace aotc::rt
