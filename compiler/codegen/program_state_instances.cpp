// The other half of program_state.h: values, the contents of pointer-mode
// instances and of element segments, and the definition of everything for the
// sake of other partitions.
#include "codegen/program_state.h"
#include "codegen/symbols.h"
#include "llvm/IR/Constants.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace aotc {

Constant *ProgramState::constant(const ConstValue &value) {
  switch (value.type.kind) {
  case wasm::ValKind::I32:
    return ConstantInt::get(Type::getInt32Ty(context), static_cast<uint32_t>(value.bits));
  case wasm::ValKind::I64:
    return word(value.bits);
  case wasm::ValKind::F32:
    return ConstantFP::get(
        context, APFloat(APFloat::IEEEsingle(), APInt(32, static_cast<uint32_t>(value.bits))));
  case wasm::ValKind::F64:
    return ConstantFP::get(context, APFloat(APFloat::IEEEdouble(), APInt(64, value.bits)));
  case wasm::ValKind::V128: {
    uint64_t halves[2] = {};
    for (unsigned i = 0; i < 16; ++i)
      halves[i / 8] |= uint64_t(value.v128[i]) << (i % 8 * 8);
    return ConstantDataVector::get(context, halves);
  }
  case wasm::ValKind::Ref:
    return value.func ? funcRecord(*value.func) : null();
  }
  llvm_unreachable("ValKind");
}

// Active and declarative segments are dropped by instantiation, before any code.
uint64_t ProgramState::liveDataSize(InstanceId instance, uint32_t index) const {
  const wasm::DataSegment &segment = program.moduleOf(instance).datas[wasm::DataIndex(index)];
  return segment.mode == wasm::SegmentMode::Passive ? segment.bytes.size() : 0;
}

uint64_t ProgramState::liveElemSize(InstanceId instance, uint32_t index) const {
  const wasm::ElemSegment &segment = program.moduleOf(instance).elems[wasm::ElemIndex(index)];
  return segment.mode == wasm::SegmentMode::Passive ? segment.size() : 0;
}

Constant *ProgramState::elementRefs(InstanceId instance, const wasm::ElemSegment &segment) {
  GlobalLookup globalValue = [this](GlobalDef def) -> Result<ConstValue> {
    return facts.globalValues.at(keyOf(def));
  };
  std::vector<Constant *> refs;
  for (size_t i = 0; i < segment.size(); ++i) {
    if (!segment.functions.empty()) {
      refs.push_back(funcRecord(program.resolve(instance, segment.functions[i])));
      continue;
    }
    Result<ConstValue> value =
        evaluateConst(program, instance, segment.expressions[i], globalValue);
    refs.push_back(value.ok() && value->func ? funcRecord(*value->func) : null());
  }
  return ConstantArray::get(ArrayType::get(PointerType::get(context, 0), refs.size()), refs);
}

Constant *ProgramState::elemRefs(InstanceId instance, uint32_t index) {
  const wasm::ElemSegment &segment = program.moduleOf(instance).elems[wasm::ElemIndex(index)];
  auto *type = ArrayType::get(PointerType::get(context, 0), segment.size());
  return variable(
      symbols::member(instance, "refs", index), type, true,
      [&] { return elementRefs(instance, segment); }, /*isSmall=*/false);
}

Constant *ProgramState::instanceContents(InstanceId instance) {
  ModuleId id = program.instances[instance].module;
  const wasm::Module &guest = *program.modules[id].module;
  const InstanceLayout &fields = layout(id);
  std::vector<Constant *> contents(fields.type()->getNumElements());
  for (uint32_t i = 0; i < guest.globals.size(); ++i) {
    GlobalDef def = program.resolve(instance, wasm::GlobalIndex(i));
    contents[fields.global(i)] = guest.globals[wasm::GlobalIndex(i)].import
                                     ? global(def)
                                     : constant(facts.globalValues.at(keyOf(def)));
  }
  for (uint32_t i = 0; i < guest.memories.size(); ++i) {
    MemoryDef def = program.resolve(instance, wasm::MemoryIndex(i));
    contents[fields.memory(i)] =
        guest.memories[wasm::MemoryIndex(i)].import ? memory(def) : memoryContents(def);
  }
  for (uint32_t i = 0; i < guest.tables.size(); ++i) {
    TableDef def = program.resolve(instance, wasm::TableIndex(i));
    contents[fields.table(i)] =
        guest.tables[wasm::TableIndex(i)].import ? table(def) : tableContents(def);
  }
  for (auto [index, at] : fields.functionFields())
    contents[at] = outerRecord(program.resolve(instance, wasm::FuncIndex(index)));
  for (auto [index, at] : fields.tagFields())
    contents[at] = tag(program.resolve(instance, wasm::TagIndex(index)));
  for (auto [index, at] : fields.dataFields())
    contents[at] = word(liveDataSize(instance, index));
  for (auto [index, at] : fields.elemFields()) {
    contents[at] = word(liveElemSize(instance, index));
    contents[at + 1] = elemRefs(instance, index);
  }
  return ConstantStruct::get(fields.type(), contents);
}

void ProgramState::defineInstance(InstanceId instance) {
  ModuleId id = program.instances[instance].module;
  const wasm::Module &guest = *program.modules[id].module;
  const ModuleUse &use = facts.uses[id.index];
  instanceArgument(instance);
  for (uint32_t i = 0; i < guest.globals.size(); ++i)
    global(program.resolve(instance, wasm::GlobalIndex(i)));
  for (uint32_t i = 0; i < guest.memories.size(); ++i)
    memory(program.resolve(instance, wasm::MemoryIndex(i)));
  for (uint32_t i = 0; i < guest.tables.size(); ++i) {
    TableDef def = program.resolve(instance, wasm::TableIndex(i));
    table(def);
    if (facts.isStaticTable(def))
      tableElements(def);
    if (facts.isDirectTable(def))
      directCalls(def);
  }
  for (uint32_t i : use.funcRefs)
    funcRecord(program.resolve(instance, wasm::FuncIndex(i)));
  for (uint32_t i : use.tags)
    tag(program.resolve(instance, wasm::TagIndex(i)));
  for (uint32_t i : use.datas)
    dataSize(instance, i);
  for (uint32_t i : use.elems) {
    elemSize(instance, i);
    elemRefs(instance, i);
  }
}

void ProgramState::finish() {
  appendToCompilerUsed(module, kept);
  kept.clear();
}

void ProgramState::defineAll() {
  for (const StartupPlan &plan : facts.startup)
    defineInstance(plan.instance);
  for (uint32_t i = 0; i < program.hostCalls.size(); ++i)
    callSite(HostCallId(i));
  if (facts.tailCalls)
    overflowArea();
}

} // namespace aotc
