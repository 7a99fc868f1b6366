// Sleeping on a word of memory until another thread of the process changes it.
#pragma once

#include <stdint.h>

namespace aotc::rt::os {

inline constexpr uint64_t noDeadline = UINT64_MAX;

// Sleeps while `word` is `value`, until `deadline` of monotonicNow(). False: the
// deadline has passed. True says nothing: look at the word again.
bool futexWait(const uint32_t &word, uint32_t value, uint64_t deadline = noDeadline);
void futexWake(const uint32_t &word, int count);

// Holds a lock of one word: 0 free, 1 held, 2 held and waited for.
class FutexGuard {
public:
  explicit FutexGuard(uint32_t &word);
  ~FutexGuard();
  FutexGuard(const FutexGuard &) = delete;
  FutexGuard &operator=(const FutexGuard &) = delete;

private:
  uint32_t &word;
};

} // namespace aotc::rt::os
