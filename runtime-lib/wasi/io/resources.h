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

// A host object for a handle, until it is dropped. Out of memory is a trap.
template <class T, class... Args> Own<T> makeOwn(Context &context, Args &&...args) {
  void *memory = sizeof(T) <= Context::objectSize ? context.takeObject() : operator new(sizeof(T));
  return Own<T>(new (memory) T{std::forward<Args>(args)...});
}
template <class T> void destroy(Context &context, T *resource) {
  resource->~T();
  if (sizeof(T) <= Context::objectSize)
    context.giveObjectBack(resource);
  else
    operator delete(resource);
}

struct PendingOutput; // pending_output.h

// A file of the host, shared by all resources made from it; closed with the last.
struct OpenFile {
  os::OwnedFd owned;             // empty: someone else's (a standard stream, a granted folder)
  os::Fd fd = os::invalidFd;     // a granted folder's is opened at first use
  uint32_t preopen = UINT32_MAX; // index of the grant, where it is one
  uint32_t references = 0;
  os::FileType type = os::FileType::Unknown; // see typeOf

  PendingOutput *pending = nullptr; // what the kernel had no room for
  os::Errno pendingError{};         // why that was lost

  // Of sockets only. What the socket's own pollable waits for; neither: nothing.
  bool wantsRead = false, wantsWrite = false;
  bool readEnded = false, writeEnded = false; // by shutdown
};

// Counts in T::references who holds it; gone with the last.
template <class T> class Ref {
public:
  Ref() = default;
  explicit Ref(T *object) : object(object) { ++object->references; }
  Ref(const Ref &other) : object(other.object) {
    if (object)
      ++object->references;
  }
  Ref(Ref &&other) noexcept : object(std::exchange(other.object, nullptr)) {}
  Ref &operator=(Ref other) noexcept {
    std::swap(object, other.object);
    return *this;
  }
  ~Ref() {
    if (object && --object->references == 0)
      delete object;
  }
  explicit operator bool() const { return object != nullptr; }
  T *get() const { return object; }
  T *operator->() const { return object; }

private:
  T *object = nullptr;
};
using OpenFileRef = Ref<OpenFile>;

OpenFileRef makeOpenFile(os::OwnedFd fd);
OpenFileRef makeBorrowedFile(os::Fd fd);
// Asked of the kernel once; Unknown if that fails.
os::FileType typeOf(OpenFile &file);

// What a stream does in the place of reading and writing a file: a socket's. Its
// code is linked only into programs that make such streams. None of them waits.
struct StreamBackend {
  os::Result<size_t> (*read)(OpenFile &file, std::span<uint8_t> buffer); // 0: the end
  // Takes everything, up to what `writable` allowed. Errno::BrokenPipe: closed.
  os::Result<void> (*write)(Context &context, OpenFile &file, std::span<const uint8_t> data);
  os::Result<uint64_t> (*writable)(Context &context, OpenFile &file);
  // A stream was dropped.
  void (*dropped)(OpenFile &file, bool output);
};

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
  enum class Of : uint8_t {
    File,         // reading or writing, as below
    Socket,       // what the socket waits for at the moment
    SocketOutput, // nothing is pending
  };
  OpenFileRef file;
  bool read = false;
  bool write = false;
  uint64_t deadline = WaitEntry::noDeadline;
  Of of = Of::File;

  WaitEntry waitEntry() const;
};
} // namespace aotc::rt::wasi::io::poll

namespace aotc::rt::wasi::io::streams {

struct InputStream {
  OpenFileRef file;
  StreamMode mode = StreamMode::Sequential;
  uint64_t position = 0;
  const StreamBackend *backend = nullptr;
};

struct OutputStream {
  OpenFileRef file;
  StreamMode mode = StreamMode::Sequential;
  uint64_t position = 0;
  uint64_t permit = 0;   // what check-write has allowed and isn't used up
  uint32_t promised = 0; // what the kernel surely has room for (transfer.cpp); 0 if not Sequential
  bool closed = false;   // an operation failed
  const StreamBackend *backend = nullptr;
};

} // namespace aotc::rt::wasi::io::streams
