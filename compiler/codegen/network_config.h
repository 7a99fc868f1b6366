// What of the network an executable may use, fixed when it is made: aotc_network,
// see runtime-lib/abi/network.def.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace llvm {
class Module;
} // namespace llvm

namespace aotc {

enum class NetworkUse : uint8_t {
#define AOTC_NETWORK_USE(ENUM, OPTION) ENUM,
#include "abi/network.def"
#undef AOTC_NETWORK_USE
};

struct NetworkGrant {
  NetworkUse use;
  std::string text; // as it was given
  std::string name; // empty: the range of addresses
  unsigned family = 0, prefixBits = 0;
  uint64_t addressHigh = 0, addressLow = 0;
  uint16_t firstPort = 0, lastPort = 65535;
};

struct NetworkGrants {
  std::vector<NetworkGrant> grants;
  bool inheritAll = false;
};

// Adds the symbol to the module that makeConfigModule() made.
void addNetworkConfig(llvm::Module &module, const NetworkGrants &network);

} // namespace aotc
