// Symbol names. Guest-controlled text goes in only as far as it is printable,
// and short: "m0.f12.main".
#include "codegen/symbols.h"

#include <fmt/format.h>

#include "support/diagnostics.h"

namespace aotc::symbols {

namespace {

constexpr size_t kMaxNameLength = 64;

bool isPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '$';
}

std::string sanitised(std::string_view name) {
  std::string text(name.substr(0, kMaxNameLength));
  for (char &c : text)
    if (!isPlain(c))
      c = '_';
  return text;
}

} // namespace

std::string function(const Program &program, ModuleFunc func) {
  const wasm::Module &module = *program.modules[func.module].module;
  std::string name = fmt::format("m{}.f{}", func.module.index, func.func.index);
  auto found = module.functionNames.find(func.func.index);
  if (found != module.functionNames.end())
    name += "." + sanitised(found->second);
  return name;
}

// Not behind the function's symbol, where the guest's names are.
std::string place(ModuleFunc func) {
  return fmt::format("m{}.place{}", func.module.index, func.func.index);
}

std::string functionName(const Program &program, ModuleFunc func) {
  const wasm::Module &module = *program.modules[func.module].module;
  auto found = module.functionNames.find(func.func.index);
  if (found != module.functionNames.end() && !found->second.empty())
    return std::string(found->second);
  return fmt::format("func[{}]", func.func.index);
}

std::string tagName(const Program &program, TagDef tag) {
  const wasm::Module &module = program.moduleOf(tag.instance);
  auto found = module.tagNames.find(tag.tag.index);
  if (found != module.tagNames.end() && !found->second.empty())
    return escapeForTerminal(found->second);
  for (const wasm::Export &item : module.exports)
    if (item.kind == wasm::ExternKind::Tag && item.index == tag.tag.index)
      return escapeForTerminal(item.name);
  return fmt::format("tag[{}]", tag.tag.index);
}

std::string instance(InstanceId instance) { return fmt::format("i{}.state", instance.index); }

std::string member(InstanceId instance, const char *kind, uint32_t index) {
  return fmt::format("i{}.{}{}", instance.index, kind, index);
}

std::string image(MemoryDef memory) {
  return fmt::format("i{}.memory{}.image", memory.instance.index, memory.memory.index);
}

std::string data(ModuleId module, uint32_t segment) {
  return fmt::format("m{}.data{}", module.index, segment);
}

std::string hostCall(const char *kind, HostCallId call) {
  return fmt::format("host.{}{}", kind, call.index);
}

std::string componentInstance(ComponentInstanceId instance) {
  return fmt::format("component.{}", instance.index);
}

std::string resource(ResourceTypeId type) { return fmt::format("resource.{}", type.index); }

std::string overflowArea() { return "overflow.arguments"; }

} // namespace aotc::symbols
