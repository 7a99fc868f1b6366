// Makes one Program of a script: each module and instance that its commands make,
// a step for each instantiation, an entry point for each function or global that
// an action names. Entry point: makeProgram.
//
// A module that we don't support is left out, and with it each command that needs
// an instance of it: those count as skipped, with the reason. Of a component only
// instantiation may find that; as half of it can't be taken back, the Program is then
// made again without it.
#include "script_program.h"

#include <cstring>

#include <fmt/format.h>

#include "component_values.h"
#include "flatten/instantiator.h"
#include "import_matching.h"

namespace aotc::wast {

namespace {

// Before bulk memory operations, segments were checked while linking.
constexpr const char *kOldDraft = "an older draft says otherwise";
constexpr const char *kEmbedder = "wast_main";

// An instance, a module, or why there is none.
struct KnownModule {
  ModuleId id;
  std::string missing;
  std::shared_ptr<const component::ValidComponent> component; // instead of `id`
  std::string file;                                           // of a component
  bool ok() const { return id.valid() || component; }
};
struct KnownInstance {
  InstanceId id;
  std::string missing;
  const InstanceValue *component = nullptr; // instead of `id`
  uint32_t number = 0;                      // of a component's instance, from 1
  bool ok() const { return id.valid() || component; }
};

class Builder {
public:
  Builder(Files &files, Exclusions &excluded)
      : files(files), excluded(excluded), matching(program) {}

  Result<ScriptProgram> run(const std::vector<Command> &script, const std::string &spectest) {
    program.componentInstances.push({"", std::nullopt});
    program.entry.kind = Entry::Kind::Embedder;
    program.entry.embedder = kEmbedder;
    result.commands.push_back(0);
    Command first;
    first.type = CommandType::Module;
    first.file = spectest;
    TRY(execute(first));
    registered["spectest"] = latest;
    for (const Command &command : script)
      TRY(execute(command));
    result.program = std::move(program);
    return std::move(result);
  }

private:
  Tally &tally(const Command &command) { return result.tallies[size_t(command.kind)]; }

  Result<void> execute(const Command &command) {
    switch (command.type) {
    case CommandType::Ignored:
      return {};
    case CommandType::Definition:
      defined = TRY(define(command));
      if (command.name)
        definitions[*command.name] = defined;
      return {};
    case CommandType::Module:
      return instantiate(command, TRY(define(command)));
    case CommandType::Instance:
      return instantiate(command, command.definition ? definitions[*command.definition] : defined);
    case CommandType::Register:
      registered[command.as] = command.name ? instances[*command.name] : latest;
      return {};
    case CommandType::Perform:
      perform(command);
      return {};
    }
    return {};
  }

  Result<KnownModule> define(const Command &command) {
    auto found = excluded.find(command.file);
    if (found != excluded.end())
      return missing(found->second);
    if (TRY(files.layer(command.file)) == component::Layer::Component)
      return defineComponent(command);
    Result<wasm::ValidModule> valid = files.module(command.file);
    if (!valid.ok()) {
      if (valid.error().kind == ErrorKind::Io)
        return valid.takeError();
      if (valid.error().kind != ErrorKind::Unsupported)
        fail(command, "a valid module: " + valid.error().message);
      return missing(valid.error().message);
    }
    std::string name =
        valid->operator->()->name.empty() ? command.file : std::string((*valid)->name);
    ModuleId id = program.modules.push({valid.takeValue(), name});
    result.files.push_back(command.file);
    matching.addModule(id);
    KnownModule made;
    made.id = id;
    return made;
  }

  static KnownModule missing(std::string reason) {
    KnownModule result;
    result.missing = std::move(reason);
    return result;
  }

  Result<KnownModule> defineComponent(const Command &command) {
    auto valid = files.component(command.file);
    if (!valid.ok()) {
      if (valid.error().kind != ErrorKind::Unsupported)
        fail(command, "a valid component: " + valid.error().message);
      return missing(valid.error().message);
    }
    KnownModule made;
    made.component = valid.takeValue();
    made.file = command.file;
    return made;
  }

