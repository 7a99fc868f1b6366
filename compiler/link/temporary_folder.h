// A private folder beside the output, so that the last step is a rename.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "support/result.h"

namespace aotc {

class TemporaryFolder {
public:
  // Makes ".wasi-aotc-PID-N.tmp" in the folder of `output`, after removing such
  // folders of processes that are gone. Errors: Io, attributed to `output`.
  static Result<TemporaryFolder> beside(const std::string &output);

  // Deletes it with all that is in it.
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder &&other) noexcept;
  TemporaryFolder &operator=(TemporaryFolder &&) = delete;

  std::string path(const std::string &name) const { return folder + "/" + name; }
  Result<void> write(const std::string &name, std::string_view contents) const;
  // Renames one of the files to `target`, with the bits of `mode` that the
  // umask leaves.
  Result<void> moveOut(const std::string &name, const std::string &target, unsigned mode) const;

  // Deletes the folder and all in it, whoever made it (lld has temporaries too)
  // and even while other threads still make files there. Async-signal-safe.
  void removeNow() const noexcept;

private:
  TemporaryFolder() = default;

  std::string output; // for messages
  std::string folder;
  int fd = -1; // of the folder; holds the lock that says "in use"
};

// The temporary folder of the moment, known to whoever ends the process early:
// there is no instant at which the folder exists and this doesn't know it.
class Temporaries {
public:
  // Holds the folder that make() made, and deletes it.
  class Held {
  public:
    explicit Held(Temporaries &owner) : owner(&owner) {}
    Held(Held &&other) noexcept : owner(std::exchange(other.owner, nullptr)) {}
    Held &operator=(Held &&) = delete;
    ~Held();
    const TemporaryFolder *operator->() const { return &*owner->folder; }
    const TemporaryFolder &operator*() const { return *owner->folder; }

  private:
    Temporaries *owner;
  };

  // One at a time. Errors: those of TemporaryFolder::beside.
  Result<Held> make(const std::string &output);

  // Deletes what there is and lets nobody make another: any call of make()
  // that is or comes waits for ever. For a thread that ends the process next.
  void removeForGood();

  // For handlers of crashes, in any state of the calling thread.
  // Async-signal-safe; a folder that is just being made may stay.
  void removeNow() noexcept;

private:
  std::mutex changing;
  std::optional<TemporaryFolder> folder;
  std::atomic<const TemporaryFolder *> live = nullptr; // &*folder
};

} // namespace aotc
