// wasi:cli/stderr. Each call gives a new stream of the same descriptor, which stays
// open when the stream is dropped.
#include "wasi/cli/stderr.h"

#include "wasi/io/resources.h"

namespace aotc::rt::wasi::cli::stderr_ {

Own<OutputStream> getStderr(Context &context) {
  return io::makeOwn<OutputStream>(context, io::makeBorrowedFile(os::standardError));
}

} // namespace aotc::rt::wasi::cli::stderr_
