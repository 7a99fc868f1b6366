// wasi:cli/environment: arguments, and what was granted of the environment. There
// is no initial working folder: a guest only has the folders it was given.
//
// WASI's strings are Unicode and the host's are bytes: what isn't UTF-8 gets
// replacement characters, as nothing can be told from refusing it.
#include "wasi/cli/environment.h"

#include <vector>

#include "core/context.h"
#include "wasi/host_text.h"

namespace aotc::rt::wasi::cli::environment {

namespace {

GuestString text(Writer &out, std::string_view bytes) {
  std::unique_ptr<char[]> copy;
  return out.string(lossyUtf8(bytes, copy));
}

} // namespace

GuestList<std::tuple<GuestString, GuestString>> getEnvironment(Context &context, Writer &out) {
  std::vector<EnvironmentVariable> variables;
  context.forEachEnvironmentVariable(
      [&](const EnvironmentVariable &variable) { variables.push_back(variable); });
  return out.list<std::tuple<GuestString, GuestString>>(variables.size(), [&](size_t i) {
    GuestString name = text(out, variables[i].name);
    return std::tuple(name, text(out, variables[i].value));
  });
}

GuestList<GuestString> getArguments(Context &context, Writer &out) {
  auto arguments = context.arguments();
  return out.list<GuestString>(arguments.size(), [&](size_t i) { return text(out, arguments[i]); });
}

std::optional<GuestString> initialCwd(Context &, Writer &) { return std::nullopt; }

} // namespace aotc::rt::wasi::cli::environment
