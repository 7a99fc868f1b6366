// A private folder beside the output, so that the last step is a rename.
#pragma once

#include <string>
#include <string_view>

#include "support/result.h"

namespace aotc {

class TemporaryFolder {
public:
  // Makes ".wasi-aotc-PID-N.tmp" in the folder of `output`, after removing such
  // folders of processes that are gone. Errors: Io, attributed to `output`.
  static Result<TemporaryFolder> beside(const std::string &output);

  TemporaryFolder(TemporaryFolder &&other) noexcept;
  TemporaryFolder &operator=(TemporaryFolder &&) = delete;
  ~TemporaryFolder();

  std::string path(const std::string &name) const { return folder + "/" + name; }
  Result<void> write(const std::string &name, std::string_view contents) const;
  // Renames one of the files to `target`, with the bits of `mode` that the
  // umask leaves.
  Result<void> moveOut(const std::string &name, const std::string &target, unsigned mode) const;

  // Deletes the folder and all in it, whoever made it (lld has temporaries too).
  // Async-signal-safe.
  void removeNow() const noexcept;

private:
  TemporaryFolder() = default;

  std::string output; // for messages
  std::string folder;
  int fd = -1; // of the folder; holds the lock that says "in use"
};

} // namespace aotc
