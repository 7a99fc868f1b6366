// wasi:cli/stdin. Each call gives a new stream of the same descriptor, which stays
// open when the stream is dropped.
#include "wasi/cli/stdin.h"

#include "wasi/io/resources.h"

namespace aotc::rt::wasi::cli::stdin_ {

Own<InputStream> getStdin(Context &context) {
  return io::makeOwn<InputStream>(context, io::makeBorrowedFile(os::standardInput));
}

} // namespace aotc::rt::wasi::cli::stdin_
