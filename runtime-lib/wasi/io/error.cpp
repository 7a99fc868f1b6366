// wasi:io/error: why a stream's operation failed. Interfaces that made the stream
// can tell more (wasi:filesystem/types.filesystem-error-code).
#include "wasi/io/error.h"

#include "wasi/io/resources.h"

namespace aotc::rt::wasi::io::error {

GuestString errorToDebugString(Context &, Writer &out, Error &self) {
  return out.string(os::errnoText(self.code));
}

void dropError(Context &context, Error *resource) { io::destroy(context, resource); }

} // namespace aotc::rt::wasi::io::error
