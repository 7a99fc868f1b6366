// The commands of `wasm-tools json-from-wast`, read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "support/result.h"
#include "llvm/Support/JSON.h"

namespace aotc::wast {

struct Lane {
  Match match = Match::Bits;
  unsigned bytes = 8;
  uint64_t bits = 0;
};
// A value by its lanes: one, but for v128.
using Value = std::vector<Lane>;

struct Action {
  bool isGet = false;
  std::optional<std::string> instance; // absent: the latest
  std::string field;
  std::vector<Value> arguments;
  std::vector<llvm::json::Value> componentArguments; // the same, for a component's function
};

enum class CommandType : uint8_t {
  Module,     // define and instantiate
  Definition, // define only
  Instance,   // instantiate what was defined
  Register,
  Perform, // an action, with what is asserted about it
  Ignored, // about text or validity: run_invalid.py's business
};

struct Command {
  CommandType type = CommandType::Ignored;
  Kind kind = Kind::module;
  uint64_t line = 0;
  std::optional<std::string> name;         // Module, Definition, Instance, Register: whose
  std::string file;                        // Module, Definition
  std::optional<std::string> definition;   // Instance; absent: the latest
  std::string as;                          // Register
  Action action;                           // Perform
  std::string text;                        // what an assertion expects
  uint64_t traps = 0;                      // of which one is expected; 0: none
  std::vector<std::vector<Value>> results; // of each its alternatives
  std::vector<llvm::json::Value> componentResults;
};

// The starts of what our traps say when they mean `text` of the component model's tests.
std::vector<std::string> trapWords(std::string_view text);

// Errors: Io, and Unsupported for what a value of the file is.
Result<std::vector<Command>> readScript(const std::string &path);

} // namespace aotc::wast
