// wasi:cli/stdout. Each call gives a new stream of the same descriptor, which stays
// open when the stream is dropped.
#include "wasi/cli/stdout.h"

#include "wasi/io/resources.h"

namespace aotc::rt::wasi::cli::stdout_ {

Own<OutputStream> getStdout(Context &context) {
  return io::makeOwn<OutputStream>(context, io::makeBorrowedFile(os::standardOutput));
}

} // namespace aotc::rt::wasi::cli::stdout_
