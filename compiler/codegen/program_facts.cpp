// Computes what holds for a whole program. Entry point: analyseProgram().
//
// Instantiation is interpreted as far as its outcome is certain. Until a start
// function runs, nothing but active segments changes anything, so that they are
// applied here and become initialised data; afterwards that still holds for
// what the instance at hand defines itself, since nobody else has seen it yet.
// Whatever else is left is a StartupPlan. A segment that doesn't fit is a trap
// that ends the program, or the step of an embedder: nothing behind it matters, and what
// the segments before it wrote to the instance's own things is never seen.
//
// Rejected: startup code that always copies (time at each start, and each page
// of the image touched), and deciding by module, since the target of a segment
// may be another instance's.
#include "codegen/program_facts.h"

#include <algorithm>

#include "codegen/scan_bodies.h"

namespace aotc {

uint64_t memoryBytes(const wasm::MemoryType &type, uint64_t pages) {
  return pages > (UINT64_MAX >> type.pageSizeLog2) ? UINT64_MAX : pages << type.pageSizeLog2;
}

bool ProgramFacts::usesGuard(const wasm::MemoryType &type) const {
  return !options.boundsCheck && type.address == wasm::AddressType::I32 && type.pageSizeLog2 == 16;
}

namespace {

class Analysis {
public:
  Analysis(const Program &program, const CodegenOptions &options)
      : program(program), codeRan(program.isEmbedded()) {
    facts.options = options;
  }

  Result<ProgramFacts> run() {
    chooseModes();
    internTypes();
    TRY(collectUses());
    for (const Step &step : program.steps)
      TRY(instantiate(std::get<InstantiateStep>(step).instance));
    findDirectTables();
    return std::move(facts);
  }

private:
  void chooseModes() {
    facts.instanceCount.resize(program.modules.size());
    facts.soleInstance.resize(program.modules.size());
    for (uint32_t i = 0; i < program.instances.size(); ++i) {
      ModuleId module = program.instances[InstanceId(i)].module;
      ++facts.instanceCount[module.index];
      facts.soleInstance[module.index] = InstanceId(i);
    }
    for (uint32_t count : facts.instanceCount)
      facts.pointerMode.push_back(facts.options.pointerInstances || count > 1);
  }

  void internTypes() {
    for (const CoreModule &core : program.modules)
      facts.types.addModule(core.module->types);
    for (const HostCall &call : program.hostCalls)
      facts.types.addHostCall(call.type);
  }

  Result<void> collectUses() {
    for (const CoreModule &core : program.modules)
      facts.uses.push_back(TRY(scanBodies(*core.module)));
    bool throws = false;
    for (const ModuleUse &use : facts.uses) {
      facts.tailCalls |= use.tailCalls;
      throws |= use.throws;
    }
    if (throws)
      facts.throwing = TRY(findThrowing(program, facts));
    facts.stackPointers = TRY(findStackPointers(program, facts));
    for (uint32_t i = 0; i < program.instances.size(); ++i) {
      InstanceId instance(i);
      const ModuleUse &use = facts.uses[program.instances[instance].module.index];
      for (uint32_t index : use.tablesWritten)
        facts.tables[keyOf(program.resolve(instance, wasm::TableIndex(index)))].written = true;
      for (uint32_t index : use.tablesGrown)
        facts.tables[keyOf(program.resolve(instance, wasm::TableIndex(index)))] = {true, true};
      for (auto [index, count] : use.globalSets)
        facts.globals[keyOf(program.resolve(instance, wasm::GlobalIndex(index)))].written = true;
      for (uint32_t index : use.memoriesGrown)
        facts.memories[keyOf(program.resolve(instance, wasm::MemoryIndex(index)))].grows = true;
    }
    return {};
  }

  Result<ConstValue> evaluate(InstanceId instance, const wasm::ConstExpr &expr) {
    GlobalLookup globalValue = [this](GlobalDef def) -> Result<ConstValue> {
      auto found = facts.globalValues.find(keyOf(def));
      if (found == facts.globalValues.end())
        return Error::internal("constant expression names a global before it has a value");
      return found->second;
    };
    return evaluateConst(program, instance, expr, globalValue);
  }

  Result<void> instantiate(InstanceId instance) {
    facts.startup.push_back({instance, {}, {}, {}});
    const wasm::Module &module = program.moduleOf(instance);
    for (uint32_t i = 0; i < module.globals.size(); ++i) {
      const wasm::Global &global = module.globals[wasm::GlobalIndex(i)];
      if (!global.import)
        facts.globalValues[{instance.index, i}] = TRY(evaluate(instance, global.init));
    }
    for (uint32_t i = 0; i < module.tables.size(); ++i)
      if (!module.tables[wasm::TableIndex(i)].import)
        TRY(makeTable(instance, wasm::TableIndex(i)));
    for (uint32_t i = 0; i < module.memories.size(); ++i)
      if (!module.memories[wasm::MemoryIndex(i)].import)
        facts.memoryPages[{instance.index, i}];
    TRY(applySegments(instance, module));
    StartupPlan &plan = facts.startup.back();
    if (!plan.trap && module.start) {
      plan.start = module.start;
      codeRan = true;
    }
    return {};
  }

  Result<void> makeTable(InstanceId instance, wasm::TableIndex index) {
    const wasm::Table &table = program.moduleOf(instance).tables[index];
    TableContents &contents = facts.tableContents[{instance.index, index.index}];
    contents.size = table.type.limits.min;
    contents.isStatic = contents.size <= kMaxStaticTable;
    if (!contents.isStatic)
      facts.tables[{instance.index, index.index}] = {true, true};
    if (!table.init)
      return {};
    ConstValue value = TRY(evaluate(instance, *table.init));
    if (!value.func)
      return {};
    if (!contents.isStatic)
      return Error::unsupported(table.init->span.begin,
                                "a table of more than a million elements that starts non-null");
    contents.elements.assign(contents.size, value.func);
    return {};
  }

