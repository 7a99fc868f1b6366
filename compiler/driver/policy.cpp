// Policy files: TOML, whose keys are the names of the options that grant and whose
// values are what stands behind those, so that both say the same and are parsed by
// the same functions. Entry points: readPolicy, describePolicy.
//
//   dir = ["data::/data::ro"]
//   inherit-env = true
//   allow-tcp-connect = ["example.com:443"]
//
// An unknown key is an error: a grant that is spelt wrongly must not go unnoticed.
#include "driver/policy.h"

#include <set>
#include <string_view>

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include "support/source.h"

namespace aotc {

namespace {

class PolicyReader {
public:
  PolicyReader(const std::string &path, Options &options) : path(path), options(options) {}

  Result<void> read(const toml::table &table) {
    for (const auto &[key, node] : table)
      TRY(readKey(key.str(), node));
    return {};
  }

private:
  Error error(const toml::node &node, const std::string &text) const {
    return Error::usage(fmt::format("{}:{}: {}", path, node.source().begin.line, text));
  }

  Result<void> readKey(std::string_view key, const toml::node &node) {
    if (key == "inherit-env")
      return readFlag(key, node, options.grants.inheritEnv);
    if (key == "inherit-network")
      return readFlag(key, node, options.network.inheritAll);
    if (key == "deny-clock")
      return readFlag(key, node, options.denyClock);
    if (key == "deny-random")
      return readFlag(key, node, options.denyRandom);
    if (key == "dir")
      return readEach(key, node, options.grants.dirs, parseDirGrant);
    if (key == "env")
      return readEach(key, node, options.grants.envs, parseEnvGrant);
#define AOTC_NETWORK_USE(ENUM, OPTION)                                                             \
  if (key == OPTION)                                                                               \
    return readEach(key, node, options.network.grants, [](const std::string &text) {               \
      return parseNetworkGrant(NetworkUse::ENUM, text);                                            \
    });
#include "abi/network.def"
#undef AOTC_NETWORK_USE
    return error(node, fmt::format("unknown key '{}'", key));
  }

  Result<void> readFlag(std::string_view key, const toml::node &node, bool &flag) {
    const auto *value = node.as_boolean();
    if (!value)
      return error(node, fmt::format("'{}' is true or false", key));
    flag |= value->get();
    return {};
  }

  template <class T, class Parse>
  Result<void> readEach(std::string_view key, const toml::node &node, std::vector<T> &list,
                        Parse parse) {
    const auto *values = node.as_array();
    if (!values)
      return error(node, fmt::format("'{}' is a list of texts", key));
    for (const toml::node &value : *values) {
      const auto *text = value.as_string();
      if (!text)
        return error(value, fmt::format("'{}' is a list of texts", key));
      Result<T> parsed = parse(text->get());
      if (!parsed.ok())
        return error(value, parsed.error().message);
      list.push_back(std::move(*parsed));
    }
    return {};
  }

  const std::string &path;
  Options &options;
};

// A basic string of TOML.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      result += c;
  }
  return result + '"';
}

void addList(std::string &text, std::string_view key, const std::vector<std::string> &values) {
  if (values.empty())
    return;
  text += fmt::format("{} = [", key);
  for (size_t i = 0; i < values.size(); ++i)
    text += (i ? ", " : "") + quoted(values[i]);
  text += "]\n";
}

} // namespace

Result<void> readPolicy(const std::string &path, Options &options) {
  Source source = TRY(Source::read(path));
  toml::parse_result parsed = toml::parse(source.text(), path);
  if (!parsed)
    return Error::usage(fmt::format("{}:{}: {}", path, parsed.error().source().begin.line,
                                    parsed.error().description()));
  return PolicyReader(path, options).read(parsed.table());
}

std::string describePolicy(const Options &options, const Program &program) {
  std::set<std::string> interfaces;
  for (const HostCall &call : program.hostCalls)
    if (size_t hash = call.name.find('#'); hash != std::string::npos)
      interfaces.insert(call.name.substr(0, hash));
  std::string text = "# imports:";
  for (const std::string &interface : interfaces)
    text += "\n#   " + interface;
  text += interfaces.empty() ? " nothing\n" : "\n";

  std::vector<std::string> dirs, envs;
  for (const Grants::Dir &dir : options.grants.dirs)
    dirs.push_back(dir.hostPath + "::" + dir.guestPath + (dir.readOnly ? "::ro" : ""));
  for (const Grants::Env &env : options.grants.envs)
    envs.push_back(env.value ? env.name + "=" + *env.value : env.name);
  addList(text, "dir", dirs);
  addList(text, "env", envs);
  if (options.grants.inheritEnv)
    text += "inherit-env = true\n";
#define AOTC_NETWORK_USE(ENUM, OPTION)                                                             \
  {                                                                                                \
    std::vector<std::string> values;                                                               \
    for (const NetworkGrant &grant : options.network.grants)                                       \
      if (grant.use == NetworkUse::ENUM)                                                           \
        values.push_back(grant.text);                                                              \
    addList(text, OPTION, values);                                                                 \
  }
#include "abi/network.def"
#undef AOTC_NETWORK_USE
  if (options.network.inheritAll)
    text += "inherit-network = true\n";
  if (options.denyClock)
    text += "deny-clock = true\n";
  if (options.denyRandom)
    text += "deny-random = true\n";
  return text;
}

Result<void> checkDenied(const Options &options, const Program &program) {
  struct Denied {
    bool denied;
    const char *option;
    std::vector<std::string_view> names; // what their host calls begin with
  };
  const Denied table[] = {
      {options.denyClock,
       "deny-clock",
       {"wasi:clocks/", "wasi_snapshot_preview1#clock_", "wasi_snapshot_preview1#poll_oneoff"}},
      {options.denyRandom, "deny-random", {"wasi:random/", "wasi_snapshot_preview1#random_"}},
  };
  for (const Denied &entry : table)
    for (const HostCall &call : program.hostCalls)
      for (std::string_view name : entry.names)
        if (entry.denied && call.name.starts_with(name))
          return Error::unlinkable(
              fmt::format("the program imports {}, which --{} denies", call.name, entry.option));
  return {};
}

} // namespace aotc
