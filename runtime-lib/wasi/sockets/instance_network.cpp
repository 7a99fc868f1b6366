// wasi:sockets/instance-network. Having the handle allows nothing.
#include "wasi/sockets/instance_network.h"

#include "wasi/sockets/resources.h"

namespace aotc::rt::wasi::sockets::instance_network {

Own<Network> instanceNetwork(Context &context) { return io::makeOwn<Network>(context); }

} // namespace aotc::rt::wasi::sockets::instance_network
