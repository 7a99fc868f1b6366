// The grants of the network as constant data. Beside config.cpp, not in its
// record: the sockets of the runtime library are the only readers, and the linker
// drops what nobody reads.
#include "codegen/network_config.h"

#include "codegen/constant_data.h"

using namespace llvm;

namespace aotc {

void addNetworkConfig(Module &module, const NetworkGrants &network) {
  ConstantData data(module);
  std::vector<Constant *> grants;
  for (const NetworkGrant &grant : network.grants)
    grants.push_back(ConstantStruct::get(
        data.structs.NetworkGrant, grant.name.empty() ? data.null() : data.string(grant.name),
        data.word(static_cast<uint64_t>(grant.use)), data.word(grant.family),
        data.word(grant.addressHigh), data.word(grant.addressLow), data.word(grant.prefixBits),
        data.word(grant.firstPort), data.word(grant.lastPort)));
  data.publish("aotc_network",
               ConstantStruct::get(data.structs.NetworkConfig,
                                   data.array(data.structs.NetworkGrant, grants),
                                   data.word(grants.size()), data.word(network.inheritAll)));
}

} // namespace aotc
