// A script as a Program, and what the runner executes.
#pragma once

#include <deque>
#include <map>

#include "component/valid_component.h"
#include "flatten/program.h"
#include "script.h"
#include "support/source.h"

namespace aotc::wast {

// Module files that aren't compiled, with the reason.
using Exclusions = std::map<std::string, std::string>;

struct Tally {
  uint64_t passed = 0, failed = 0;
  std::map<std::string, uint64_t> skipped; // by reason
};

struct ScriptProgram {
  Program program;
  std::vector<std::string> files; // of program.modules
  std::vector<uint64_t> commands; // commands.h
  // Decided without running: failures, and counts by Kind.
  std::vector<std::string> failures;
  Tally tallies[kindCount];
};

// The files of a script, read once: modules keep views into them.
class Files {
public:
  explicit Files(std::string folder) : folder(std::move(folder)) {}
  Result<component::Layer> layer(const std::string &name);
  Result<wasm::ValidModule> module(const std::string &name);
  Result<std::shared_ptr<const component::ValidComponent>> component(const std::string &name);

private:
  Result<Bytes> read(const std::string &name);

  std::string folder;
  std::deque<Source> sources;
  std::map<std::string, Bytes> contents;
  std::map<std::string, wasm::ValidModule> modules;
  std::map<std::string, std::shared_ptr<const component::ValidComponent>> components;
};

// `spectest`: path of the module of that name. Adds to `excluded` components that can't be
// instantiated for what we don't have. Errors: what reading a file gives.
Result<ScriptProgram> makeProgram(const std::vector<Command> &script, Files &files,
                                  const std::string &spectest, Exclusions &excluded);

} // namespace aotc::wast
