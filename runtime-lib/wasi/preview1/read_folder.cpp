// fd_readdir: a folder's entries, one behind the other. The last entry that fits only
// in part is cut off, which tells the guest that there are more.
#include <algorithm>

#include "wasi/preview1/descriptors.h"
#include "wasi/preview1/guest.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

namespace {

// The guest's buffer, filled from its start.
class DirentWriter {
public:
  explicit DirentWriter(std::span<uint8_t> buffer) : buffer(buffer) {}

  void add(const os::DirectoryEntry &entry, uint64_t next) {
    Dirent header{};
    header.next = next;
    header.inode = entry.inode;
    header.nameSize = static_cast<uint32_t>(entry.name.size());
    header.type = fileTypeCode(entry.type);
    put(&header, sizeof(header));
    put(entry.name.data(), entry.name.size());
  }
  bool isFull() const { return used == buffer.size(); }
  uint32_t size() const { return static_cast<uint32_t>(used); }

private:
  void put(const void *data, size_t size) {
    size = std::min(size, buffer.size() - used);
    if (size)
      memcpy(buffer.data() + used, data, size);
    used += size;
  }

  std::span<uint8_t> buffer;
  size_t used = 0;
};

} // namespace

} // namespace aotc::rt::wasi::preview1

namespace aotc::rt::kinds {

using namespace wasi::preview1;

extern "C" I32 aotc_p1_fd_readdir(const CallSite *site, I32 fd, I32 address, I32 size, I64 cookie,
                                  I32 resultAddress) {
  // What the kernel is asked for in one call: about as much as fits.
  constexpr size_t smallest = 1024, largest = 32768;
  static_assert(largest <= Context::scratchSize);
  Descriptor *descriptor = P1_TRY(findDescriptor(site, fd, right::FdReadDir));
  Guest guest(site);
  bool ok = guest.bytes(resultAddress, 4) != nullptr;
  DirentWriter writer(guest.span(address, size, ok));
  if (!ok)
    return code(ErrorCode::Fault);

  auto scratch = contextOf(site).scratch().first(std::clamp<size_t>(size, smallest, largest));
  os::DirectoryReader reader(descriptor->fd, scratch);
  if (!descriptor->cookies)
    descriptor->cookies = std::make_unique<FolderCookies>();
  FolderCookies &cookies = *descriptor->cookies;
  P1_CHECK(cookies.seek(reader, cookie));
  while (!writer.isFull()) {
    auto entry = P1_TRY(reader.next());
    if (!entry)
      break;
    cookies.passed(entry->position);
    writer.add(*entry, ++cookie);
  }
  guest.store(resultAddress, writer.size());
  return success;
}

} // namespace aotc::rt::kinds
