// Texts for error numbers. The C library's strerror would do, but it depends on
// a locale and pulls in tables for numbers that never occur here; a number that
// isn't in the list below is rare enough to go without a text.
//
// The list in errno.h repeats the kernel's values because that header must not
// include the kernel's; here they are compared.

#include "os/errno.h"

#include <errno.h>

namespace aotc::rt::os {

#define AOTC_ERRNO(NAME, C_NAME, VALUE) static_assert(C_NAME == VALUE);
AOTC_ERRNOS(AOTC_ERRNO)
#undef AOTC_ERRNO

const char *errnoText(Errno error) {
  static constexpr struct {
    Errno error;
    const char *text;
  } texts[] = {
      {Errno::NotPermitted, "not permitted"},
      {Errno::NoEntry, "no such file or folder"},
      {Errno::Io, "input/output error"},
      {Errno::BadDescriptor, "bad file descriptor"},
      {Errno::OutOfMemory, "not enough memory"},
      {Errno::Access, "permission denied"},
      {Errno::Exists, "it exists already"},
      {Errno::NotDirectory, "not a folder"},
      {Errno::IsDirectory, "it is a folder"},
      {Errno::TooManyFiles, "too many open files"},
      {Errno::TooManyFilesInSystem, "too many open files in the system"},
      {Errno::NoSpace, "no space left"},
      {Errno::ReadOnly, "read-only file system"},
      {Errno::BrokenPipe, "broken pipe"},
      {Errno::NameTooLong, "name too long"},
      {Errno::Loop, "too many symbolic links"},
      {Errno::NoSystemCall, "not supported by this kernel"},
  };
  for (const auto &entry : texts)
    if (entry.error == error)
      return entry.text;
  return "operation failed";
}

} // namespace aotc::rt::os
