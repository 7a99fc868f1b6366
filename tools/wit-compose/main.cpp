// wit-compose: work on WIT packages and (later) on components. Command line to
// options to one library call; no logic here. Exit codes: support/diagnostics.h.
#include <cstdio>
#include <new>

#include <CLI/CLI.hpp>

#include "bindgen/bindgen.h"
#include "support/diagnostics.h"
#include "wit/describe.h"
#include "wit/load.h"

namespace {

using namespace aotc;

struct Options {
  std::string path;
  std::string world;
  std::string output;
  std::vector<std::string> features;
  std::vector<std::string> skip;
  bool stableOnly = false;
  bool memory64 = false;
  bool async = false;
};

wit::ResolveOptions resolveOptions(const Options &options) {
  wit::ResolveOptions resolve;
  resolve.allFeatures = !options.stableOnly && options.features.empty();
  resolve.features = {options.features.begin(), options.features.end()};
  return resolve;
}

Result<void> print(const std::string &text) {
  if (fwrite(text.data(), 1, text.size(), stdout) != text.size() || fflush(stdout) != 0)
    return Error::io("can't write to standard output");
  return {};
}

Result<void> runAbi(const Options &options) {
  auto resolved = TRY(wit::load(options.path, resolveOptions(options)));
  wit::DescribeOptions describe;
  describe.world = options.world;
  describe.abi.memory = options.memory64 ? abi::MemoryWidth::Mem64 : abi::MemoryWidth::Mem32;
  describe.abi.async = options.async;
  return print(TRY(wit::describe(*resolved, describe)));
}

Result<void> runBindgen(const Options &options) {
  auto resolved = TRY(wit::load(options.path, resolveOptions(options)));
  auto files = TRY(bindgen::generateHost(*resolved, {options.world, options.skip}));
  return bindgen::writeFiles(options.output, files);
}

void addInput(CLI::App &command, Options &options) {
  command.add_option("WIT", options.path, "A .wit file, or a folder of them (with its deps/)")
      ->required();
  command.add_option("--world", options.world, "NAME, or NS:PKG/NAME[@VERSION]");
  command.add_option("--feature", options.features,
                     "Enable only these @unstable features (repeatable; all are by default)");
  command.add_flag("--stable", options.stableOnly, "Enable no @unstable feature");
}

CLI::App *addAbi(CLI::App &app, Options &options) {
  CLI::App *command = app.add_subcommand(
      "abi", "Print layouts, signatures and core signatures of interfaces and worlds");
  addInput(*command, options);
  command->add_flag("--memory64", options.memory64, "For a 64-bit memory");
  command->add_flag("--async", options.async, "For the canonical option async");
  command->footer("Examples:\n  wit-compose abi wit/wasi --world wasi:cli/command\n"
                  "  wit-compose abi my.wit --memory64");
  return command;
}

CLI::App *addBindgen(CLI::App &app, Options &options) {
  CLI::App *command = app.add_subcommand(
      "bindgen", "Write the C++ host interface of what a world imports: headers and shims");
  addInput(*command, options);
  command->add_option("-o,--output", options.output, "The folder to write into")->required();
  command->add_option("--skip", options.skip,
                      "Leave out interfaces: wasi:sockets/tcp or 'wasi:sockets/*' (repeatable)");
  command->footer("Example:\n  wit-compose bindgen wit/wasi --world wasi:cli/command -o generated");
  return command;
}

int report(const Result<void> &result) {
  if (result.ok())
    return 0;
  fprintf(stderr, "%s\n", formatError(result.error()).c_str());
  return exitCode(result.error());
}

int run(int argc, char **argv) {
  CLI::App app{"Works on WIT packages and WebAssembly components"};
  app.set_version_flag("--version", "wit-compose " AOTC_VERSION);
  app.require_subcommand(1);
  Options options;
  CLI::App *abi = addAbi(app, options);
  CLI::App *bindgen = addBindgen(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (*abi)
    return report(runAbi(options));
  if (*bindgen)
    return report(runBindgen(options));
  return 2;
}

} // namespace

int main(int argc, char **argv) {
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc &) {
    fputs("error: out of memory\n", stderr);
    return 1;
  }
}
