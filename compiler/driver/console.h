// The listener of the command-line tool: progress on a terminal, text elsewhere.
#pragma once

#include "driver/listener.h"
#include "support/result.h"

namespace aotc {

class Console : public Listener {
public:
  Console(); // progress only where standard error is a terminal
  ~Console() override;

  void progress(Stage stage, size_t done, size_t total) override;
  void output(std::string_view text) override;
  void dump(Stage stage, std::string_view text) override;
  void note(std::string_view text) override;
  void time(Stage stage, Duration duration) override;

  // The one message of a run that failed. The exit code.
  int report(const Error &error);
  // Whether all that was printed to standard output got there. The exit code.
  int finish();

private:
  void clearLine();

  bool isTerminal;
  bool lineShown = false;
};

} // namespace aotc
