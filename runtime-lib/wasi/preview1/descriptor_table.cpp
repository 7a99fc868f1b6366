// fd_close, fd_renumber, fd_prestat_*, fd_readdir: the table of descriptors, the
// folders it starts with, and their contents.
//
// fd_readdir's cookie is the kernel's own position in the folder (d_off), so
// there is nothing to remember between calls, and cookies stay valid as long as
// the descriptor does. The last entry that fits only in part is cut off, which
// tells the guest that there are more.
#include <algorithm>

#include "os/directory.h"
#include "wasi/filesystem/preopens_state.h"
#include "wasi/preview1/descriptors.h"
#include "wasi/preview1/guest.h"
#include "wasi/preview1/preview1.h"

namespace aotc::rt::wasi::preview1 {

namespace {

Result<std::string_view> preopenedPath(const CallSite *site, uint32_t number) {
  Context &context = contextOf(site);
  Descriptor *descriptor = RT_TRY(context.state<Descriptors>().findOpen(number));
  if (descriptor->preopen == Descriptor::notPreopened)
    return Unexpected(ErrorCode::BadF);
  return context.state<filesystem::PreopenedFolders>().guestPath(descriptor->preopen);
}

// The guest's buffer, filled from its start.
class DirentWriter {
public:
  explicit DirentWriter(std::span<uint8_t> buffer) : buffer(buffer) {}

  void add(const os::DirectoryEntry &entry) {
    Dirent header{};
    header.next = static_cast<uint64_t>(entry.position);
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

extern "C" {

I32 aotc_p1_fd_close(const CallSite *site, I32 fd) {
  P1_CHECK(contextOf(site).state<Descriptors>().close(fd));
  return success;
}

I32 aotc_p1_fd_renumber(const CallSite *site, I32 from, I32 to) {
  P1_CHECK(contextOf(site).state<Descriptors>().renumber(from, to));
  return success;
}

I32 aotc_p1_fd_prestat_get(const CallSite *site, I32 fd, I32 resultAddress) {
  std::string_view path = P1_TRY(preopenedPath(site, fd));
  Prestat result{0, static_cast<uint32_t>(path.size())};
  return Guest(site).store(resultAddress, result) ? success : code(ErrorCode::Fault);
}

I32 aotc_p1_fd_prestat_dir_name(const CallSite *site, I32 fd, I32 address, I32 size) {
  std::string_view path = P1_TRY(preopenedPath(site, fd));
  if (size < path.size())
    return code(ErrorCode::NameTooLong);
  uint8_t *buffer = Guest(site).bytes(address, size);
  if (!buffer)
    return code(ErrorCode::Fault);
  memcpy(buffer, path.data(), path.size());
  return success;
}

I32 aotc_p1_fd_readdir(const CallSite *site, I32 fd, I32 address, I32 size, I64 cookie,
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
  P1_CHECK(reader.seekTo(static_cast<int64_t>(cookie)));
  while (!writer.isFull()) {
    auto entry = P1_TRY(reader.next());
    if (!entry)
      break;
    writer.add(*entry);
  }
  guest.store(resultAddress, writer.size());
  return success;
}

} // extern "C"

} // namespace aotc::rt::kinds
