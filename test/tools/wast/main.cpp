// wast-compile: one .wast file of the core specification as one executable, which
// runs the file's assertions. A developer's tool, not shipped.
//
//   wast-compile COMMANDS.json --spectest SPECTEST.wasm --runner RUNNER.o -o EXE
//                [-O0] [--bounds=check] [--instances=pointer] [--relaxed-simd=deterministic]
//                [--deterministic] [--target=TARGET] [--cpu-features=FEATURES]
//
// COMMANDS.json and the modules beside it are those of `wasm-tools json-from-wast`.
// Standard output: what needs no running, as lines "FAILED line N: …", "count KIND
// PASSED FAILED", "skipped KIND N REASON"; the executable prints the rest likewise.
// Exit code: 0, whatever has failed, if the executable was made.
#include <cstdio>

#include <fmt/format.h>

#include "codegen/codegen.h"
#include "driver/generate.h"
#include "link/link.h"
#include "link/temporary_folder.h"
#include "script_program.h"
#include "support/diagnostics.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

using namespace aotc;
using namespace aotc::wast;

namespace {

struct Arguments {
  Options options;
  std::string spectest, runner;
};

Result<Arguments> parseArguments(int argc, char **argv) {
  Arguments result;
  Options &options = result.options;
  options.threads = 1;
  options.emit = Stage::Exe;
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    auto value = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
    if (argument == "--spectest")
      result.spectest = value();
    else if (argument == "--runner")
      result.runner = value();
    else if (argument == "-o")
      options.output = value();
    else if (argument.starts_with("-O"))
      options.opt = TRY(parseOptLevel(std::string(argument.substr(2))));
    else if (argument.starts_with("--target="))
      options.targets = {std::string(argument.substr(argument.find('=') + 1))};
    else if (argument.starts_with("--cpu-features="))
      options.cpu.features = argument.substr(argument.find('=') + 1);
    else if (argument == "--bounds=check")
      options.bounds = BoundsMode::Check;
    else if (argument == "--instances=pointer")
      options.instances = InstanceMode::Pointer;
    else if (argument == "--relaxed-simd=deterministic")
      options.relaxedSimd = RelaxedSimd::Deterministic;
    else if (argument == "--deterministic")
      options.deterministic = true;
    else if (argument.starts_with("-") || !options.input.empty())
      return Error::usage(fmt::format("unexpected argument '{}'", argument));
    else
      options.input = argument;
  }
  if (options.input.empty() || options.output.empty() || result.spectest.empty() ||
      result.runner.empty())
    return Error::usage("wast-compile COMMANDS.json --spectest WASM --runner OBJECT -o EXE");
  return result;
}

class WastCompiler {
public:
  explicit WastCompiler(Arguments arguments)
      : arguments(std::move(arguments)), options(this->arguments.options) {}

  Result<void> run() {
    target = TRY(chosenTargets(options)).front();
    std::vector<Command> script = TRY(readScript(options.input));
    Files files(options.input.substr(0, options.input.rfind('/') + 1));
    made = TRY(makeProgram(script, files, arguments.spectest, excluded));
    while (TRY(excludeUnsupported()))
      made = TRY(makeProgram(script, files, arguments.spectest, excluded));
    TRY(checkProgram(made.program));
    TRY(compile());
    report();
    return {};
  }

private:
  // Finds the first module that can't be translated; false if there is none. In
  // order, since a module may get copies of small functions of those before it.
  Result<bool> excludeUnsupported() {
    for (uint32_t i = 0; i < made.program.instances.size(); ++i)
      if (TRY(excludeByConstants(InstanceId(i))))
        return true;
    ProgramFacts facts = TRY(analyseProgram(made.program, codegenOptions(options)));
    std::map<std::string, unsigned> seen; // modules, by file: a component has several
    for (uint32_t m = 0; m < made.program.modules.size(); ++m) {
      auto key = std::make_pair(made.files[m], seen[made.files[m]]++);
      if (checked.contains(key) || facts.instanceCount[m] == 0)
        continue;
      Partition partition;
      partition.only = partition.ownsState = false;
      const wasm::Module &module = *made.program.modules[ModuleId(m)].module;
      for (uint32_t f = 0; f < module.functions.size(); ++f)
        if (!module.functions[wasm::FuncIndex(f)].import)
          partition.functions.push_back({ModuleId(m), wasm::FuncIndex(f)});
      llvm::LLVMContext context;
      auto machine = TRY(makeTargetMachine(target, OptLevel::O0));
      auto translated =
          translatePartition(made.program, facts, partition, target, *machine, context);
      checked.insert(key);
      if (translated.ok())
        continue;
      if (translated.error().kind != ErrorKind::Unsupported)
        return translated.takeError();
      excluded[made.files[m]] = translated.error().message;
      return true;
    }
    return false;
  }

