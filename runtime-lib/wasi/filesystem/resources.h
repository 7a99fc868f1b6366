// What is behind the handles of wasi:filesystem.
#pragma once

#include "os/directory.h"
#include "wasi/filesystem/types.h"
#include "wasi/io/resources.h"

namespace aotc::rt::wasi::filesystem::types {

struct Descriptor {
  io::OpenFileRef file;
  bool mayRead = true;
  bool mayWrite = false;
  bool mayMutate = false; // false below a folder that was granted read-only
};

struct DirectoryEntryStream {
  static constexpr size_t bufferSize = 16384;

  os::OwnedFd fd; // a description of its own: streams don't share their position
  os::DirectoryReader reader;
  uint8_t buffer[bufferSize];

  explicit DirectoryEntryStream(os::OwnedFd folder)
      : fd(std::move(folder)), reader(fd.get(), buffer) {}
};

// The kernel's error as an error-code.
ErrorCode errorCode(os::Errno error);

} // namespace aotc::rt::wasi::filesystem::types

// Returns the error of an os::Result as an error-code.
#define FS_TRY(EXPRESSION)                                                                         \
  ({                                                                                               \
    auto fsTry = (EXPRESSION);                                                                     \
    if (!fsTry)                                                                                    \
      return ::aotc::rt::Unexpected(                                                               \
          ::aotc::rt::wasi::filesystem::types::errorCode(fsTry.error()));                          \
    *std::move(fsTry);                                                                             \
  })
#define FS_CHECK(EXPRESSION)                                                                       \
  do {                                                                                             \
    if (auto fsCheck = (EXPRESSION); !fsCheck)                                                     \
      return ::aotc::rt::Unexpected(                                                               \
          ::aotc::rt::wasi::filesystem::types::errorCode(fsCheck.error()));                        \
  } while (0)
