// wasm-check: parses and validates core modules and components. A developer's tool, not shipped.
//
//   wasm-check [--print] FILE…       one error a bad module, on stderr
//   wasm-check --list LISTFILE       the paths in LISTFILE, one a line; for each, on
//                                    stdout, "ok", or "error KIND: TEXT"
//
// Exit code: 0 if all were accepted, otherwise that of the first error. Many files a
// process, so that the specification's suite takes seconds.
#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

#include "component/valid_component.h"
#include "support/diagnostics.h"
#include "wasm/module.h"

using namespace aotc;

namespace {

Result<void> checkFile(const std::string &path, bool print) {
  Source source = TRY(Source::read(path));
  Span whole{0, source.bytes.size()};
  if (TRY(component::detectLayer(source.all())) == component::Layer::Component) {
    auto parsed = TRY(component::parseComponent(source.all(), whole));
    auto valid = TRY(component::validateComponent(std::move(parsed)));
    if (print)
      fmt::print("{}", component::printComponent(*valid));
    return {};
  }
  wasm::Module module = TRY(wasm::parseModule(source.all(), whole));
  wasm::ValidModule valid = TRY(wasm::validateModule(std::move(module)));
  if (print)
    fmt::print("{}", wasm::printModule(*valid));
  return {};
}

const char *kindName(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::Malformed:
    return "malformed";
  case ErrorKind::Invalid:
    return "invalid";
  case ErrorKind::Unlinkable:
    return "unlinkable";
  case ErrorKind::Unsupported:
    return "unsupported";
  case ErrorKind::Usage:
    return "usage";
  case ErrorKind::Io:
    return "io";
  case ErrorKind::Internal:
    return "internal";
  }
  return "";
}

int checkList(const char *listPath) {
  std::ifstream list(listPath);
  int exit = list ? 0 : 2;
  for (std::string path; std::getline(list, path);) {
    Result<void> checked = checkFile(path, false);
    if (checked.ok()) {
      fmt::print("ok\n");
      continue;
    }
    fmt::print("error {}: {}\n", kindName(checked.error().kind),
               escapeForTerminal(checked.error().message));
    if (exit == 0)
      exit = exitCode(checked.error());
  }
  return exit;
}

} // namespace

int main(int argc, char **argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 2 && arguments[0] == "--list")
    return checkList(argv[2]);
  bool print = !arguments.empty() && arguments[0] == "--print";
  if (arguments.size() <= size_t(print)) {
    fmt::print(stderr, "usage: wasm-check [--print] FILE... | --list LISTFILE\n");
    return 2;
  }
  int exit = 0;
  for (size_t i = print ? 1 : 0; i < arguments.size(); ++i) {
    Result<void> checked = checkFile(arguments[i], print);
    if (checked.ok())
      continue;
    Error error = std::move(checked.takeError()).in(arguments[i]);
    fmt::print(stderr, "{}\n", formatError(error));
    if (exit == 0)
      exit = exitCode(error);
  }
  return exit;
}
