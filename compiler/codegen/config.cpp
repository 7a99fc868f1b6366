// The grants as constant data, in a module of their own: changing one recompiles
// nothing else.
#include "codegen/codegen.h"
#include "codegen/constant_data.h"

using namespace llvm;

namespace aotc {

std::unique_ptr<Module> makeConfigModule(const Grants &grants, const Target &target,
                                         const TargetMachine &machine, LLVMContext &context) {
  auto module = std::make_unique<Module>("config", context);
  setTarget(*module, target, machine);
  ConstantData data(*module);
  std::vector<Constant *> dirs, envs;
  for (const Grants::Dir &dir : grants.dirs)
    dirs.push_back(ConstantStruct::get(data.structs.DirGrant, data.string(dir.hostPath),
                                       data.string(dir.guestPath), data.word(dir.readOnly)));
  for (const Grants::Env &env : grants.envs)
    envs.push_back(ConstantStruct::get(data.structs.EnvGrant, data.string(env.name),
                                       env.value ? data.string(*env.value) : data.null()));
  data.publish("aotc_config",
               ConstantStruct::get(data.structs.Config, data.array(data.structs.DirGrant, dirs),
                                   data.word(dirs.size()), data.array(data.structs.EnvGrant, envs),
                                   data.word(envs.size()), data.word(grants.inheritEnv),
                                   data.word(grants.guestStackBytes)));
  return module;
}

} // namespace aotc