  Result<void> applySegments(InstanceId instance, const wasm::Module &module) {
    StartupPlan &plan = facts.startup.back();
    for (const wasm::ElemSegment &segment : module.elems)
      TRY(checkElements(instance, segment));
    for (uint32_t i = 0; i < module.elems.size() && !plan.trap; ++i)
      if (module.elems[wasm::ElemIndex(i)].mode == wasm::SegmentMode::Active)
        TRY(applyElem(instance, i, module.elems[wasm::ElemIndex(i)]));
    for (uint32_t i = 0; i < module.datas.size() && !plan.trap; ++i)
      if (module.datas[wasm::DataIndex(i)].mode == wasm::SegmentMode::Active)
        TRY(applyData(instance, i, module.datas[wasm::DataIndex(i)]));
    return {};
  }

  // What lays out the elements later, as data, can't fail any more.
  Result<void> checkElements(InstanceId instance, const wasm::ElemSegment &segment) {
    for (const wasm::ConstExpr &expression : segment.expressions)
      TRY(evaluate(instance, expression));
    return {};
  }

  // Whether the target is as it was laid out when `instance` is instantiated.
  bool isUntouched(InstanceId owner, InstanceId instance) const {
    return !codeRan || owner == instance;
  }

  Result<void> applyElem(InstanceId instance, uint32_t index, const wasm::ElemSegment &segment) {
    StartupPlan &plan = facts.startup.back();
    TableDef def = program.resolve(instance, segment.table);
    TableContents &contents = facts.tableContents.at(keyOf(def));
    uint64_t offset = TRY(evaluate(instance, segment.tableOffset)).bits;
    if (!contents.isStatic || !isUntouched(def.instance, instance)) {
      facts.tables[keyOf(def)].written = true;
      plan.segments.push_back({false, index});
      return {};
    }
    if (segment.size() > contents.size || offset > contents.size - segment.size()) {
      plan.trap = {false, segment.offset};
      return {};
    }
    if (contents.elements.size() < offset + segment.size())
      contents.elements.resize(offset + segment.size());
    for (size_t i = 0; i < segment.size(); ++i)
      contents.elements[offset + i] = TRY(element(instance, segment, i));
    return {};
  }

  Result<std::optional<FuncDef>> element(InstanceId instance, const wasm::ElemSegment &segment,
                                         size_t i) {
    if (!segment.functions.empty())
      return std::optional(program.resolve(instance, segment.functions[i]));
    return TRY(evaluate(instance, segment.expressions[i])).func;
  }

  Result<void> applyData(InstanceId instance, uint32_t index, const wasm::DataSegment &segment) {
    StartupPlan &plan = facts.startup.back();
    MemoryDef def = program.resolve(instance, segment.memory);
    uint64_t offset = TRY(evaluate(instance, segment.memoryOffset)).bits;
    if (!isUntouched(def.instance, instance)) {
      plan.segments.push_back({true, index});
      facts.uses[program.instances[instance].module.index].datas.insert(index);
      return {};
    }
    const wasm::MemoryType &type = program.moduleOf(def.instance).memories[def.memory].type;
    uint64_t size = memoryBytes(type, type.limits.min);
    if (segment.bytes.size() > size || offset > size - segment.bytes.size()) {
      plan.trap = {true, segment.offset};
      return {};
    }
    const wasm::Module &module = program.moduleOf(instance);
    writePages(facts.memoryPages.at(keyOf(def)), offset,
               module.file.subspan(segment.bytes.begin, segment.bytes.size()));
    return {};
  }

  void findDirectTables() {
    auto isDirect = [&](const std::optional<FuncDef> &func) {
      const auto *guest = func ? std::get_if<InstanceFunc>(&*func) : nullptr;
      return !func || (guest && !facts.usesPointer(program, guest->instance));
    };
    for (auto &[key, contents] : facts.tableContents) {
      TableDef def{InstanceId(key.first), wasm::TableIndex(key.second)};
      DefinitionFacts changes = facts.of(def);
      contents.isDirect = contents.isStatic && !changes.written && !changes.grows &&
                          std::all_of(contents.elements.begin(), contents.elements.end(), isDirect);
    }
  }

  static void writePages(MemoryPages &pages, uint64_t offset, Bytes bytes) {
    while (!bytes.empty()) {
      uint64_t inPage = offset % kImagePage;
      size_t count = std::min<uint64_t>(bytes.size(), kImagePage - inPage);
      Bytes part = bytes.first(count);
      auto found = pages.find(offset / kImagePage);
      bool isZero = std::all_of(part.begin(), part.end(), [](uint8_t byte) { return byte == 0; });
      if (found == pages.end() && !isZero)
        found = pages.emplace(offset / kImagePage, std::vector<uint8_t>(kImagePage)).first;
      if (found != pages.end())
        std::copy(part.begin(), part.end(), found->second.begin() + inPage);
      bytes = bytes.subspan(count);
      offset += count;
    }
  }

  const Program &program;
  ProgramFacts facts;
  bool codeRan = false; // an embedder may run code between any two steps
};

} // namespace

Result<ProgramFacts> analyseProgram(const Program &program, const CodegenOptions &options) {
  return Analysis(program, options).run();
}

} // namespace aotc
