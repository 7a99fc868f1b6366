// Keeps wasm::CanonicalTypes for a whole program. A host function's type has no
// supertypes and isn't extended: a group of its own.
#include "codegen/canonical_types.h"

namespace aotc {

void CanonicalTypes::addModule(const wasm::CanonicalTypes::TypeList &list) {
  modules.push_back(types.add(list));
  for (uint32_t i = 0; i < list.size(); ++i)
    if (!list[wasm::TypeIndex(i)].supertypes.empty())
      derived.insert(modules.back()[i]);
}

void CanonicalTypes::addHostCall(const wasm::FuncType &type) {
  wasm::CanonicalTypes::TypeList list;
  wasm::SubType entry;
  entry.composite.func = type;
  entry.groupEnd = 1;
  list.push(std::move(entry));
  hostCalls.push_back(types.add(list).front());
}

uint32_t CanonicalTypes::idOf(ModuleId module, wasm::TypeIndex type) const {
  return modules[module.index][type.index].index + 1;
}

uint32_t CanonicalTypes::idOf(const Program &program, const FuncDef &func) const {
  if (const auto *host = std::get_if<HostCallId>(&func))
    return hostCalls[host->index].index + 1;
  const auto &defined = std::get<InstanceFunc>(func);
  return idOf(program.instances[defined.instance].module,
              program.moduleOf(defined.instance).functions[defined.func].type);
}

std::vector<uint32_t> CanonicalTypes::subtypesOf(uint32_t id) const {
  std::vector<uint32_t> found{id};
  wasm::CanonicalTypeId super(id - 1);
  for (wasm::CanonicalTypeId sub : derived)
    if (sub != super && types.isSubtype(sub, super))
      found.push_back(sub.index + 1);
  return found;
}

} // namespace aotc
