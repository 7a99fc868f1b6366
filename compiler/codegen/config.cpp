// The grants as constant data, in a module of their own: changing one recompiles
// nothing else.
#include "codegen/abi_structs.h"
#include "codegen/codegen.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace aotc {

namespace {

class ConfigEmitter {
public:
  explicit ConfigEmitter(Module &module)
      : module(module), context(module.getContext()), structs(context) {}

  void emit(const Grants &grants) {
    std::vector<Constant *> dirs, envs;
    for (const Grants::Dir &dir : grants.dirs)
      dirs.push_back(ConstantStruct::get(structs.DirGrant, string(dir.hostPath),
                                         string(dir.guestPath), word(dir.readOnly)));
    for (const Grants::Env &env : grants.envs)
      envs.push_back(ConstantStruct::get(structs.EnvGrant, string(env.name),
                                         env.value ? string(*env.value) : null()));
    Constant *config =
        ConstantStruct::get(structs.Config, array(structs.DirGrant, dirs), word(dirs.size()),
                            array(structs.EnvGrant, envs), word(envs.size()),
                            word(grants.inheritEnv), word(grants.guestStackBytes));
    new GlobalVariable(module, structs.Config, true, GlobalValue::ExternalLinkage, config,
                       "aotc_config");
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
  Constant *array(StructType *type, ArrayRef<Constant *> items) {
    return items.empty() ? null()
                         : hold(ConstantArray::get(ArrayType::get(type, items.size()), items));
  }

  Module &module;
  LLVMContext &context;
  AbiStructs structs;
};

} // namespace

std::unique_ptr<Module> makeConfigModule(const Grants &grants, const Target &target,
                                         const TargetMachine &machine, LLVMContext &context) {
  auto module = std::make_unique<Module>("config", context);
  setTarget(*module, target, machine);
  ConfigEmitter(*module).emit(grants);
  return module;
}

} // namespace aotc
