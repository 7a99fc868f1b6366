// Dependency files in the form of a Makefile rule, as C compilers write them. Listed
// is what the user named: the input, plugs and policy files. The runtime library is part
// of the tool, on which a build system's rule depends anyway.
#include "driver/dependencies.h"

namespace aotc {

namespace {

// As make and Ninja read a name: a space and '#' behind a backslash, '$' twice.
std::string quoted(const std::string &path) {
  std::string text;
  for (char c : path) {
    if (c == ' ' || c == '#')
      text += '\\';
    if (c == '$')
      text += '$';
    text += c;
  }
  return text;
}

} // namespace

Result<std::string> dependencyPath(const Options &options, const std::string &output) {
  if (!options.dependencyFile.empty())
    return options.dependencyFile;
  if (!options.writeDependencies)
    return std::string();
  if (output == "-" || (options.targets.size() > 1 && !namesTarget(options)))
    return Error::usage("-MD: name the dependency file with -MF");
  return output + ".d";
}

std::string dependencyRule(const Options &options, const std::vector<std::string> &outputs) {
  std::string rule;
  for (const std::string &output : outputs)
    rule += (rule.empty() ? "" : " ") + quoted(output);
  rule += ':';
  std::vector<std::string> inputs = {options.input};
  inputs.insert(inputs.end(), options.plugs.begin(), options.plugs.end());
  inputs.insert(inputs.end(), options.policies.begin(), options.policies.end());
  for (const std::string &input : inputs)
    if (input != "-")
      rule += " \\\n  " + quoted(input);
  return rule + '\n';
}

} // namespace aotc
