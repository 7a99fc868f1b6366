// lld in process. Entry point: linkExecutable.
//
// lld takes files, so objects go into the temporary folder beside the output,
// and lld writes there too; the rename is ours, so that an existing output stays
// when anything fails. lld prints what it has to say into a string and never
// ends the process (lldMain runs it under a crash handler); a message of lld's
// is a bug of ours, because nothing the user gave gets as far as the linker.
// What lld can't write (a full disk) is the exception.
//
// Static, without a dynamic section, not position-independent: the loader maps
// and jumps, nothing is relocated. Segments are never both writable and
// executable. No build id: the same objects give the same bytes.
// `--no-mmap-output-file`: a full disk is an error of write(2), not a SIGBUS.
#include "link/link.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include <fmt/format.h>

#include "link/output_path.h"
#include "link/temporary_folder.h"
#include "lld/Common/Driver.h"
#include "support/source.h"

LLD_HAS_DRIVER(elf)

namespace aotc {

namespace {

constexpr const char *kStartFiles[] = {"crt1.o", "crti.o"};
constexpr const char *kLibraries[] = {"libwasi-aotc-rt.a", "libc.a"};
// 128-bit floats on targets whose C library needs them; absent elsewhere.
constexpr const char *kOptionalLibraries[] = {"libbuiltins.a"};
constexpr const char *kEndFiles[] = {"crtn.o"};
constexpr const char *kOutputName = "out", *kMapName = "map";

bool exists(const std::string &path) { return ::access(path.c_str(), R_OK) == 0; }

std::vector<std::string> arguments(const LinkJob &job, const TemporaryFolder &folder) {
  std::vector<std::string> args = {"ld.lld",
                                   "-m",
                                   job.emulation,
                                   "-o",
                                   folder.path(kOutputName),
                                   "--no-mmap-output-file",
                                   "--color-diagnostics=never",
                                   "--build-id=none",
                                   fmt::format("--threads={}", job.threads)};
  auto add = [&](std::string arg) { args.push_back(std::move(arg)); };
  auto addRuntime = [&](const char *name) { add(job.runtimeDir + "/" + name); };
  if (job.map)
    add("-Map=" + folder.path(kMapName));
  if (job.kind == LinkKind::Relocatable) {
    add("-r");
    for (const LinkObject &object : job.objects)
      add(folder.path(object.name));
    return args;
  }
  for (const char *option : {"-static", "--no-pie", "--gc-sections", "--fatal-warnings", "-O2"})
    add(option);
  for (const char *keyword : {"relro", "now", "noexecstack"})
    args.insert(args.end(), {"-z", keyword});
  add(job.keepSymbols ? "--discard-locals" : "--strip-all");
  for (const char *name : kStartFiles)
    addRuntime(name);
  for (const LinkObject &object : job.objects)
    add(folder.path(object.name));
  add("--start-group");
  for (const char *name : kLibraries)
    addRuntime(name);
  for (const char *name : kOptionalLibraries)
    if (exists(job.runtimeDir + "/" + name))
      addRuntime(name);
  add("--end-group");
  for (const char *name : kEndFiles)
    addRuntime(name);
  return args;
}

// lld's first message, without its own prefix and without our temporary names.
std::string firstMessage(const std::string &printed, const std::string &folder) {
  std::string text = printed;
  if (size_t at = text.find("error: "); at != std::string::npos)
    text.erase(0, at + 7);
  if (size_t newline = text.find('\n'); newline != std::string::npos)
    text.erase(newline);
  for (size_t at; (at = text.find(folder)) != std::string::npos;)
    text.erase(at, folder.size());
  return text.empty() ? "no message" : text;
}

Error linkError(const LinkJob &job, const std::string &printed, const std::string &folder) {
  std::string message = firstMessage(printed, folder);
  for (int error : {ENOSPC, EDQUOT, EFBIG, EIO, EROFS})
    if (message.find(std::strerror(error)) != std::string::npos)
      return Error::io("cannot write: " + std::string(std::strerror(error))).in(job.output);
  return Error::internal("the linker failed: " + message);
}

Result<void> runLld(const LinkJob &job, const TemporaryFolder &folder) {
  std::vector<std::string> strings = arguments(job, folder);
  std::vector<const char *> args;
  for (const std::string &string : strings)
    args.push_back(string.c_str());
  std::string printed;
  llvm::raw_string_ostream stream(printed);
  lld::Result result = lld::lldMain(args, stream, stream, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode != 0)
    return linkError(job, printed, folder.path(""));
  return {};
}

} // namespace

Result<void> checkRuntimeDir(const std::string &runtimeDir) {
  std::vector<const char *> needed(std::begin(kStartFiles), std::end(kStartFiles));
  needed.insert(needed.end(), std::begin(kLibraries), std::end(kLibraries));
  needed.insert(needed.end(), std::begin(kEndFiles), std::end(kEndFiles));
  for (const char *name : needed)
    if (!exists(runtimeDir + "/" + name))
      return Error::io(fmt::format(
          "the runtime library is not there: cannot read {}/{} ({}); install wasi-aotc whole, or "
          "name the folder with --runtime-dir or WASI_AOTC_RUNTIME_DIR",
          runtimeDir, name, std::strerror(errno)));
  return {};
}

Result<void> linkExecutable(const LinkJob &job, Temporaries &temporaries) {
  if (job.kind == LinkKind::Executable)
    TRY(checkRuntimeDir(job.runtimeDir));
  Temporaries::Held folder = TRY(temporaries.make(job.output));
  for (const LinkObject &object : job.objects)
    TRY(folder->write(object.name, object.bytes));
  TRY(runLld(job, *folder));
  if (job.map)
    *job.map = TRY(Source::read(folder->path(kMapName))).text();
  return folder->moveOut(kOutputName, job.output, job.kind == LinkKind::Executable ? 0755 : 0644);
}

} // namespace aotc
