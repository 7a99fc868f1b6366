// fd_close, fd_renumber, fd_prestat_*: the table of descriptors, and the folders it
// starts with.
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

} // extern "C"

} // namespace aotc::rt::kinds