  // The analysis of a whole program doesn't say whose constant it couldn't evaluate.
  Result<bool> excludeByConstants(InstanceId instance) {
    const wasm::Module &module = made.program.moduleOf(instance);
    std::vector<const wasm::ConstExpr *> constants;
    for (const wasm::Global &global : module.globals)
      if (!global.import)
        constants.push_back(&global.init);
    for (const wasm::Table &table : module.tables)
      if (table.init)
        constants.push_back(&*table.init);
    for (const wasm::ElemSegment &segment : module.elems)
      for (const wasm::ConstExpr &expression : segment.expressions)
        constants.push_back(&expression);
    GlobalLookup anyValue = [](GlobalDef) -> Result<ConstValue> { return ConstValue(); };
    for (const wasm::ConstExpr *constant : constants) {
      auto value = evaluateConst(made.program, instance, *constant, anyValue);
      if (value.ok())
        continue;
      if (value.error().kind != ErrorKind::Unsupported)
        return value.takeError();
      uint32_t index = made.program.instances[instance].module.index;
      excluded[made.files[index]] = value.error().message;
      return true;
    }
    return false;
  }

  Result<void> compile() {
    std::string runtimeDir = runtimeDirOf(options, target.name);
    ProgramFacts facts = TRY(analyseProgram(made.program, codegenOptions(options)));
    std::vector<Partition> partitions = partitionProgram(made.program, facts);
    Listener listener;
    StageClock clock;
    GeneratedCode code = TRY(
        generate({options, target, made.program, facts, partitions, runtimeDir, listener, clock}));
    ObjectBytes commands = TRY(commandsObject());
    Source runner = TRY(Source::read(arguments.runner));
    LinkJob job;
    for (const GeneratedObject &object : code.objects)
      job.objects.push_back({object.name, {object.bytes.data(), object.bytes.size()}});
    job.objects.push_back({"commands.o", {commands.data(), commands.size()}});
    job.objects.push_back({"runner.o", runner.text()});
    job.emulation = target.emulation;
    job.runtimeDir = runtimeDir;
    job.output = options.output;
    Temporaries temporaries;
    return linkExecutable(job, temporaries);
  }

  Result<ObjectBytes> commandsObject() {
    llvm::LLVMContext context;
    llvm::Module module("commands", context);
    auto machine = TRY(makeTargetMachine(target, OptLevel::O0));
    setTarget(module, target, *machine);
    llvm::Constant *words = llvm::ConstantDataArray::get(context, made.commands);
    new llvm::GlobalVariable(module, words->getType(), true, llvm::GlobalValue::ExternalLinkage,
                             words, "aotc_wast_commands");
    return emitObject(module, *machine, FileKind::Object);
  }

  void report() const {
    for (const std::string &failure : made.failures)
      fmt::print("{}\n", failure);
    for (unsigned i = 0; i < kindCount; ++i) {
      const Tally &tally = made.tallies[i];
      if (tally.passed || tally.failed)
        fmt::print("count {} {} {}\n", kindNames[i], tally.passed, tally.failed);
      for (const auto &[reason, count] : tally.skipped)
        fmt::print("skipped {} {} {}\n", kindNames[i], count, reason);
    }
  }

  Arguments arguments;
  const Options &options;
  Target target;
  ScriptProgram made;
  Exclusions excluded;
  std::set<std::pair<std::string, unsigned>> checked;
};

} // namespace

int main(int argc, char **argv) {
  Result<Arguments> arguments = parseArguments(argc, argv);
  Result<void> done = arguments.ok() ? WastCompiler(arguments.takeValue()).run()
                                     : Result<void>(arguments.takeError());
  if (done.ok())
    return 0;
  fmt::print(stderr, "{}\n", formatError(done.error()));
  return exitCode(done.error());
}
