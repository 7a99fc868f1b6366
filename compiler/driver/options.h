// What one run is asked for. Made from the command line by the tool, or by
// whoever embeds the compiler.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codegen/codegen.h"
#include "codegen/network_config.h"
#include "driver/stages.h"

namespace aotc {

enum class BoundsMode : uint8_t { Guard, Check };
enum class InstanceMode : uint8_t { Auto, Pointer };
enum class RelaxedSimd : uint8_t { Native, Deterministic };

struct Options {
  std::string input;
  std::string output; // "" for the default, "-" for standard output
  Stage emit = Stage::Exe;
  std::set<Stage> printAfter;
  bool timeStages = false;
  std::string timeTrace; // a file
  bool sizeReport = false;
  bool verbose = false; // also: verify every LLVM module
  std::string saveRepro;
  std::string invoke; // FlattenOptions::invoke
  bool stubMissing = false;
  std::vector<std::string> plugs; // files of components: flatten.h, Plug

  OptLevel opt = OptLevel::O2;
  std::vector<std::string> targets; // names or "all"; none for this machine's
  CpuChoice cpu;
  BoundsMode bounds = BoundsMode::Guard;
  InstanceMode instances = InstanceMode::Auto;
  RelaxedSimd relaxedSimd = RelaxedSimd::Native;
  bool deterministic = false; // the deterministic profile: relaxed SIMD, and NaNs too
  uint64_t partitionBytes = kPartitionBytes; // of wasm code, at least one function each
  bool keepSymbols = false;
  Grants grants;
  NetworkGrants network;
  bool denyClock = false;            // refuse programs that import clocks
  bool denyRandom = false;           // … random bytes
  std::vector<std::string> policies; // files that the grants above were read from

  bool writeDependencies = false; // -MD
  std::string dependencyFile;     // "" for the output's name and .d

  std::string runtimeDir;               // holds a folder for each target; "" for the default
  bool useCache = true;                 // driver/compile_cache.h
  unsigned threads = 0;                 // 0: as many as the machine has
  std::vector<std::string> commandLine; // for --save-repro only
};

CodegenOptions codegenOptions(const Options &options);

// "HOST[::GUEST[::ro]]" and "NAME[=VALUE]". Usage errors.
Result<Grants::Dir> parseDirGrant(const std::string &text);
Result<Grants::Env> parseEnvGrant(const std::string &text);
// "HOST:PORT", "NAME" of a look-up; see network_grant.cpp. Usage error.
Result<NetworkGrant> parseNetworkGrant(NetworkUse use, const std::string &text);
// The option that grants it, without dashes.
const char *networkOption(NetworkUse use);
Result<OptLevel> parseOptLevel(const std::string &text); // "0" … "3", "s"

// The targets asked for, with the processor asked for. Usage errors.
Result<std::vector<Target>> chosenTargets(const Options &options);

// Whether -o holds {target}: the folders of such a path are made.
bool namesTarget(const Options &options);
// Where the output for `target` goes: as asked, or named after the input and, of several
// targets, after the target too. Usage error where neither says.
Result<std::string> outputPath(const Options &options, const Target &target, bool isOneOfMany);

// The folder of `target`: --runtime-dir, WASI_AOTC_RUNTIME_DIR, or beside the tool.
std::string runtimeDirOf(const Options &options, const std::string &target);

} // namespace aotc
