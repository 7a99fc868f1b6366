// The table of a preview-1 guest's file descriptors.
#pragma once

#include <memory>
#include <vector>

#include "core/context.h"
#include "wasi/preview1/errno.h"
#include "wasi/preview1/folder_cookies.h"
#include "wasi/preview1/types.h"

namespace aotc::rt::wasi::preview1 {

template <class T> using Result = Expected<T, ErrorCode>;

struct Descriptor {
  static constexpr uint32_t notPreopened = UINT32_MAX;

  bool isOpen = false;
  bool readOnly = false;                  // under a grant that is
  uint32_t preopen = notPreopened;        // index of the grant
  os::Fd fd = os::invalidFd;              // a preopened folder's is opened at first use
  os::OwnedFd owned;                      // holds fd where it is the descriptor's own
  uint64_t rights = 0;                    // "rights base": what may be done with it
  uint64_t inheritingRights = 0;          // what descriptors opened through it may have
  std::unique_ptr<FolderCookies> cookies; // once it is read as a folder
};

class Descriptors {
public:
  // 0 to 2 are the standard streams, the granted folders follow.
  explicit Descriptors(Context &context);

  // An open descriptor that has all of `rights`. Its address is valid until the
  // next call of add().
  Result<Descriptor *> find(uint32_t number, uint64_t rights);
  // The same where nothing has to be opened for it; otherwise, and on any error, null.
  Descriptor *findReady(uint32_t number, uint64_t rights) {
    if (number >= table.size())
      return nullptr;
    Descriptor &descriptor = table[number];
    bool isReady = descriptor.isOpen && !(rights & ~descriptor.rights);
    return isReady && descriptor.fd != os::invalidFd ? &descriptor : nullptr;
  }
  // An open one, whatever it may do; a preopened folder isn't opened.
  Result<Descriptor *> findOpen(uint32_t number);
  // The lowest free number, as POSIX has it.
  Result<uint32_t> add(Descriptor descriptor);
  Result<void> close(uint32_t number);
  // `to` must be open; it is closed and becomes what `from` was.
  Result<void> renumber(uint32_t from, uint32_t to);

private:
  // Far above what the kernel lets a process open.
  static constexpr uint32_t limit = 1u << 20;

  Context &context;
  std::vector<Descriptor> table;
  uint32_t lowestFree = 0; // none below it is free
};

inline Result<Descriptor *> findDescriptor(const CallSite *site, uint32_t number, uint64_t rights) {
  return contextOf(site).state<Descriptors>().find(number, rights);
}
// Calls nothing.
inline Descriptor *findReadyDescriptor(uint32_t number, uint64_t rights) {
  Descriptors *descriptors = Context::existing<Descriptors>();
  return descriptors ? descriptors->findReady(number, rights) : nullptr;
}

FileTypeCode fileTypeCode(os::FileType type);

} // namespace aotc::rt::wasi::preview1