  void fail(const Command &command, const std::string &text) {
    result.failures.push_back(
        fmt::format("FAILED line {}: {}: {}", command.line, kindNames[size_t(command.kind)], text));
    ++tally(command).failed;
  }

  Result<void> instantiate(const Command &command, const KnownModule &module) {
    // Once a module has no instance, what comes later must not mean an earlier one.
    bool isNamed = command.kind == Kind::module;
    KnownInstance made;
    made.missing = module.missing;
    if (module.component)
      made = TRY(linkComponent(command, module));
    else if (module.ok())
      made = link(command, module.id);
    else
      ++tally(command).skipped[module.missing];
    if (isNamed)
      latest = made;
    if (isNamed && command.name)
      instances[*command.name] = made;
    return {};
  }

  Result<KnownInstance> linkComponent(const Command &command, const KnownModule &module) {
    KnownInstance made;
    size_t firstStep = program.steps.size();
    auto instance = instantiator.instantiateRoot(module.component);
    if (!instance.ok()) {
      Error error = instance.takeError();
      if (error.kind == ErrorKind::Unsupported) {
        excluded[module.file] = error.message;
        return error;
      }
      if (command.kind == Kind::assert_unlinkable && error.kind == ErrorKind::Unlinkable)
        ++tally(command).passed;
      else
        fail(command, error.message);
      made.missing = "can't be linked";
      return made;
    }
    while (result.files.size() < program.modules.size()) {
      matching.addModule(ModuleId(result.files.size()));
      result.files.push_back(module.file);
    }
    made.component = *instance;
    made.number = ++componentInstances;
    emitHead(command, Callee::Steps, firstStep, program.steps.size() - firstStep);
    result.commands.insert(result.commands.end(), {0, 0});
    return made;
  }

  KnownInstance link(const Command &command, ModuleId module) {
    Instance instance{module, ComponentInstanceId(0u), {}, {}, {}, {}, {}};
    bool isUnlinkable = command.kind == Kind::assert_unlinkable;
    for (const wasm::Import &import : program.modules[module].module->imports) {
      auto from = registered.find(std::string(import.module));
      if (from != registered.end() && !from->second.ok()) {
        ++tally(command).skipped[from->second.missing];
        return notMade(from->second.missing);
      }
      std::optional<Definition> definition;
      if (from != registered.end())
        definition = exported(from->second.id, std::string(import.name));
      if (!definition || !matching.matches(module, import, *definition, isUnlinkable)) {
        if (isUnlinkable)
          ++tally(command).passed;
        else
          fail(command,
               fmt::format("import \"{}\" \"{}\" can't be linked", import.module, import.name));
        return notMade("can't be linked");
      }
      bind(instance, *definition);
    }
    if (isUnlinkable && command.text.ends_with("segment does not fit")) {
      ++tally(command).skipped[kOldDraft];
      return notMade(kOldDraft);
    }
    if (isUnlinkable) {
      fail(command, "all imports can be linked");
      return notMade("can be linked");
    }
    InstanceId id = program.instances.push(std::move(instance));
    program.steps.push_back(InstantiateStep{id});
    emit(command, Callee::Steps, program.steps.size() - 1);
    KnownInstance made;
    made.id = id;
    return made;
  }

  static KnownInstance notMade(std::string reason) {
    KnownInstance result;
    result.missing = std::move(reason);
    return result;
  }

  static void bind(Instance &instance, const Definition &definition) {
    if (const auto *func = std::get_if<FuncDef>(&definition))
      instance.funcs.push_back(*func);
    else if (const auto *table = std::get_if<TableDef>(&definition))
      instance.tables.push_back(*table);
    else if (const auto *memory = std::get_if<MemoryDef>(&definition))
      instance.memories.push_back(*memory);
    else if (const auto *global = std::get_if<GlobalDef>(&definition))
      instance.globals.push_back(*global);
    else
      instance.tags.push_back(std::get<TagDef>(definition));
  }

