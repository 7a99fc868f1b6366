// The command line of wasi-aotc: CLI11 → Options → compile(). No logic here.
#include <iostream>

#include <CLI/CLI.hpp>

#include "driver/compile.h"
#include "driver/console.h"
#include "driver/emergency.h"
#include "driver/inspect.h"
#include "driver/policy.h"
#include "driver/version.h"

using namespace aotc;

namespace {

constexpr const char *kExamples = R"(
Examples:
  wasi-aotc app.wasm                            app, with arguments and stdio only
  wasi-aotc app.wasm -o app --dir .             may use the folder it is started in
  wasi-aotc app.wasm --dir data::/data          sees the folder data as /data
  wasi-aotc app.wasm --env LANG --env MODE=fast gets two environment variables
  wasi-aotc lib.wasm --invoke 'f(1, "x")'       calls the export f and prints its result
  wasi-aotc lib.wasm --invoke f -o f            ./f 1 '"x"' does
  wasi-aotc app.wasm --plug db.wasm -o app      db's exports provide app's imports
  wasi-aotc app.wasm --target all -o '{target}/app'   for each target, in its folder
  wasi-aotc inspect app                         prints what it imports and was granted
  wasi-aotc app.wasm --emit=llvm-opt -o -       prints what the optimiser made of it

Stages:
)";

// As the user typed them; what they mean is for driver/options.
struct Raw {
  std::string opt = "2", emit = "exe", bounds = "guard", instances = "auto", relaxedSimd = "native";
  std::vector<std::string> printAfter, dirs, envs;
  struct Network {
    NetworkUse use;
    std::vector<std::string> values;
  };
  std::vector<Network> networks = {
#define AOTC_NETWORK_USE(ENUM, OPTION) {NetworkUse::ENUM, {}},
#include "abi/network.def"
#undef AOTC_NETWORK_USE
  };
};

void declare(CLI::App &app, Options &options, Raw &raw) {
  app.add_option("input", options.input, "a component or a preview-1 core module; - is stdin")
      ->required()
      ->option_text("INPUT.wasm");
  app.add_option("-o,--output", options.output, "what to write (default: INPUT without .wasm)")
      ->type_name("FILE");
  app.add_option("-O", raw.opt, "optimisation: 0, 1, 2, 3 or s (default 2)")->type_name("LEVEL");
  app.add_option("--target", options.targets,
                 "what to make code for, or all (default x86_64-linux); -o may hold {target}")
      ->delimiter(',')
      ->type_name("TARGET");
  app.add_option("--cpu", options.cpu.cpu,
                 "a processor instead of the target's baseline, or native")
      ->type_name("CPU");
  app.add_option("--cpu-features", options.cpu.features, "features of it: +v,-zba")
      ->type_name("FEATURES");
  app.add_flag("-g", options.keepSymbols, "keep symbols in the executable");
  app.add_option("--dir", raw.dirs, "grant a folder: HOST[::GUEST[::ro]], ro for read-only")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app.add_option("--env", raw.envs, "grant an environment variable: NAME[=VALUE]")
      ->type_name("ENV")
      ->allow_extra_args(false);
  app.add_flag("--inherit-env", options.grants.inheritEnv, "grant all environment variables");
  app.add_option(
         "--invoke", options.invoke,
         "call this export and print its result: 'NAME(VALUES)', or NAME for values from the "
         "command line")
      ->type_name("CALL");
  app.add_option("--plug", options.plugs,
                 "a component whose exports provide imports of the input and of other plugs")
      ->type_name("FILE");
  app.add_flag("--stub-missing", options.stubMissing,
               "let imports that nothing provides trap when they are called");
  for (Raw::Network &network : raw.networks)
    app.add_option(std::string("--") + networkOption(network.use), network.values,
                   network.use == NetworkUse::NameLookup
                       ? "grant looking up a name: NAME, *.NAME, *"
                       : "grant addresses: HOST[/BITS]:PORTS")
        ->type_name(network.use == NetworkUse::NameLookup ? "NAME" : "ADDR");
  app.add_flag("--inherit-network", options.network.inheritAll, "grant the whole network");
  app.add_flag("--deny-clock", options.denyClock, "refuse a program that imports clocks");
  app.add_flag("--deny-random", options.denyRandom, "refuse a program that imports random bytes");
  app.add_option("--policy", options.policies, "grant what a policy file says (see docs/usage.md)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--bounds", raw.bounds, "memory bounds by guard pages or by checks")
      ->check(CLI::IsMember({"guard", "check"}))
      ->option_text("guard|check");
  app.add_option("--instances", raw.instances, "how code finds its instance")
      ->check(CLI::IsMember({"auto", "pointer"}))
      ->option_text("auto|pointer");
  app.add_option("--relaxed-simd", raw.relaxedSimd,
                 "relaxed vector instructions: as the target does them, or the same everywhere")
      ->check(CLI::IsMember({"native", "deterministic"}))
      ->option_text("native|deterministic");
  app.add_flag("--deterministic", options.deterministic,
               "relaxed vector instructions and NaNs the same everywhere");
  app.add_option("--partition-size", options.partitionBytes,
                 "bytes of wasm code that are compiled together, at most (default: 384 KiB)")
      ->option_text("BYTES");
  app.add_option("--emit", raw.emit, "stop after a stage and write what it left")
      ->type_name("STAGE");
  app.add_option("--print-after", raw.printAfter, "also print what a stage left, to stderr")
      ->type_name("STAGE");
  app.add_flag("--write-dependencies,--MD", options.writeDependencies,
               "-MD: also write OUTPUT.d, a Makefile rule that names the inputs");
  app.add_option("--dependency-file,--MF", options.dependencyFile, "-MF: write it to this file")
      ->type_name("FILE");
  app.add_flag("--time-stages", options.timeStages, "print how long each stage took");
  app.add_flag("--size-report", options.sizeReport, "print what takes the executable's bytes");
  app.add_option("--time-trace", options.timeTrace,
                 "write where time went, for chrome://tracing or Perfetto")
      ->type_name("FILE");
  app.add_option("--save-repro", options.saveRepro, "write a tar archive to run this again with")
      ->type_name("FILE");
  app.add_option("--runtime-dir", options.runtimeDir, "where the runtime library's folders are")
      ->type_name("FOLDER");
  app.add_flag("!--no-cache", options.useCache,
               "compile everything, and keep nothing (see docs/usage.md)");
  app.add_option("-j,--threads", options.threads, "threads to use (default: all)")
      ->check(CLI::Range(1u, 1024u))
      ->option_text("N");
  app.add_flag("-v,--verbose", options.verbose, "check more, say more");
  app.set_version_flag("--version", versionText());
  for (CLI::Option *option : app.get_options())
    if (option->get_items_expected_max() == 1)
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  // One value each time, or they would swallow the input.
  for (const char *repeated : {"--dir", "--env", "--plug", "--policy", "--print-after", "--target"})
    app.get_option(repeated)->allow_extra_args(false);
  for (const Raw::Network &network : raw.networks)
    app.get_option(std::string("--") + networkOption(network.use))->allow_extra_args(false);
}

