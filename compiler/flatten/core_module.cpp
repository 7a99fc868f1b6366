// A preview-1 core module as a Program: one module, one instance, one component
// instance that stands for the program, a host call for each imported function.
// Entry point: flattenCoreModule.
//
// `wasi_unstable` is the same interface's older name; where the two differ (the
// layout of a few records) programs were built against it so long ago that
// binding them to the newer functions would be wrong: only functions whose
// signature and records are the same are bound under that name. Anything else
// than functions can't be imported: preview 1 offers nothing else.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "flatten/flatten.h"
#include "flatten/host_interface.h"
#include "flatten/unlinked.h"
#include "support/suggest.h"

namespace aotc {

namespace {

constexpr std::string_view kPreview1 = "wasi_snapshot_preview1";
constexpr std::string_view kUnstable = "wasi_unstable";

// Functions of wasi_unstable that read or write a record whose layout changed
// (filestat's link count, subscription, prestat's whence in fd_seek).
bool differsInUnstable(std::string_view name) {
  constexpr std::string_view names[] = {"fd_filestat_get", "path_filestat_get", "poll_oneoff",
                                        "fd_seek"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string importName(const wasm::Import &import) {
  return fmt::format("\"{}\" \"{}\"", import.module, import.name);
}

class CoreModuleFlattener {
public:
  CoreModuleFlattener(wasm::ValidModule valid, const FlattenOptions &options)
      : valid(std::move(valid)), options(options) {}

  Result<Program> run() {
    std::string name(valid->name.empty() ? "module" : valid->name);
    root = program.componentInstances.push({"", std::nullopt});
    ModuleId module = program.modules.push({valid, name, nullptr});
    instance = program.instances.push({module, root, {}, {}, {}, {}, {}});
    TRY(bindImports());
    program.steps.push_back(InstantiateStep{instance});
    program.entry = TRY(findStart());
    return std::move(program);
  }

private:
  Result<void> bindImports() {
    for (const wasm::Import &import : valid->imports) {
      const auto *type = std::get_if<wasm::TypeIndex>(&import.type);
      if (options.stubMissing && type && !isProvided(import, valid->funcType(*type))) {
        program.instances[instance].funcs.push_back(unlinked(import, valid->funcType(*type)));
        continue;
      }
      if (import.module != kPreview1 && import.module != kUnstable)
        return Error::unlinkable(fmt::format(
            "import {}: nothing provides the module \"{}\"; a core module may import functions of "
            "\"{}\" only",
            importName(import), import.module, kPreview1));
      if (!type)
        return Error::unlinkable(fmt::format(
            "import {}: is not a function; the host offers functions only", importName(import)));
      HostCallId call = TRY(hostCall(import, valid->funcType(*type)));
      program.instances[instance].funcs.push_back(call);
    }
    return {};
  }

  Result<HostCallId> hostCall(const wasm::Import &import, const wasm::FuncType &type) {
    const Preview1Function *function = host.preview1(import.name);
    if (!function)
      return Error::unlinkable(fmt::format("import {}: the host has no such function{}",
                                           importName(import),
                                           didYouMean(import.name, host.preview1Names())));
    if (import.module == kUnstable && differsInUnstable(import.name))
      return Error::unsupported(import.offset,
                                fmt::format("import {}: its records differ from those of \"{}\"",
                                            importName(import), kPreview1));
    if (!(function->type == type))
      return Error::unlinkable(
          fmt::format("import {}: has the type {}, but the host's function has {}",
                      importName(import), toString(type), toString(function->type)));
    // The same function may be imported more than once.
    auto [it, isNew] = calls.try_emplace(function->name);
    if (isNew)
      it->second = program.hostCalls.push(
          {fmt::format("{}#{}", import.module, import.name), function->symbol, type, root,
           exportedMemory(), std::nullopt, StringEncoding::Utf8, std::nullopt, std::nullopt});
    return it->second;
  }

  bool isProvided(const wasm::Import &import, const wasm::FuncType &type) const {
    if (import.module != kPreview1 && import.module != kUnstable)
      return false;
    const Preview1Function *function = host.preview1(import.name);
    return function && function->type == type;
  }

  HostCallId unlinked(const wasm::Import &import, const wasm::FuncType &type) {
    return program.hostCalls.push({fmt::format("{}#{}", import.module, import.name),
                                   std::string(kUnlinkedSymbol), type, root, std::nullopt,
                                   std::nullopt, StringEncoding::Utf8, std::nullopt});
  }

  // Preview-1 functions read and write the memory exported as "memory".
  std::optional<MemoryDef> exportedMemory() const {
    const wasm::Export *memory = valid->findExport("memory");
    if (!memory || memory->kind != wasm::ExternKind::Memory)
      return std::nullopt;
    return MemoryDef{instance, wasm::MemoryIndex(memory->index)};
  }

  Result<Entry> findStart() {
    const wasm::Export *start = valid->findExport("_start");
    if (!start || start->kind != wasm::ExternKind::Func)
      return Error::unlinkable(fmt::format(
          "there is no function \"_start\" to run: expected a component that exports "
          "\"wasi:cli/run\" or a core module that exports \"_start\"; this one exports {}",
          listNames(exportedFunctions())));
    const wasm::FuncType &type = valid->funcType(wasm::FuncIndex(start->index));
    if (!type.params.empty() || !type.results.empty())
      return Error::unlinkable(fmt::format(
          "the export \"_start\" has the type {}, expected no parameters and no results",
          toString(type)));
    FuncDef func = program.resolve(instance, wasm::FuncIndex(start->index));
    return Entry{Entry::Kind::Preview1Start, func, std::nullopt, root};
  }

  std::vector<std::string_view> exportedFunctions() const {
    std::vector<std::string_view> names;
    for (const wasm::Export &item : valid->exports)
      if (item.kind == wasm::ExternKind::Func)
        names.push_back(item.name);
    return names;
  }

  wasm::ValidModule valid;
  const FlattenOptions &options;
  HostInterface host;
  Program program;
  ComponentInstanceId root;
  InstanceId instance;
  std::map<std::string_view, HostCallId> calls;
};

} // namespace

Result<Program> flattenCoreModule(wasm::ValidModule module, const FlattenOptions &options) {
  return CoreModuleFlattener(std::move(module), options).run();
}

} // namespace aotc
