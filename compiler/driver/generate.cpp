// The part of the pipeline that LLVM does, partition by partition. Entry point:
// generate.
//
// Each partition has a context, a machine description and a module of its own
// and goes through all three stages on one thread; results are put together in
// the order of partitions. Stage by stage over all partitions was rejected: all
// LLVM modules would be in memory at once. With --print-after one thread does
// it all, so that the last dump before a crash is the culprit's.
#include "driver/generate.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "codegen/note.h"
#include "codegen/optimise.h"
#include "codegen/runtime_bitcode.h"
#include "driver/compile_cache.h"
#include "driver/parallel.h"
#include "driver/policy.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/TimeProfiler.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

namespace aotc {

namespace {

#ifdef NDEBUG
constexpr bool kAlwaysVerify = false;
#else
constexpr bool kAlwaysVerify = true;
#endif

std::string print(const llvm::Module &module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

// LLVM reports what it can't compile to the context; the default prints it.
void keepFirstError(const llvm::DiagnosticInfo *info, void *slot) {
  std::string &message = *static_cast<std::string *>(slot);
  if (info->getSeverity() != llvm::DS_Error || !message.empty())
    return;
  llvm::raw_string_ostream stream(message);
  llvm::DiagnosticPrinterRawOStream printer(stream);
  info->print(printer);
}

class Generator {
public:
  explicit Generator(const GenerateJob &job) : job(job), options(job.options) {}

  Result<GeneratedCode> run() {
    if (options.opt != OptLevel::O0 && options.emit > Stage::Llvm)
      bitcode.emplace(TRY(RuntimeBitcode::read(job.runtimeDir + "/wasi-aotc-rt.bc")));
    bool isPlain = options.emit >= Stage::Obj && options.printAfter.empty();
    if (options.useCache && isPlain)
      cache = CompileCache::open(job.target, options.opt, bitcode ? bitcode->contents() : "");
    // The last one is the module of grants.
    size_t count = job.partitions.size() + 1;
    parts.resize(count);
    unsigned threads = options.threads ? options.threads : machineThreads();
    if (!options.printAfter.empty())
      threads = 1;
    std::vector<size_t> order = largestFirst();
    TRY(parallelFor(count, threads, [&](size_t i) { return compile(order[i]); }));
    finishCache();
    GeneratedCode code;
    for (Part &part : parts) {
      code.text += part.text;
      if (!part.object.bytes.empty())
        code.objects.push_back(std::move(part.object));
    }
    if (options.emit >= Stage::Obj)
      code.objects.push_back({"image.o", TRY(emitMemoryImage(job.program, job.facts, job.target))});
    return code;
  }

private:
  struct Part {
    std::string text;
    GeneratedObject object;
    std::optional<CompileCache::Key> key; // to keep the object under
  };

  // So that the threads end together. With --print-after in order, for readers.
  std::vector<size_t> largestFirst() const {
    std::vector<size_t> order(parts.size());
    std::iota(order.begin(), order.end(), 0);
    auto bytes = [&](size_t index) {
      return isConfig(index) ? 0 : job.partitions[index].codeBytes;
    };
    if (options.printAfter.empty())
      std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return std::pair(bytes(b), a) < std::pair(bytes(a), b);
      });
    return order;
  }

  Result<void> compile(size_t index) {
    std::string message;
    llvm::LLVMContext context;
    context.setDiagnosticHandlerCallBack(keepFirstError, &message);
    context.setDiscardValueNames(!isIrShown());
    Result<void> result = compile(index, context);
    if (result.ok() && !message.empty())
      return Error::internal("LLVM: " + message);
    if (result.ok() && parts[index].key)
      cache->store(*parts[index].key, parts[index].object.bytes);
    if (result.ok())
      advance();
    return result;
  }

