// The streams of a TCP connection.
#pragma once

#include "wasi/io/resources.h"

namespace aotc::rt::wasi::sockets {

struct ConnectionStreams {
  Own<io::streams::InputStream> input;
  Own<io::streams::OutputStream> output;
};
ConnectionStreams makeStreams(Context &context, const io::OpenFileRef &file);

// wasi:sockets/tcp's shutdown. What was written before goes out first.
os::Result<void> endReading(io::OpenFile &file);
os::Result<void> endWriting(io::OpenFile &file);

} // namespace aotc::rt::wasi::sockets
