// What the runtime library offers to guests: the preview-1 functions
// (runtime-lib/abi/preview1.def), and the functions and resources of WIT
// interfaces, by their compatible version (host_functions.def, which bindgen
// writes when the runtime library is built).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wasm/types.h"

namespace aotc {

struct Preview1Function {
  std::string_view name;
  std::string symbol;
  wasm::FuncType type;
};

struct HostFunction {
  std::string_view interface; // "wasi:io/streams@0.2"
  std::string_view name;      // "[method]output-stream.write"
  std::string_view symbol;
  std::string_view signature; // abi::signature()
};

struct HostResourceType {
  std::string_view interface;
  std::string_view name;
  std::string_view symbol; // of the descriptor
};

class HostInterface {
public:
  HostInterface();

  const Preview1Function *preview1(std::string_view name) const;
  std::vector<std::string_view> preview1Names() const;

  // `interface` is normalised (abi::normalizeInterfaceName).
  const HostFunction *function(std::string_view interface, std::string_view name) const;
  const HostResourceType *resource(std::string_view interface, std::string_view name) const;
  bool offers(std::string_view interface) const { return byInterface.count(interface) != 0; }
  std::vector<std::string_view> interfaces() const; // in order of the list
  std::vector<std::string_view> functionsOf(std::string_view interface) const;

private:
  struct Interface {
    std::unordered_map<std::string_view, const HostFunction *> functions;
    std::unordered_map<std::string_view, const HostResourceType *> resources;
    std::vector<std::string_view> functionNames;
  };
  Interface &interfaceOf(std::string_view name);

  std::unordered_map<std::string_view, Preview1Function> preview1Functions;
  std::vector<std::string_view> preview1Order;
  std::unordered_map<std::string_view, Interface> byInterface;
  std::vector<std::string_view> interfaceOrder;
};

} // namespace aotc
