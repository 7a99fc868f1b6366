// Looking things up in a Program. An index of a module's index space stands for
// an imported definition as long as it is below the number of bindings, because
// imports come first in every index space; bindings name the definition itself,
// so one step resolves.
#include "flatten/program.h"

namespace aotc {

FuncDef Program::resolve(InstanceId id, wasm::FuncIndex func) const {
  const std::vector<FuncDef> &imported = instances[id].funcs;
  return func.index < imported.size() ? imported[func.index] : FuncDef(InstanceFunc{id, func});
}

TableDef Program::resolve(InstanceId id, wasm::TableIndex table) const {
  const std::vector<TableDef> &imported = instances[id].tables;
  return table.index < imported.size() ? imported[table.index] : TableDef{id, table};
}

MemoryDef Program::resolve(InstanceId id, wasm::MemoryIndex memory) const {
  const std::vector<MemoryDef> &imported = instances[id].memories;
  return memory.index < imported.size() ? imported[memory.index] : MemoryDef{id, memory};
}

GlobalDef Program::resolve(InstanceId id, wasm::GlobalIndex global) const {
  const std::vector<GlobalDef> &imported = instances[id].globals;
  return global.index < imported.size() ? imported[global.index] : GlobalDef{id, global};
}

TagDef Program::resolve(InstanceId id, wasm::TagIndex tag) const {
  const std::vector<TagDef> &imported = instances[id].tags;
  return tag.index < imported.size() ? imported[tag.index] : TagDef{id, tag};
}

bool mayCallGuest(const Program &program, const FuncDef &func) {
  const auto *host = std::get_if<HostCallId>(&func);
  return !host || program.hostCalls[*host].realloc || program.hostCalls[*host].resource;
}

const wasm::FuncType &Program::typeOf(const FuncDef &func) const {
  if (const auto *call = std::get_if<HostCallId>(&func))
    return hostCalls[*call].type;
  const InstanceFunc &guest = std::get<InstanceFunc>(func);
  return moduleOf(guest.instance).funcType(guest.func);
}

} // namespace aotc
