// The lists of what the host offers, made searchable. Entry point:
// HostInterface.
//
// Both lists are made elsewhere and only read here: preview1.def is the one
// that the runtime library's own declarations come from; host_functions.def is
// generated from WIT. A function that is in a list is in the archive, or the
// runtime library wouldn't have been built; so that what passes here can't fail
// in the linker. Signatures of preview-1 functions are kept in the list as the
// macro's parameter list, whose first word of each parameter is its kind.
#include "flatten/host_interface.h"

#include <cassert>

namespace aotc {

namespace {

struct Preview1Row {
  const char *name;
  const char *parameters; // "(I32 fd, I64 offset)"
  const char *result;     // "I32" or "Void"
};

constexpr Preview1Row kPreview1Rows[] = {
#define AOTC_PREVIEW1(NAME, PARAMETERS, RESULT) {#NAME, #PARAMETERS, #RESULT},
#include "abi/preview1.def"
#undef AOTC_PREVIEW1
    {nullptr, nullptr, nullptr}};

constexpr HostFunction kHostFunctions[] = {
#define AOTC_HOST_FUNCTION(INTERFACE, NAME, SYMBOL, SIGNATURE) {INTERFACE, NAME, SYMBOL, SIGNATURE},
#define AOTC_HOST_RESOURCE(INTERFACE, NAME, SYMBOL)
#include "host_functions.def"
#undef AOTC_HOST_FUNCTION
#undef AOTC_HOST_RESOURCE
    {{}, {}, {}, {}}};

constexpr HostResourceType kHostResources[] = {
#define AOTC_HOST_FUNCTION(INTERFACE, NAME, SYMBOL, SIGNATURE)
#define AOTC_HOST_RESOURCE(INTERFACE, NAME, SYMBOL) {INTERFACE, NAME, SYMBOL},
#include "host_functions.def"
#undef AOTC_HOST_FUNCTION
#undef AOTC_HOST_RESOURCE
    {{}, {}, {}}};

// The core types that a row's text names, in order; other words are names of
// parameters.
wasm::ResultType coreTypes(std::string_view text) {
  wasm::ResultType types;
  for (size_t at = 0; (at = text.find_first_of("IF", at)) != std::string_view::npos; ++at) {
    bool startsWord = at == 0 || text[at - 1] == '(' || text[at - 1] == ' ' || text[at - 1] == ',';
    std::string_view word = startsWord ? text.substr(at, 3) : std::string_view();
    if (word == "I32")
      types.push_back(wasm::ValType::i32());
    else if (word == "I64")
      types.push_back(wasm::ValType::i64());
    else if (word == "F32")
      types.push_back(wasm::ValType::f32());
    else if (word == "F64")
      types.push_back(wasm::ValType::f64());
  }
  return types;
}

} // namespace

HostInterface::HostInterface() {
  for (const Preview1Row *row = kPreview1Rows; row->name; ++row) {
    Preview1Function function{row->name,
                              std::string("aotc_p1_") + row->name,
                              {coreTypes(row->parameters), coreTypes(row->result)}};
    preview1Functions.emplace(row->name, std::move(function));
    preview1Order.push_back(row->name);
  }
  for (const HostFunction *function = kHostFunctions; !function->name.empty(); ++function) {
    Interface &interface = interfaceOf(function->interface);
    interface.functions.emplace(function->name, function);
    interface.functionNames.push_back(function->name);
  }
  for (const HostResourceType *resource = kHostResources; !resource->name.empty(); ++resource)
    interfaceOf(resource->interface).resources.emplace(resource->name, resource);
}

HostInterface::Interface &HostInterface::interfaceOf(std::string_view name) {
  auto [it, isNew] = byInterface.try_emplace(name);
  if (isNew)
    interfaceOrder.push_back(name);
  return it->second;
}

const Preview1Function *HostInterface::preview1(std::string_view name) const {
  auto it = preview1Functions.find(name);
  return it == preview1Functions.end() ? nullptr : &it->second;
}

std::vector<std::string_view> HostInterface::preview1Names() const { return preview1Order; }

const HostFunction *HostInterface::function(std::string_view interface,
                                            std::string_view name) const {
  auto found = byInterface.find(interface);
  if (found == byInterface.end())
    return nullptr;
  auto it = found->second.functions.find(name);
  return it == found->second.functions.end() ? nullptr : it->second;
}

const HostResourceType *HostInterface::resource(std::string_view interface,
                                                std::string_view name) const {
  auto found = byInterface.find(interface);
  if (found == byInterface.end())
    return nullptr;
  auto it = found->second.resources.find(name);
  return it == found->second.resources.end() ? nullptr : it->second;
}

std::vector<std::string_view> HostInterface::interfaces() const { return interfaceOrder; }

std::vector<std::string_view> HostInterface::functionsOf(std::string_view interface) const {
  auto found = byInterface.find(interface);
  return found == byInterface.end() ? std::vector<std::string_view>() : found->second.functionNames;
}

} // namespace aotc
