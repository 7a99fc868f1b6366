// Everything that the tool prints passes here. The progress line is written
// over itself and erased before anything else is printed; it appears only on a
// terminal, so that logs stay clean.
#include "driver/console.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

#include <fmt/format.h>

#include "support/diagnostics.h"

namespace aotc {

namespace {

void print(std::FILE *file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
}

} // namespace

Console::Console() : isTerminal(::isatty(STDERR_FILENO) == 1) {}
Console::~Console() { clearLine(); }

void Console::clearLine() {
  if (lineShown)
    print(stderr, "\r\x1b[K");
  lineShown = false;
}

void Console::progress(Stage stage, size_t done, size_t total) {
  if (!isTerminal)
    return;
  print(stderr, fmt::format("\r\x1b[K[{}/{}] {}", size_t(stage) + 1, kStageCount, name(stage)));
  if (total > 1)
    print(stderr, fmt::format(" {} of {}", done, total));
  lineShown = true;
}

void Console::output(std::string_view text) {
  clearLine();
  print(stdout, text);
}

void Console::dump(Stage stage, std::string_view text) {
  clearLine();
  print(stderr, fmt::format("; after {}\n", name(stage)));
  print(stderr, text);
}

void Console::note(std::string_view text) {
  clearLine();
  print(stderr, fmt::format("{}\n", escapeForTerminal(text)));
}

void Console::time(Stage stage, Duration duration) {
  clearLine();
  double seconds = std::chrono::duration<double>(duration).count();
  print(stderr, fmt::format("{:<10} {:9.3f} s\n", name(stage), seconds));
}

int Console::report(const Error &error) {
  clearLine();
  print(stderr, formatError(error) + "\n");
  return exitCode(error);
}

int Console::finish() {
  clearLine();
  if (std::fflush(stdout) != 0)
    return report(
        Error::io(fmt::format("cannot write to standard output: {}", std::strerror(errno))));
  return 0;
}

} // namespace aotc
