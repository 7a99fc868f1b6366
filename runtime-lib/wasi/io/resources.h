// What is behind the handles of wasi:io: pollables, streams, errors. Other
// interfaces make them (stdin, files, clocks).
//
// A child (the pollable of a stream, the stream of a file) shares what it needs
// of its parent by OpenFileRef, so the guest may drop them in any order.
#pragma once

#include <utility>

#include "core/context.h"
#include "core/traps.h"
#include "os/file.h"
#include "wasi/io/error.h"
#include "wasi/io/poll.h"
#include "wasi/io/streams.h"

namespace aotc::rt::wasi::io {

// A host object for a handle; out of memory is a trap (core/cxx.cpp).
template <class T, class... Args> Own<T> makeOwn(Context &, Args &&...args) {
  return Own<T>(new T{std::forward<Args>(args)...});
}

// A file of the host, shared by all resources made from it; closed with the last.
struct OpenFile {
  os::OwnedFd owned;             // empty: someone else's (a standard stream, a granted folder)
  os::Fd fd = os::invalidFd;     // a granted folder's is opened at first use
  uint32_t preopen = UINT32_MAX; // index of the grant, where it is one
  uint32_t references = 0;
  os::FileType type = os::FileType::Unknown; // see typeOf
};

class OpenFileRef {
public:
  OpenFileRef() = default;
  explicit OpenFileRef(OpenFile *file) : file(file) { ++file->references; }
  OpenFileRef(const OpenFileRef &other) : file(other.file) {
    if (file)
      ++file->references;
  }
  OpenFileRef(OpenFileRef &&other) noexcept : file(std::exchange(other.file, nullptr)) {}
  OpenFileRef &operator=(OpenFileRef other) noexcept {
    std::swap(file, other.file);
    return *this;
  }
  ~OpenFileRef() {
    if (file && --file->references == 0)
      delete file;
  }
  explicit operator bool() const { return file != nullptr; }
  OpenFile *get() const { return file; }
  OpenFile *operator->() const { return file; }

private:
  OpenFile *file = nullptr;
};

OpenFileRef makeOpenFile(os::OwnedFd fd);
OpenFileRef makeBorrowedFile(os::Fd fd);
// Asked of the kernel once; Unknown if that fails.
os::FileType typeOf(OpenFile &file);

// Where a stream reads or writes.
enum class StreamMode : uint8_t {
  Sequential, // at the descriptor's own position: pipes, terminals, standard streams
  Positioned, // at the stream's position
  Append,     // at the end
};

} // namespace aotc::rt::wasi::io

namespace aotc::rt::wasi::io::error {
struct Error {
  os::Errno code;
};
} // namespace aotc::rt::wasi::io::error

namespace aotc::rt::wasi::io::poll {
// Ready when the file is (if there is one) or the deadline has passed.
struct Pollable {
  OpenFileRef file;
  bool read = false;
  bool write = false;
  uint64_t deadline = WaitEntry::noDeadline;

  WaitEntry waitEntry() const;
};
} // namespace aotc::rt::wasi::io::poll

namespace aotc::rt::wasi::io::streams {

struct InputStream {
  OpenFileRef file;
  StreamMode mode = StreamMode::Sequential;
  uint64_t position = 0;
};

struct OutputStream {
  OpenFileRef file;
  StreamMode mode = StreamMode::Sequential;
  uint64_t position = 0;
  uint64_t permit = 0; // what check-write has allowed and isn't used up
  bool closed = false; // an operation failed
};

} // namespace aotc::rt::wasi::io::streams
