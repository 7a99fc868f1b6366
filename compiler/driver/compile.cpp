// The table of contents of the compiler: Compilation::run. A call a stage and,
// between them, what may no longer change. Everything else in this file is how
// a stage's result is shown (--emit, --print-after) and timed (--time-stages).
// Stages that LLVM does, partition by partition, are in generate.cpp.
#include "driver/compile.h"

#include <fmt/format.h>

#include "component/valid_component.h"
#include "driver/dependencies.h"
#include "driver/generate.h"
#include "driver/parallel.h"
#include "driver/policy.h"
#include "driver/repro.h"
#include "driver/size_report.h"
#include "driver/time_trace.h"
#include "flatten/flatten.h"
#include "link/link.h"
#include "link/output_path.h"
#include "llvm/Support/TimeProfiler.h"

namespace aotc {

namespace {

class Compilation {
public:
  Compilation(const Options &options, Listener &listener, Temporaries &temporaries)
      : options(options), listener(listener), temporaries(temporaries) {}

  Result<void> run() {
    TRY(checkRequest());
    source = TRY(Source::read(options.input));
    TRY(readPlugs());
    if (!options.saveRepro.empty())
      TRY(saveRepro(options, source, plugSources, temporaries));

    // The input's bytes don't change any more; all that follows keeps views of them.

    component::Layer layer = TRY(component::detectLayer(source.all()));
    Program program = TRY(layer == component::Layer::Component ? readComponent() : readModule());
    if (stopped)
      return {};

    // The rules of the specifications hold: nothing below reports Malformed or
    // Invalid. Instantiation has been interpreted: nobody looks into components
    // any more, and nothing below reports Unlinkable.

    TRY(show(Stage::Program, [&] { return printProgram(program); }));
    if (stopped)
      return {};
    for (const std::string &note : program.notes)
      listener.note("note: " + note);
    if (kCheckProgram || options.verbose)
      TRY(checkProgram(program));
    TRY(checkDenied(options, program));

    ProgramFacts facts = TRY(analyseProgram(program, codegenOptions(options)));
    std::vector<Partition> partitions = partitionProgram(program, facts, options.partitionBytes);

    // What is compiled together, and every symbol's name, is settled: from the
    // Program's content alone, whatever the number of threads and the target.

    for (const Job &job : jobs)
      TRY(make(job, program, facts, partitions));
    return writeDependencies();
  }

  void reportTimes() const { clock.report(listener); }

private:
#ifdef NDEBUG
  static constexpr bool kCheckProgram = false;
#else
  static constexpr bool kCheckProgram = true;
#endif

  // What is made for one target.
  struct Job {
    Target target;
    std::string runtimeDir, output;
  };

  // What can be refused before any work is done.
  Result<void> checkRequest() {
    std::vector<Target> targets = TRY(chosenTargets(options));
    for (Target &target : targets) {
      std::string output = TRY(outputPath(options, target, targets.size() > 1));
      std::string runtimeDir = runtimeDirOf(options, target.name);
      jobs.push_back({std::move(target), std::move(runtimeDir), std::move(output)});
      if (options.emit == Stage::Exe)
        TRY(checkRuntimeDir(jobs.back().runtimeDir));
      if (!namesTarget(options)) // else its folder may not be there yet
        TRY(checkJobOutput(jobs.back()));
    }
    if (options.sizeReport && options.emit != Stage::Exe)
      return Error::usage("--size-report is about an executable");
    if (jobs.size() > 1 && options.emit < Stage::Llvm)
      return Error::usage(
          fmt::format("--emit={} is the same for each target: name one", name(options.emit)));
    if (!options.saveRepro.empty())
      TRY(checkOutput(options.saveRepro, options.input));
    if (!options.timeTrace.empty())
      TRY(checkOutput(options.timeTrace, options.input));
    dependencyFile = TRY(dependencyPath(options, jobs.front().output));
    if (!dependencyFile.empty())
      TRY(checkOutput(dependencyFile, options.input));
    return {};
  }

  Result<void> checkJobOutput(const Job &job) {
    if (job.output == "-")
      return {};
    TRY(checkOutput(job.output, options.input));
    for (const std::string &plug : options.plugs)
      TRY(checkOutput(job.output, plug));
    return {};
  }

  Result<void> make(const Job &job, const Program &program, const ProgramFacts &facts,
                    const std::vector<Partition> &partitions) {
    if (namesTarget(options)) {
      TRY(makeFolderOf(job.output));
      TRY(checkJobOutput(job));
    }
    GeneratedCode code = TRY(generate(
        {options, job.target, program, facts, partitions, job.runtimeDir, listener, clock}));
    if (isText(options.emit))
      return write(job, code.text);

    // Only bytes from here on.

    return link(job, program, code);
  }

  // Last: who sees it may rely on the outputs.
  Result<void> writeDependencies() {
    if (dependencyFile.empty())
      return {};
    std::vector<std::string> outputs;
    for (const Job &job : jobs)
      outputs.push_back(job.output);
    return writeFileAtomically(dependencyFile, dependencyRule(options, outputs), temporaries);
  }

  // Their bytes don't change any more either.
  Result<void> readPlugs() {
    for (const std::string &plug : options.plugs)
      plugSources.push_back(TRY(Source::read(plug)));
    return {};
  }

