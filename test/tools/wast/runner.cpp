// The embedder of a compiled .wast file (wast_main): executes the commands of
// commands.h by way of entries, each of which may trap without ending the others.
// It is linked into the program, against the runtime library, in front of nothing.
//
// Standard output gets a line for each failure and, at the end, for each kind of
// command how many passed and failed. If those are missing the program has died.

#include <string.h>

#include "commands.h"
#include "core/entry.h"
#include "core/message.h"
#include "core/process.h"
#include "core/traps.h"
#include "os/file.h"

extern "C" const uint64_t aotc_wast_commands[];

using namespace aotc::rt;
using namespace aotc::wast;

namespace {

constexpr size_t slotSize = 16;
constexpr size_t maxSlots = 2048; // parameters and results; wasm allows 1000 of each

void print(const Message &message) {
  std::string_view text = message.text();
  (void)os::writeAll(os::standardOutput,
                     {reinterpret_cast<const uint8_t *>(text.data()), text.size()});
}

class Runner {
public:
  explicit Runner(Context &context) : context(context), next(aotc_wast_commands) {}

  int32_t run() {
    for (uint64_t count = take(); count; --count)
      runCommand();
    bool allPassed = true;
    for (unsigned i = 0; i < kindCount; ++i) {
      if (!passed[i] && !failed[i])
        continue;
      Message line;
      line << "count " << kindNames[i] << " ";
      line.number(passed[i]) << " ";
      line.number(failed[i]) << "\n";
      print(line);
      allPassed &= !failed[i];
    }
    return allPassed ? 0 : 1;
  }

private:
  uint64_t take() { return *next++; }

  void runCommand() {
    kind = take();
    line = take();
    bool isStep = take();
    uint64_t target = take();
    uint64_t traps = take();
    memset(slots, 0, sizeof(slots));
    uint64_t arguments = take();
    for (uint64_t i = 0; i < arguments; ++i, next += 2)
      memcpy(slots + i * slotSize, next, slotSize);
    const uint64_t *results = next;
    skipResults();
    GuestCall *call = (isStep ? aotc_program.steps : aotc_program.entryPoints)[target];
    std::optional<GuestTrap> trap = callGuest(context, call, slots);
    bool ok =
        trap ? checkTrap(*trap, traps) : checkReturn(traps, slots + arguments * slotSize, results);
    ++(ok ? passed : failed)[kind];
  }

  void skipResults() {
    for (uint64_t results = take(); results; --results)
      for (uint64_t alternatives = take(); alternatives; --alternatives)
        next += take() * 3;
  }

  Message &begin(Message &message) {
    message << "FAILED line ";
    message.number(line) << ": " << kindNames[kind] << ": ";
    return message;
  }

  bool checkTrap(const GuestTrap &trap, uint64_t traps) {
    if (traps >> static_cast<uint32_t>(trap.kind) & 1)
      return true;
    Message message;
    begin(message) << "trap: " << trapText(trap.kind) << "\n";
    print(message);
    return false;
  }

  bool checkReturn(uint64_t traps, const uint8_t *values, const uint64_t *pattern) {
    Message message;
    begin(message);
    if (traps) {
      message << "returned, expected a trap\n";
      print(message);
      return false;
    }
    uint64_t results = *pattern++;
    for (uint64_t i = 0; i < results; ++i, values += slotSize) {
      bool matched = false;
      for (uint64_t alternatives = *pattern++; alternatives; --alternatives) {
        uint64_t lanes = *pattern++;
        matched |= matches(values, pattern, lanes);
        pattern += lanes * 3;
      }
      if (matched)
        continue;
      uint64_t words[2];
      memcpy(words, values, sizeof(words));
      message << "result ";
      message.number(i) << " is ";
      message.hex(words[0]) << " ";
      message.hex(words[1]) << ", expected of the last lane ";
      message.hex(pattern[-1]) << "\n";
      print(message);
      return false;
    }
    return true;
  }

  static bool matches(const uint8_t *value, const uint64_t *lane, uint64_t lanes) {
    for (; lanes; --lanes, value += lane[1], lane += 3)
      if (!matchesLane(value, static_cast<Match>(lane[0]), lane[1], lane[2]))
        return false;
    return true;
  }

  static bool matchesLane(const uint8_t *value, Match match, uint64_t bytes, uint64_t bits) {
    uint64_t actual = 0;
    memcpy(&actual, value, bytes);
    // The quiet bit and the exponent; a canonical NaN has nothing but these.
    uint64_t quiet = bytes == 4 ? 0x7fc00000 : 0x7ff8000000000000;
    uint64_t sign = uint64_t(1) << (bytes * 8 - 1);
    switch (match) {
    case Match::Bits:
      return actual == bits;
    case Match::CanonicalNan:
      return (actual & ~sign) == quiet;
    case Match::ArithmeticNan:
      return (actual & quiet) == quiet;
    case Match::NonNull:
      return actual != 0;
    }
    return false;
  }

  Context &context;
  const uint64_t *next;
  uint64_t kind = 0;
  uint64_t line = 0;
  uint64_t passed[kindCount] = {};
  uint64_t failed[kindCount] = {};
  alignas(16) uint8_t slots[maxSlots * slotSize];
};

} // namespace

extern "C" int32_t wast_main(Context *context) {
  Runner runner(*context);
  return runner.run();
}
