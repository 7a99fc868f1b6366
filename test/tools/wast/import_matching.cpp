// Matching of imports across modules, by the canonical types of the validator.
#include "import_matching.h"

namespace aotc::wast {

namespace {

bool limitsMatch(const wasm::Limits &given, const wasm::Limits &wanted, bool checkMinimum) {
  if (checkMinimum && given.min < wanted.min)
    return false;
  return !wanted.max || (given.max && *given.max <= *wanted.max);
}

} // namespace

void ImportMatching::addModule(ModuleId id) {
  ids.push_back(canonical.add(program.modules[id].module->types));
}

wasm::TypeSpace ImportMatching::spaceOf(ModuleId id) const {
  return {&program.modules[id].module->types, &ids[id.index], &canonical};
}

bool ImportMatching::sameFunction(ModuleId importer, wasm::TypeIndex type,
                                  const FuncDef &func) const {
  const auto &guest = std::get<InstanceFunc>(func);
  ModuleId definer = program.instances[guest.instance].module;
  wasm::TypeIndex given = program.moduleOf(guest.instance).functions[guest.func].type;
  return canonical.isSubtype(ids[definer.index][given.index], ids[importer.index][type.index]);
}

bool ImportMatching::matches(ModuleId importer, const wasm::Import &import,
                             const Definition &definition, bool checkMinimum) const {
  wasm::TypeSpace wantedSpace = spaceOf(importer);
  auto givenSpace = [&](InstanceId id) { return spaceOf(program.instances[id].module); };
  if (const auto *type = std::get_if<wasm::TypeIndex>(&import.type)) {
    const auto *func = std::get_if<FuncDef>(&definition);
    return func && sameFunction(importer, *type, *func);
  }
  if (const auto *type = std::get_if<wasm::TableType>(&import.type)) {
    const auto *def = std::get_if<TableDef>(&definition);
    if (!def)
      return false;
    const wasm::TableType &given = program.moduleOf(def->instance).tables[def->table].type;
    wasm::TypeSpace space = givenSpace(def->instance);
    return given.address == type->address &&
           limitsMatch(given.limits, type->limits, checkMinimum) &&
           wasm::matches(space, given.element, wantedSpace, type->element) &&
           wasm::matches(wantedSpace, type->element, space, given.element);
  }
  if (const auto *type = std::get_if<wasm::MemoryType>(&import.type)) {
    const auto *def = std::get_if<MemoryDef>(&definition);
    if (!def)
      return false;
    const wasm::MemoryType &given = program.moduleOf(def->instance).memories[def->memory].type;
    return given.address == type->address && given.shared == type->shared &&
           given.pageSizeLog2 == type->pageSizeLog2 &&
           limitsMatch(given.limits, type->limits, checkMinimum);
  }
  if (const auto *type = std::get_if<wasm::GlobalType>(&import.type)) {
    const auto *def = std::get_if<GlobalDef>(&definition);
    if (!def)
      return false;
    const wasm::GlobalType &given = program.moduleOf(def->instance).globals[def->global].type;
    wasm::TypeSpace space = givenSpace(def->instance);
    return given.isMutable == type->isMutable &&
           wasm::matches(space, given.type, wantedSpace, type->type) &&
           (!type->isMutable || wasm::matches(wantedSpace, type->type, space, given.type));
  }
  const auto *def = std::get_if<TagDef>(&definition);
  if (!def)
    return false;
  ModuleId definer = program.instances[def->instance].module;
  wasm::TypeIndex given = program.moduleOf(def->instance).tags[def->tag].type.type;
  wasm::TypeIndex wanted = std::get<wasm::TagType>(import.type).type;
  return ids[definer.index][given.index] == ids[importer.index][wanted.index];
}

} // namespace aotc::wast
