// Program as text, for --emit=program. Entry point: printProgram.
//
// One fact a line, so that a test can match it and a diff of two runs says
// what changed. Names come from the input and are quoted and escaped.
#include <fmt/format.h>

#include "flatten/program.h"
#include "support/diagnostics.h"

namespace aotc {

namespace {

std::string quoted(std::string_view name) { return '"' + escapeForTerminal(name) + '"'; }

std::string text(const FuncDef &func) {
  if (const auto *call = std::get_if<HostCallId>(&func))
    return fmt::format("host {}", call->index);
  const InstanceFunc &guest = std::get<InstanceFunc>(func);
  return fmt::format("instance {} func {}", guest.instance.index, guest.func.index);
}

std::string text(const TableDef &def) {
  return fmt::format("instance {} table {}", def.instance.index, def.table.index);
}
std::string text(const MemoryDef &def) {
  return fmt::format("instance {} memory {}", def.instance.index, def.memory.index);
}
std::string text(const GlobalDef &def) {
  return fmt::format("instance {} global {}", def.instance.index, def.global.index);
}
std::string text(const TagDef &def) {
  return fmt::format("instance {} tag {}", def.instance.index, def.tag.index);
}

const char *text(StringEncoding encoding) {
  switch (encoding) {
  case StringEncoding::Utf8:
    return "utf8";
  case StringEncoding::Utf16:
    return "utf16";
  case StringEncoding::Latin1Utf16:
    return "latin1+utf16";
  }
  return "?";
}

const char *text(Entry::Kind kind) {
  switch (kind) {
  case Entry::Kind::Preview1Start:
    return "preview1-start";
  case Entry::Kind::ComponentRun:
    return "component-run";
  case Entry::Kind::Embedder:
    return "embedder";
  }
  return "?";
}

std::string text(const EntryPoint &point) {
  if (const auto *func = std::get_if<FuncDef>(&point))
    return text(*func);
  return text(std::get<GlobalDef>(point));
}

std::string text(const LiftedExport &item) {
  std::string line = fmt::format("export {} entry-point={} component-instance={}",
                                 quoted(item.name), item.entryPoint, item.instance.index);
  if (item.postReturn)
    line += fmt::format(" post-return={}", *item.postReturn);
  if (item.memory)
    line += fmt::format(" memory=({})", text(*item.memory));
  if (item.realloc)
    line += fmt::format(" realloc=({})", text(*item.realloc));
  if (item.encoding != StringEncoding::Utf8)
    line += fmt::format(" encoding={}", text(item.encoding));
  if (item.arguments)
    line += fmt::format(" arguments={} bytes", item.arguments->size());
  return line + "\n";
}

template <typename Def>
void printBindings(std::string &out, const char *sort, const std::vector<Def> &bindings) {
  for (size_t i = 0; i < bindings.size(); ++i)
    out += fmt::format("  {} {} = {}\n", sort, i, text(bindings[i]));
}

std::string text(const HostCall &call) {
  std::string line = fmt::format("{} symbol={} {} caller={}", quoted(call.name), call.symbol,
                                 wasm::toString(call.type), call.caller.index);
  if (call.memory)
    line += fmt::format(" memory=({})", text(*call.memory));
  if (call.otherMemory)
    line += fmt::format(" other-memory=({})", text(*call.otherMemory));
  if (call.realloc)
    line += fmt::format(" realloc=({})", text(*call.realloc));
  if (call.encoding != StringEncoding::Utf8)
    line += fmt::format(" encoding={}", text(call.encoding));
  if (call.resource)
    line += fmt::format(" resource={}", call.resource->index);
  return line;
}

std::string text(const ResourceType &resource) {
  std::string line = quoted(resource.name);
  if (const auto *host = std::get_if<HostResource>(&resource.implementation))
    return line + fmt::format(" host symbol={}", host->symbol);
  const GuestResource &guest = std::get<GuestResource>(resource.implementation);
  line += fmt::format(" owner={}", guest.owner.index);
  if (guest.destructor)
    line += fmt::format(" destructor=({})", text(*guest.destructor));
  return line;
}

std::string text(const CoreModule &module) {
  const wasm::Module &m = *module.module;
  return fmt::format("{} bytes={:#x}..{:#x} funcs={} tables={} memories={} globals={}",
                     quoted(module.name), m.span.begin, m.span.end, m.functions.size(),
                     m.tables.size(), m.memories.size(), m.globals.size());
}

template <typename Items, typename Print>
void printAll(std::string &out, const char *what, const Items &items, Print print) {
  uint32_t index = 0;
  for (const auto &item : items)
    out += fmt::format("{} {} {}\n", what, index++, print(item));
}

std::string text(const ComponentInstance &instance) {
  std::string line = quoted(instance.name);
  if (instance.parent)
    line += fmt::format(" parent={}", instance.parent->index);
  return line;
}

void print(std::string &out, const Instance &instance, uint32_t index) {
  out += fmt::format("instance {} module={} owner={}\n", index, instance.module.index,
                     instance.owner.index);
  printBindings(out, "func", instance.funcs);
  printBindings(out, "table", instance.tables);
  printBindings(out, "memory", instance.memories);
  printBindings(out, "global", instance.globals);
  printBindings(out, "tag", instance.tags);
}

} // namespace

std::string printProgram(const Program &program) {
  std::string out;
  printAll(out, "module", program.modules, [](const CoreModule &m) { return text(m); });
  printAll(out, "component-instance", program.componentInstances,
           [](const ComponentInstance &c) { return text(c); });
  printAll(out, "resource", program.resourceTypes, [](const ResourceType &r) { return text(r); });
  printAll(out, "host-call", program.hostCalls, [](const HostCall &c) { return text(c); });
  uint32_t index = 0;
  for (const Instance &instance : program.instances)
    print(out, instance, index++);
  for (const Step &step : program.steps)
    out += fmt::format("step instantiate {}\n", std::get<InstantiateStep>(step).instance.index);
  for (const EntryPoint &point : program.entryPoints)
    out += fmt::format("entry-point {}\n", text(point));
  for (const LiftedExport &item : program.exports)
    out += text(item);
  const Entry &entry = program.entry;
  if (program.isEmbedded())
    return out + fmt::format("entry embedder symbol={}\n", entry.embedder);
  out += fmt::format("entry {} {} component-instance={}", text(entry.kind), text(entry.func),
                     entry.instance.index);
  if (entry.postReturn)
    out += fmt::format(" post-return=({})", text(*entry.postReturn));
  out += "\n";
  // The input doesn't have them: here is what they are.
  index = 0;
  for (const CoreModule &module : program.modules) {
    if (module.bytes)
      out += fmt::format("adapter module {}\n{}", index, wasm::printModule(*module.module));
    ++index;
  }
  return out;
}

} // namespace aotc