  std::optional<Definition> exported(InstanceId instance, const std::string &name) const {
    const wasm::Export *item = program.moduleOf(instance).findExport(name);
    if (!item)
      return std::nullopt;
    switch (item->kind) {
    case wasm::ExternKind::Func:
      return program.resolve(instance, wasm::FuncIndex(item->index));
    case wasm::ExternKind::Table:
      return program.resolve(instance, wasm::TableIndex(item->index));
    case wasm::ExternKind::Memory:
      return program.resolve(instance, wasm::MemoryIndex(item->index));
    case wasm::ExternKind::Global:
      return program.resolve(instance, wasm::GlobalIndex(item->index));
    case wasm::ExternKind::Tag:
      return program.resolve(instance, wasm::TagIndex(item->index));
    }
    return std::nullopt;
  }

  void perform(const Command &command) {
    const Action &action = command.action;
    const KnownInstance &target = action.instance ? instances[*action.instance] : latest;
    if (!target.ok()) {
      ++tally(command).skipped[target.missing];
      return;
    }
    if (target.component)
      return performLifted(command, target);
    std::optional<Definition> item = exported(target.id, action.field);
    if (!item || action.isGet != std::holds_alternative<GlobalDef>(*item)) {
      fail(command, "no such export");
      return;
    }
    auto [known, isNew] =
        entryPoints.try_emplace({target.id.index, action.field}, program.entryPoints.size());
    if (isNew && action.isGet)
      program.entryPoints.push_back(std::get<GlobalDef>(*item));
    else if (isNew)
      program.entryPoints.push_back(std::get<FuncDef>(*item));
    emit(command, Callee::EntryPoint, known->second);
  }

  // An index of the program's exports, or why there is none.
  Result<uint32_t> lifted(const KnownInstance &target, const std::string &field) {
    auto [known, isNew] = liftedFuncs.try_emplace({target.number, field}, 0);
    if (!isNew)
      return known->second;
    auto found = target.component->exports.find(field);
    const auto *func =
        found == target.component->exports.end() ? nullptr : std::get_if<FuncValue>(&found->second);
    auto item = func ? instantiator.liftedExport(field, *func)
                     : Result<LiftedExport>(Error::invalid(0, "no such export"));
    if (!item.ok()) {
      liftedFuncs.erase(known);
      return item.takeError();
    }
    known->second = uint32_t(program.exports.size());
    program.exports.push_back(item.takeValue());
    return known->second;
  }

  void performLifted(const Command &command, const KnownInstance &target) {
    auto index = lifted(target, command.action.field);
    if (!index.ok() && index.error().kind == ErrorKind::Unsupported) {
      ++tally(command).skipped[index.error().message];
      return;
    }
    if (!index.ok())
      return fail(command, index.error().message);
    rt::FuncView type(program.exports[*index].type.data());
    std::string arguments, results;
    auto encoded = encodeAll(command, type, arguments, results);
    if (!encoded.ok())
      return fail(command, encoded.error().message);
    emitHead(command, Callee::Lifted, *index, 0);
    emitBytes(arguments);
    emitBytes(results);
  }

  static Result<void> encodeAll(const Command &command, rt::FuncView type, std::string &arguments,
                                std::string &results) {
    const auto &given = command.action.componentArguments;
    if (given.size() != type.paramCount())
      return Error::invalid(0, "another number of parameters");
    for (uint32_t i = 0; i < given.size(); ++i)
      TRY(encodeValue(given[i], type.paramType(i), arguments));
    if (command.kind != Kind::assert_return)
      return {};
    if (command.componentResults.size() != size_t(bool(type.result())))
      return Error::invalid(0, "another number of results");
    if (type.result())
      TRY(encodeValue(command.componentResults[0], type.result(), results));
    return {};
  }

  void emitBytes(std::string_view bytes) {
    std::vector<uint64_t> &words = result.commands;
    words.push_back(bytes.size());
    size_t at = words.size();
    words.resize(at + (bytes.size() + 7) / 8);
    std::memcpy(words.data() + at, bytes.data(), bytes.size());
  }

