// wasi:filesystem/preopens. Each call gives new handles of the same folders; a
// folder is opened when one of them is first used.
#include "wasi/filesystem/preopens.h"

#include "wasi/filesystem/preopens_state.h"
#include "wasi/filesystem/resources.h"
#include "wasi/host_text.h"

namespace aotc::rt::wasi::filesystem::preopens {

GuestList<std::tuple<Own<Descriptor>, GuestString>> getDirectories(Context &context, Writer &out) {
  auto &folders = context.state<PreopenedFolders>();
  return out.list<std::tuple<Own<Descriptor>, GuestString>>(folders.count(), [&](size_t i) {
    std::unique_ptr<char[]> copy; // what --dir said may be any bytes
    GuestString path = out.string(lossyUtf8(folders.guestPath(i), copy));
    io::OpenFileRef file = io::makeBorrowedFile(os::invalidFd);
    file->preopen = static_cast<uint32_t>(i);
    return std::tuple(
        io::makeOwn<Descriptor>(context, std::move(file), true, false, !folders.isReadOnly(i)),
        path);
  });
}

} // namespace aotc::rt::wasi::filesystem::preopens
