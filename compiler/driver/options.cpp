// Options that need more than a look: grants, names made from other names.
#include "driver/options.h"

#include <cstdlib>
#include <cstring>
#include <sys/auxv.h>
#include <unistd.h>

#include <fmt/format.h>

#include "link/output_path.h"

namespace aotc {

namespace {

constexpr const char *kTargetInPath = "{target}";

bool hasNul(const std::string &text) { return text.find('\0') != std::string::npos; }

// "lib/wasi-aotc" beside the folder that this executable is in.
std::string installedRuntimeDir() {
  std::string path(4096, '\0');
  ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  path.resize(length > 0 ? size_t(length) : 0);
  if (path.empty()) // no /proc: by the name that it was started by
    if (const auto *started = reinterpret_cast<const char *>(::getauxval(AT_EXECFN)))
      path = started;
  std::string bin = splitPath(path).first;
  return splitPath(bin).first + "/lib/wasi-aotc";
}

std::string stem(const std::string &path) {
  std::string name = splitPath(path).second;
  size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

} // namespace

CodegenOptions codegenOptions(const Options &options) {
  CodegenOptions result;
  result.boundsCheck = options.bounds == BoundsMode::Check;
  result.pointerInstances = options.instances == InstanceMode::Pointer;
  result.strictRelaxedSimd =
      options.deterministic || options.relaxedSimd == RelaxedSimd::Deterministic;
  result.canonicalNans = options.deterministic;
  return result;
}

Result<Grants::Dir> parseDirGrant(const std::string &text) {
  size_t first = text.find("::");
  size_t second = first == std::string::npos ? first : text.find("::", first + 2);
  Grants::Dir grant;
  grant.hostPath = text.substr(0, first);
  grant.guestPath =
      first == std::string::npos ? grant.hostPath : text.substr(first + 2, second - first - 2);
  if (second != std::string::npos) {
    grant.readOnly = text.substr(second + 2) == "ro";
    if (!grant.readOnly)
      grant.hostPath.clear();
  }
  if (grant.hostPath.empty() || grant.guestPath.empty() || hasNul(text))
    return Error::usage(
        fmt::format("--dir {}: expected HOST, HOST::GUEST or HOST::GUEST::ro", text));
  return grant;
}

Result<Grants::Env> parseEnvGrant(const std::string &text) {
  size_t equals = text.find('=');
  Grants::Env grant;
  grant.name = text.substr(0, equals);
  if (equals != std::string::npos)
    grant.value = text.substr(equals + 1);
  if (grant.name.empty() || hasNul(text))
    return Error::usage(fmt::format("--env {}: expected NAME or NAME=VALUE", text));
  return grant;
}

Result<OptLevel> parseOptLevel(const std::string &text) {
  if (text == "0")
    return OptLevel::O0;
  if (text == "1")
    return OptLevel::O1;
  if (text == "2")
    return OptLevel::O2;
  if (text == "3")
    return OptLevel::O3;
  if (text == "s")
    return OptLevel::Os;
  return Error::usage(fmt::format("-O{}: levels are -O0, -O1, -O2, -O3 and -Os", text));
}

Result<std::vector<Target>> chosenTargets(const Options &options) {
  // Not this machine's: the same command makes the same file everywhere.
  std::vector<std::string> lists = options.targets;
  if (lists.empty())
    lists.push_back("x86_64-linux");
  std::vector<Target> targets = TRY(Target::findAll(lists));
  bool choosesCpu = !options.cpu.cpu.empty() || !options.cpu.features.empty();
  if (choosesCpu && targets.size() > 1)
    return Error::usage("--cpu and --cpu-features are for one target");
  TRY(targets.front().choose(options.cpu));
  return targets;
}

bool namesTarget(const Options &options) {
  return options.output.find(kTargetInPath) != std::string::npos;
}

Result<std::string> outputPath(const Options &options, const Target &target, bool isOneOfMany) {
  if (options.output == "-" && !isText(options.emit))
    return Error::usage(fmt::format("--emit={} can't be written to standard output; name a file "
                                    "with -o",
                                    name(options.emit)));
  std::string path = options.output;
  if (isOneOfMany && !path.empty() && path != "-" && !namesTarget(options))
    return Error::usage("several targets: -o needs {target} in the file's name");
  for (size_t at; (at = path.find(kTargetInPath)) != std::string::npos;)
    path.replace(at, std::strlen(kTargetInPath), target.name);
  if (!path.empty())
    return path;
  if (isText(options.emit))
    return std::string("-");
  if (options.input == "-")
    return Error::usage("the input is standard input: name the output with -o");
  std::string suffix = isOneOfMany ? "-" + target.name : "";
  return stem(options.input) + suffix + (options.emit == Stage::Obj ? ".o" : "");
}

std::string runtimeDirOf(const Options &options, const std::string &target) {
  std::string base = options.runtimeDir;
  if (const char *fromEnv = std::getenv("WASI_AOTC_RUNTIME_DIR"); base.empty() && fromEnv)
    base = fromEnv;
  return (base.empty() ? installedRuntimeDir() : base) + "/" + target;
}

} // namespace aotc