  // As commands.h has it, up to the arguments.
  void emitHead(const Command &command, Callee kind, size_t index, size_t steps) {
    std::vector<uint64_t> &words = result.commands;
    bool isCore = kind == Callee::EntryPoint;
    bool traps = command.kind == Kind::assert_trap || command.kind == Kind::assert_exhaustion ||
                 command.kind == Kind::assert_uninstantiable;
    ++words[0];
    words.insert(words.end(), {uint64_t(command.kind), command.line, uint64_t(kind), index, steps,
                               command.traps});
    std::vector<std::string> texts;
    if (!isCore && traps)
      texts = trapWords(command.text);
    words.push_back(texts.size());
    for (const std::string &text : texts)
      emitBytes(text);
  }

  // With core values.
  void emit(const Command &command, Callee kind, size_t index) {
    std::vector<uint64_t> &words = result.commands;
    emitHead(command, kind, index, 1);
    words.push_back(command.action.arguments.size());
    for (const Value &argument : command.action.arguments) {
      uint64_t halves[2] = {};
      unsigned at = 0;
      for (const Lane &lane : argument) {
        halves[at / 8] |= lane.bits << (at % 8 * 8);
        at += lane.bytes;
      }
      words.insert(words.end(), {halves[0], halves[1]});
    }
    words.push_back(command.results.size());
    for (const std::vector<Value> &alternatives : command.results) {
      words.push_back(alternatives.size());
      for (const Value &value : alternatives) {
        words.push_back(value.size());
        for (const Lane &lane : value)
          words.insert(words.end(), {uint64_t(lane.match), lane.bytes, lane.bits});
      }
    }
  }

  Files &files;
  Exclusions &excluded;
  ScriptProgram result;
  Instantiator instantiator;
  Program &program = instantiator.programBeingMade();
  uint32_t componentInstances = 0;
  std::map<std::pair<uint32_t, std::string>, uint32_t> liftedFuncs;
  ImportMatching matching;
  KnownModule defined;
  KnownInstance latest;
  std::map<std::string, KnownModule> definitions;
  std::map<std::string, KnownInstance> instances, registered;
  std::map<std::pair<uint32_t, std::string>, size_t> entryPoints;
};

} // namespace

Result<Bytes> Files::read(const std::string &name) {
  auto found = contents.find(name);
  if (found != contents.end())
    return found->second;
  Source source = TRY(Source::read(name.find('/') == std::string::npos ? folder + name : name));
  const Source &kept = sources.emplace_back(std::move(source));
  return contents.emplace(name, kept.all()).first->second;
}

// What is no file of ours is a core module, which says so.
Result<component::Layer> Files::layer(const std::string &name) {
  auto layer = component::detectLayer(TRY(read(name)));
  return layer.ok() ? *layer : component::Layer::CoreModule;
}

Result<wasm::ValidModule> Files::module(const std::string &name) {
  auto found = modules.find(name);
  if (found != modules.end())
    return found->second;
  Bytes bytes = TRY(read(name));
  wasm::Module parsed = TRY(wasm::parseModule(bytes, {0, bytes.size()}));
  wasm::ValidModule valid = TRY(wasm::validateModule(std::move(parsed)));
  return modules.emplace(name, std::move(valid)).first->second;
}

Result<std::shared_ptr<const component::ValidComponent>> Files::component(const std::string &name) {
  auto found = components.find(name);
  if (found != components.end())
    return found->second;
  Bytes bytes = TRY(read(name));
  component::Component parsed = TRY(component::parseComponent(bytes, {0, bytes.size()}));
  auto valid = TRY(component::validateComponent(std::move(parsed)));
  return components.emplace(name, std::move(valid)).first->second;
}

Result<ScriptProgram> makeProgram(const std::vector<Command> &script, Files &files,
                                  const std::string &spectest, Exclusions &excluded) {
  for (;;) {
    size_t known = excluded.size();
    auto made = Builder(files, excluded).run(script, spectest);
    if (made.ok() || excluded.size() == known)
      return made;
  }
}

} // namespace aotc::wast
