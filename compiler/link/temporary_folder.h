// A private folder beside the output, so that the last step is a rename.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/result.h"

namespace aotc {

class TemporaryFolder {
public:
  // Makes ".wasi-aotc-PID-N.tmp" in the folder of `output`, after removing such
  // folders of processes that are gone. `names` are all the files that will
  // ever be in it. Errors: Io, attributed to `output`.
  static Result<TemporaryFolder> beside(const std::string &output, std::vector<std::string> names);

  TemporaryFolder(TemporaryFolder &&other) noexcept;
  TemporaryFolder &operator=(TemporaryFolder &&) = delete;
  ~TemporaryFolder();

  std::string path(const std::string &name) const { return folder + "/" + name; }
  Result<void> write(const std::string &name, std::string_view contents) const;
  // Renames one of the files to `target`, with the bits of `mode` that the
  // umask leaves.
  Result<void> moveOut(const std::string &name, const std::string &target, unsigned mode) const;

  // Deletes the files and the folder. Async-signal-safe.
  void removeNow() const noexcept;

private:
  TemporaryFolder() = default;

  std::string output; // for messages
  std::string folder;
  std::vector<std::string> names;
  int fd = -1; // of the folder; holds the lock that says "in use"
};

} // namespace aotc
