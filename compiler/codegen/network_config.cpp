// The grants of the network as constant data. Beside config.cpp, not in its
// record: the sockets of the runtime library are the only readers, and the linker
// drops what nobody reads.
#include "codegen/network_config.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace aotc {

namespace {

class NetworkEmitter {
public:
  explicit NetworkEmitter(Module &module) : module(module), context(module.getContext()) {
    Type *Ptr = PointerType::get(context, 0), *U64 = Type::getInt64Ty(context);
    std::vector<Type *> fields;
#define AOTC_STRUCT(NAME) fields.clear();
#define AOTC_FIELD(STRUCT, FIELD, KIND, TYPE) fields.push_back(KIND);
#define AOTC_END(NAME) NAME##Type = StructType::create(context, fields, "aotc." #NAME);
#include "abi/network.def"
#undef AOTC_STRUCT
#undef AOTC_FIELD
#undef AOTC_END
  }

  void emit(const NetworkGrants &network) {
    std::vector<Constant *> grants;
    for (const NetworkGrant &grant : network.grants)
      grants.push_back(
          ConstantStruct::get(NetworkGrantType, grant.name.empty() ? null() : string(grant.name),
                              word(static_cast<uint64_t>(grant.use)), word(grant.family),
                              word(grant.addressHigh), word(grant.addressLow),
                              word(grant.prefixBits), word(grant.firstPort), word(grant.lastPort)));
    auto *list = ArrayType::get(NetworkGrantType, grants.size());
    Constant *config = ConstantStruct::get(
        NetworkConfigType, grants.empty() ? null() : hold(ConstantArray::get(list, grants)),
        word(grants.size()), word(network.inheritAll));
    new GlobalVariable(module, NetworkConfigType, true, GlobalValue::ExternalLinkage, config,
                       "aotc_network");
  }

private:
  Constant *null() { return ConstantPointerNull::get(PointerType::get(context, 0)); }
  Constant *word(uint64_t value) { return ConstantInt::get(Type::getInt64Ty(context), value); }
  Constant *hold(Constant *initialiser) {
    return new GlobalVariable(module, initialiser->getType(), true, GlobalValue::PrivateLinkage,
                              initialiser);
  }
  Constant *string(const std::string &text) {
    return hold(ConstantDataArray::getString(context, text));
  }

  Module &module;
  LLVMContext &context;
  StructType *NetworkGrantType = nullptr, *NetworkConfigType = nullptr;
};

} // namespace

void addNetworkConfig(Module &module, const NetworkGrants &network) {
  NetworkEmitter(module).emit(network);
}

} // namespace aotc
