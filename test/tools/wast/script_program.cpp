// Makes one Program of a script: each module and instance that its commands make,
// a step for each instantiation, an entry point for each function or global that
// an action names. Entry point: makeProgram.
//
// A module that we don't support is left out, and with it each command that needs
// an instance of it: those count as skipped, with the reason.
#include "script_program.h"

#include <fmt/format.h>

#include "import_matching.h"

namespace aotc::wast {

namespace {

// Before bulk memory operations, segments were checked while linking.
constexpr const char *kOldDraft = "an older draft says otherwise";
constexpr const char *kEmbedder = "wast_main";

// An instance, a module, or why there is none.
template <typename IdT> struct Known {
  IdT id;
  std::string missing;
  bool ok() const { return id.valid(); }
};

class Builder {
public:
  Builder(Files &files, const Exclusions &excluded)
      : files(files), excluded(excluded), matching(result.program) {}

  Result<ScriptProgram> run(const std::vector<Command> &script, const std::string &spectest) {
    Program &program = result.program;
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
    return std::move(result);
  }

private:
  using KnownModule = Known<ModuleId>;
  using KnownInstance = Known<InstanceId>;

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
      return KnownModule{{}, found->second};
    Result<wasm::ValidModule> valid = files.module(command.file);
    if (!valid.ok()) {
      if (valid.error().kind == ErrorKind::Io)
        return valid.takeError();
      if (valid.error().kind != ErrorKind::Unsupported)
        fail(command, "a valid module: " + valid.error().message);
      return KnownModule{{}, valid.error().message};
    }
    std::string name =
        valid->operator->()->name.empty() ? command.file : std::string((*valid)->name);
    ModuleId id = result.program.modules.push({valid.takeValue(), name});
    result.files.push_back(command.file);
    matching.addModule(id);
    return KnownModule{id, {}};
  }

  void fail(const Command &command, const std::string &text) {
    result.failures.push_back(
        fmt::format("FAILED line {}: {}: {}", command.line, kindNames[size_t(command.kind)], text));
    ++tally(command).failed;
  }

  Result<void> instantiate(const Command &command, const KnownModule &module) {
    // Once a module has no instance, what comes later must not mean an earlier one.
    bool isNamed = command.kind == Kind::module;
    KnownInstance made{{}, module.missing};
    if (module.ok())
      made = link(command, module.id);
    else
      ++tally(command).skipped[module.missing];
    if (isNamed)
      latest = made;
    if (isNamed && command.name)
      instances[*command.name] = made;
    return {};
  }

  KnownInstance link(const Command &command, ModuleId module) {
    Instance instance{module, ComponentInstanceId(0u), {}, {}, {}, {}, {}};
    bool isUnlinkable = command.kind == Kind::assert_unlinkable;
    for (const wasm::Import &import : result.program.modules[module].module->imports) {
      auto from = registered.find(std::string(import.module));
      if (from != registered.end() && !from->second.ok()) {
        ++tally(command).skipped[from->second.missing];
        return {{}, from->second.missing};
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
        return {{}, "can't be linked"};
      }
      bind(instance, *definition);
    }
    if (isUnlinkable && command.text.ends_with("segment does not fit")) {
      ++tally(command).skipped[kOldDraft];
      return {{}, kOldDraft};
    }
    if (isUnlinkable) {
      fail(command, "all imports can be linked");
      return {{}, "can be linked"};
    }
    InstanceId id = result.program.instances.push(std::move(instance));
    result.program.steps.push_back(InstantiateStep{id});
    emit(command, true, result.program.steps.size() - 1);
    return {id, {}};
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
    const Program &program = result.program;
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
    if (command.kind == Kind::assert_exception) {
      ++tally(command).skipped["exceptions"];
      return;
    }
    std::optional<Definition> item = exported(target.id, action.field);
    if (!item || action.isGet != std::holds_alternative<GlobalDef>(*item)) {
      fail(command, "no such export");
      return;
    }
    auto [known, isNew] =
        entryPoints.try_emplace({target.id.index, action.field}, result.program.entryPoints.size());
    if (isNew && action.isGet)
      result.program.entryPoints.push_back(std::get<GlobalDef>(*item));
    else if (isNew)
      result.program.entryPoints.push_back(std::get<FuncDef>(*item));
    emit(command, false, known->second);
  }

  // As commands.h has it.
  void emit(const Command &command, bool isStep, size_t target) {
    std::vector<uint64_t> &words = result.commands;
    ++words[0];
    words.insert(words.end(), {uint64_t(command.kind), command.line, isStep, target, command.traps,
                               command.action.arguments.size()});
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
  const Exclusions &excluded;
  ScriptProgram result;
  ImportMatching matching;
  KnownModule defined;
  KnownInstance latest;
  std::map<std::string, KnownModule> definitions;
  std::map<std::string, KnownInstance> instances, registered;
  std::map<std::pair<uint32_t, std::string>, size_t> entryPoints;
};

} // namespace

Result<wasm::ValidModule> Files::module(const std::string &name) {
  auto found = modules.find(name);
  if (found != modules.end())
    return found->second;
  Source source = TRY(Source::read(name.find('/') == std::string::npos ? folder + name : name));
  const Source &kept = sources.emplace_back(std::move(source));
  wasm::Module parsed = TRY(wasm::parseModule(kept.all(), {0, kept.bytes.size()}));
  wasm::ValidModule valid = TRY(wasm::validateModule(std::move(parsed)));
  return modules.emplace(name, std::move(valid)).first->second;
}

Result<ScriptProgram> makeProgram(const std::vector<Command> &script, Files &files,
                                  const std::string &spectest, const Exclusions &excluded) {
  return Builder(files, excluded).run(script, spectest);
}

} // namespace aotc::wast
