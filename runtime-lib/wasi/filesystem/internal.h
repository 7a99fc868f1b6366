// What the files that implement wasi:filesystem/types share.
#pragma once

#include "os/path.h"
#include "wasi/filesystem/resources.h"

namespace aotc::rt::wasi::filesystem::types {

template <class T> using FsResult = Expected<T, ErrorCode>;

// The descriptor's file, opened now if it is a granted folder that wasn't used yet.
os::Result<os::Fd> fdOf(Context &context, Descriptor &descriptor);

inline os::FollowLast followLast(PathFlags flags) {
  return flags.has(PathFlags::SymlinkFollow) ? os::FollowLast::Yes : os::FollowLast::No;
}

FsResult<os::SetTime> setTime(const NewTimestamp &time);
DescriptorType descriptorType(os::FileType type);

} // namespace aotc::rt::wasi::filesystem::types

// For what changes something below a folder that was granted read-only.
#define FS_CHECK_MUTATE(DESCRIPTOR)                                                                \
  do {                                                                                             \
    if (!(DESCRIPTOR).mayMutate)                                                                   \
      return ::aotc::rt::Unexpected(::aotc::rt::wasi::filesystem::types::ErrorCode::ReadOnly);     \
  } while (0)