  Result<void> compile(size_t index, llvm::LLVMContext &context) {
    Part &part = parts[index];
    auto machine = TRY(makeTargetMachine(job.target, options.opt));
    auto module = TRY(timed(Stage::Llvm, [&] { return translate(index, *machine, context); }));
    show(Stage::Llvm, *module, part);
    if (options.emit == Stage::Llvm || isInCache(index, *module))
      return {};
    TRY(timed(Stage::LlvmOpt, [&] { return improve(*module, *machine); }));
    show(Stage::LlvmOpt, *module, part);
    if (options.emit == Stage::LlvmOpt)
      return {};
    FileKind kind = options.emit == Stage::Asm ? FileKind::Assembly : FileKind::Object;
    ObjectBytes bytes = TRY(timed(Stage::Obj, [&] { return emitObject(*module, *machine, kind); }));
    if (kind == FileKind::Assembly)
      part.text.append(bytes.data(), bytes.size());
    else
      part.object = {partName(index) + ".o", std::move(bytes)};
    return {};
  }

  // Gives the part its object where the cache has it.
  bool isInCache(size_t index, const llvm::Module &module) {
    if (!cache || isConfig(index))
      return false;
    llvm::TimeTraceScope scope("cache");
    CompileCache::Key key = cache->key(module);
    if (std::optional<ObjectBytes> object = cache->find(key)) {
      parts[index].object = {partName(index) + ".o", std::move(*object)};
      return true;
    }
    parts[index].key = std::move(key);
    return false;
  }

  void finishCache() {
    if (!cache)
      return;
    cache->trim();
    if (options.verbose)
      job.listener.note(fmt::format("note: {} of {} partitions came from the compile cache",
                                    cache->hits(), job.partitions.size()));
  }

  // Names of values are for readers only.
  bool isIrShown() const {
    return options.emit == Stage::Llvm || options.emit == Stage::LlvmOpt ||
           options.printAfter.count(Stage::Llvm) || options.printAfter.count(Stage::LlvmOpt);
  }

  bool isConfig(size_t index) const { return index == job.partitions.size(); }
  std::string partName(size_t index) const {
    return isConfig(index) ? "config" : job.partitions[index].name();
  }

  Result<std::unique_ptr<llvm::Module>> translate(size_t index, llvm::TargetMachine &machine,
                                                  llvm::LLVMContext &context) {
    if (isConfig(index)) {
      auto module = makeConfigModule(options.grants, job.target, machine, context);
      addNetworkConfig(*module, options.network);
      addNote(*module, describePolicy(options, job.program));
      return module;
    }
    return translatePartition(job.program, job.facts, job.partitions[index], job.target, machine,
                              context);
  }

  Result<void> improve(llvm::Module &module, llvm::TargetMachine &machine) {
    if (bitcode)
      TRY(bitcode->importInto(module));
    return optimise(module, machine, options.opt, options.verbose || kAlwaysVerify);
  }

  void show(Stage stage, const llvm::Module &module, Part &part) {
    if (options.emit == stage)
      part.text += print(module);
    if (options.printAfter.count(stage))
      job.listener.dump(stage, print(module));
  }

  template <typename F> std::invoke_result_t<F> timed(Stage stage, F step) {
    llvm::TimeTraceScope scope(name(stage));
    auto begin = std::chrono::steady_clock::now();
    auto result = step();
    job.clock.add(stage, std::chrono::steady_clock::now() - begin);
    return result;
  }

  void advance() {
    std::lock_guard lock(mutex);
    job.listener.progress(std::min(options.emit, Stage::Obj), ++done, parts.size());
  }

  const GenerateJob &job;
  const Options &options;
  std::optional<RuntimeBitcode> bitcode;
  std::unique_ptr<CompileCache> cache; // null for none
  std::vector<Part> parts;
  std::mutex mutex;
  size_t done = 0;
};

} // namespace

void StageClock::add(Stage stage, Listener::Duration duration) {
  std::lock_guard lock(mutex);
  spent[size_t(stage)] += duration;
  ran[size_t(stage)] = true;
}

void StageClock::report(Listener &listener) const {
  std::lock_guard lock(mutex);
  for (size_t i = 0; i < kStageCount; ++i)
    if (ran[i])
      listener.time(Stage(i), spent[i]);
}

Result<GeneratedCode> generate(const GenerateJob &job) { return Generator(job).run(); }

} // namespace aotc