// Compilers' names of these two, which the parser of command lines can't express.
const char *withLongName(const char *argument) {
  std::string_view text(argument);
  return text == "-MD" ? "--MD" : text == "-MF" ? "--MF" : argument;
}

Result<void> interpret(const Raw &raw, Options &options) {
  options.opt = TRY(parseOptLevel(raw.opt));
  options.emit = TRY(findStage(raw.emit));
  for (const std::string &stage : raw.printAfter)
    options.printAfter.insert(TRY(findStage(stage)));
  for (const std::string &dir : raw.dirs)
    options.grants.dirs.push_back(TRY(parseDirGrant(dir)));
  for (const std::string &env : raw.envs)
    options.grants.envs.push_back(TRY(parseEnvGrant(env)));
  for (const Raw::Network &network : raw.networks)
    for (const std::string &text : network.values)
      options.network.grants.push_back(TRY(parseNetworkGrant(network.use, text)));
  for (const std::string &path : options.policies)
    TRY(readPolicy(path, options));
  options.bounds = raw.bounds == "check" ? BoundsMode::Check : BoundsMode::Guard;
  options.instances = raw.instances == "pointer" ? InstanceMode::Pointer : InstanceMode::Auto;
  options.relaxedSimd =
      raw.relaxedSimd == "deterministic" ? RelaxedSimd::Deterministic : RelaxedSimd::Native;
  return {};
}

} // namespace

// wasi-aotc inspect EXE. Not a subcommand of the other command line, which has
// none: an input called "inspect" is ./inspect.
static int inspect(int argc, char **argv, Console &console) {
  CLI::App app("Prints what an executable imports and was granted.", "wasi-aotc inspect");
  std::string path;
  app.add_option("executable", path, "what wasi-aotc made")->required()->option_text("EXE");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    console.output(app.help());
    return console.finish();
  } catch (const CLI::ParseError &error) {
    return console.report(Error::usage(std::string(error.what()) + " (see --help)"));
  }
  Result<std::string> text = inspectExecutable(path);
  if (!text.ok())
    return console.report(text.error());
  console.output(*text);
  return console.finish();
}

int main(int argc, char **argv) {
  installEmergencyHandlers();
  EmergencyStack stack;
  Console console;
  if (argc > 1 && std::string_view(argv[1]) == "inspect")
    return inspect(argc - 1, argv + 1, console);
  Options options;
  Raw raw;
  CLI::App app("Compiles a WebAssembly component to a static executable.", "wasi-aotc");
  declare(app, options, raw);
  app.footer(kExamples + stageList());
  std::vector<const char *> arguments(argv, argv + argc);
  for (const char *&argument : arguments)
    argument = withLongName(argument);
  try {
    app.parse(argc, arguments.data());
  } catch (const CLI::CallForHelp &) {
    console.output(app.help());
    return console.finish();
  } catch (const CLI::CallForVersion &) {
    console.output(versionText() + "\n");
    return console.finish();
  } catch (const CLI::ParseError &error) {
    return console.report(Error::usage(std::string(error.what()) + " (see --help)"));
  }
  options.commandLine.assign(argv, argv + argc);
  if (Result<void> result = interpret(raw, options); !result.ok())
    return console.report(result.error());
  if (Result<void> result = compile(options, console, liveTemporaries()); !result.ok())
    return console.report(result.error());
  return console.finish();
}