  Result<Program> readModule() {
    if (options.emit == Stage::Component)
      return Error::usage("--emit=component: the input is a core module; use --emit=module");
    if (!options.invoke.empty())
      return Error::usage("--invoke: the input is a core module; only components' functions can be "
                          "called");
    if (!options.plugs.empty())
      return Error::usage("--plug: the input is a core module; only components can be plugged");
    auto parsed = TRY(timed(
        Stage::Module, [&] { return wasm::parseModule(source.all(), {0, source.bytes.size()}); }));
    wasm::ValidModule valid =
        TRY(timed(Stage::Module, [&] { return wasm::validateModule(std::move(parsed)); }));
    TRY(show(Stage::Module, [&] { return wasm::printModule(*valid); }));
    if (stopped)
      return Program();
    return timed(Stage::Program,
                 [&] { return flattenCoreModule(std::move(valid), flattenOptions()); });
  }

  Result<Program> readComponent() {
    if (options.emit == Stage::Module)
      return Error::usage("--emit=module: the input is a component; use --emit=component");
    auto valid = TRY(validated(source));
    TRY(show(Stage::Component, [&] { return component::printComponent(*valid); }));
    if (stopped)
      return Program();
    FlattenOptions flatten = flattenOptions();
    for (size_t i = 0; i < plugSources.size(); ++i) {
      const std::string &file = options.plugs[i];
      auto plug = validatedPlug(plugSources[i]);
      if (!plug.ok())
        return plug.takeError().in(file);
      flatten.plugs.push_back({file, plug.takeValue()});
    }
    return timed(Stage::Program, [&] { return flattenComponent(valid, flatten); });
  }

  using Valid = std::shared_ptr<const component::ValidComponent>;
  Result<Valid> validated(const Source &from) {
    auto parsed = TRY(timed(Stage::Component, [&] {
      return component::parseComponent(from.all(), {0, from.bytes.size()});
    }));
    return timed(Stage::Component, [&] { return component::validateComponent(std::move(parsed)); });
  }
  Result<Valid> validatedPlug(const Source &from) {
    if (TRY(component::detectLayer(from.all())) != component::Layer::Component)
      return Error::unlinkable("a core module can't be plugged; make a component of it first");
    return validated(from);
  }

  FlattenOptions flattenOptions() const {
    return {options.invoke, options.stubMissing, options.deterministic, {}};
  }

  Result<void> link(const Job &target, const Program &program, const GeneratedCode &code) {
    LinkJob job;
    std::string map;
    if (options.sizeReport)
      job.map = &map;
    job.kind = options.emit == Stage::Obj ? LinkKind::Relocatable : LinkKind::Executable;
    for (const GeneratedObject &object : code.objects)
      job.objects.push_back({object.name, {object.bytes.data(), object.bytes.size()}});
    job.emulation = target.target.emulation;
    job.runtimeDir = target.runtimeDir;
    job.output = target.output;
    job.keepSymbols = options.keepSymbols;
    job.threads = options.threads ? options.threads : machineThreads();
    listener.progress(Stage::Exe, 0, 1);
    TRY(timed(Stage::Exe, [&] { return linkExecutable(job, temporaries); }));
    if (options.sizeReport)
      listener.output(sizeReport(map, program, target.output));
    return {};
  }

  template <typename F> std::invoke_result_t<F> timed(Stage stage, F step) {
    listener.progress(stage, 0, 1);
    llvm::TimeTraceScope scope(name(stage));
    auto begin = std::chrono::steady_clock::now();
    auto result = step();
    clock.add(stage, std::chrono::steady_clock::now() - begin);
    return result;
  }

  // --print-after and --emit of a stage whose result is printed here.
  template <typename F> Result<void> show(Stage stage, F print) {
    if (options.printAfter.count(stage))
      listener.dump(stage, print());
    if (options.emit != stage)
      return {};
    stopped = true;
    if (namesTarget(options))
      TRY(makeFolderOf(jobs.front().output));
    TRY(write(jobs.front(), print()));
    return writeDependencies();
  }

  Result<void> write(const Job &job, std::string_view text) {
    if (job.output != "-")
      return writeFileAtomically(job.output, text, temporaries);
    listener.output(text);
    return {};
  }

  const Options &options;
  Listener &listener;
  Temporaries &temporaries;
  StageClock clock;
  std::vector<Job> jobs;
  std::string dependencyFile; // "" for none
  Source source;
  std::vector<Source> plugSources;
  bool stopped = false; // the stage asked for has been written
};

} // namespace

Result<void> compile(const Options &options, Listener &listener, Temporaries &temporaries) {
  TimeTrace trace(!options.timeTrace.empty());
  Compilation compilation(options, listener, temporaries);
  Result<void> result = compilation.run();
  if (!options.timeTrace.empty() && result.ok())
    result = trace.write(options.timeTrace, temporaries);
  if (options.timeStages)
    compilation.reportTimes();
  if (result.ok())
    return result;
  Error error = result.takeError();
  // A place in a file is a place in the input.
  if (error.kind == ErrorKind::Usage || error.kind == ErrorKind::Io)
    return error;
  return std::move(error).in(options.input == "-" ? "<stdin>" : options.input);
}

} // namespace aotc
