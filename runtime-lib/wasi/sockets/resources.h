// What is behind the handles of wasi:sockets.
//
// A socket's descriptor is shared with its streams and pollables (io::OpenFile),
// so the guest may drop them in any order.
#pragma once

#include "wasi/io/resources.h"
#include "wasi/sockets/ip_name_lookup.h"
#include "wasi/sockets/network.h"
#include "wasi/sockets/tcp.h"
#include "wasi/sockets/udp.h"

#include "os/internet.h"
#include "os/name_lookup.h"

namespace aotc::rt::wasi::sockets {

namespace network {
// Having the handle allows nothing: the grants do (grants.h).
struct Network {};
} // namespace network

namespace ip_name_lookup {
struct ResolveAddressStream {
  std::string name;
  std::optional<os::NameLookup> lookup; // none: `addresses` holds the answer
  io::OpenFileRef ready;                // of the look-up
  std::vector<os::InternetAddress> addresses;
  size_t next = 0;
};
} // namespace ip_name_lookup

namespace tcp {
struct TcpSocket {
  // The states of wasi:sockets/tcp; the order of the first is that in which a
  // socket may go through them.
  enum class State : uint8_t {
    Unbound,
    BindInProgress,
    Bound,
    ListenInProgress,
    Listening,
    ConnectInProgress,
    Connected,
    Closed,
  };
  io::OpenFileRef file;
  os::Family family;
  State state = State::Unbound;
  bool mayListen = false; // bound to an address that was granted for listening
  int backlog = 128;
  os::Errno connectError{}; // what the kernel said at once, for finish-connect
};
} // namespace tcp

namespace udp {
// Shared by a socket and its streams: only those of the newest association work.
struct Association {
  uint32_t references = 0;
  uint32_t number = 0;
  std::optional<os::InternetAddress> peer;
  bool filtersSenders = false; // bound without a grant: hears granted peers only
};

struct UdpSocket {
  enum class State : uint8_t { Unbound, BindInProgress, Bound };
  io::OpenFileRef file;
  io::Ref<Association> association;
  os::Family family;
  State state = State::Unbound;
};

struct DatagramStream {
  io::OpenFileRef file;
  io::Ref<Association> association;
  uint32_t number; // of the association that it was made for
  os::Family family;

  bool works() const { return number == association->number; }
};
struct IncomingDatagramStream : DatagramStream {};
struct OutgoingDatagramStream : DatagramStream {
  uint64_t permit = 0; // what check-send has allowed and isn't used up
};
} // namespace udp

} // namespace aotc::rt::wasi::sockets
