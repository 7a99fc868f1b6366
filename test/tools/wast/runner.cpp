// The embedder of a compiled .wast file (wast_main): executes the commands of
// commands.h by way of entries, each of which may trap without ending the others.
// It is linked into the program, against the runtime library, in front of nothing.
//
// Standard output gets a line for each failure and, at the end, for each kind of
// command how many passed and failed. If those are missing the program has died.

#include <string.h>

#include "canon/dynamic.h"
#include "commands.h"
#include "core/entry.h"
#include "core/message.h"
#include "core/process.h"
#include "core/traps.h"
#include "os/file.h"
#include "wave/wave.h"

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
  // What must end a command; see commands.h.
  struct Expected {
    uint64_t traps, texts;
    const uint64_t *text; // `texts` times bytes
  };

  uint64_t take() { return *next++; }

  void runCommand() {
    kind = take();
    line = take();
    auto target = static_cast<Callee>(take());
    uint64_t index = take();
    uint64_t steps = take();
    Expected expected{take(), take(), next};
    for (uint64_t i = 0; i < expected.texts; ++i)
      takeBytes();
    bool ok = target == Callee::Lifted ? runLifted(aotc_program.liftedFuncs[index], expected)
                                       : runCore(target, index, steps, expected);
    ++(ok ? passed : isSkipped ? skipped : failed)[kind];
    isSkipped = false;
  }

  bool runCore(Callee target, uint64_t index, uint64_t steps, const Expected &expected) {
    memset(slots, 0, sizeof(slots));
    uint64_t arguments = take();
    for (uint64_t i = 0; i < arguments; ++i, next += 2)
      memcpy(slots + i * slotSize, next, slotSize);
    const uint64_t *results = next;
    skipResults();
    std::optional<GuestTrap> trap;
    if (target == Callee::EntryPoint)
      trap = callGuest(context, aotc_program.entryPoints[index], slots);
    for (uint64_t i = 0; target == Callee::Steps && i < steps && !trap; ++i)
      trap = callGuest(context, aotc_program.steps[index + i], slots);
    return trap ? checkTrap(*trap, expected)
                : checkReturn(expected, slots + arguments * slotSize, results);
  }

  bool runLifted(const LiftedFunc &func, const Expected &expected) {
    std::string_view arguments = takeBytes(), wanted = takeBytes();
    struct Call {
      Context &context;
      const LiftedFunc &func;
      const uint8_t *arguments;
      std::string result;
    } call{context, func, reinterpret_cast<const uint8_t *>(arguments.data()), {}};
    auto run = [](void *values) {
      Call &call = *static_cast<Call *>(values);
      callLifted(call.context, call.func, call.arguments, call.result);
    };
    if (auto trap = callGuest(context, run, &call))
      return checkTrap(*trap, expected);
    bool ok = checkReturned(expected);
    // Only assert_return says what is returned.
    if (!ok || call.result == wanted || kind != static_cast<uint64_t>(Kind::assert_return))
      return ok;
    Message message;
    begin(message) << "returned ";
    printTo(message, func, call.result) << ", expected ";
    printTo(message, func, wanted) << "\n";
    print(message);
    return false;
  }

  static Message &printTo(Message &message, const LiftedFunc &func, std::string_view bytes) {
    struct Sink final : wave::Sink {
      explicit Sink(Message &message) : message(message) {}
      void write(std::string_view text) override { message.escaped(text); }
      Message &message;
    } sink(message);
    ValueReader value(reinterpret_cast<const uint8_t *>(bytes.data()));
    wave::printValue(FuncView(func.type).result(), value, sink);
    return message;
  }

  std::string_view takeBytes() {
    uint64_t size = take();
    auto *text = reinterpret_cast<const char *>(next);
    next += (size + 7) / 8;
    return {text, size};
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

  bool isExpected(const GuestTrap &trap, const Expected &expected) {
    if (expected.traps >> static_cast<uint32_t>(trap.kind) & 1)
      return true;
    std::string_view said = trap.rule ? trap.rule : trapText(trap.kind);
    const uint64_t *behind = next;
    next = expected.text;
    bool found = false;
    for (uint64_t i = 0; i < expected.texts; ++i) {
      std::string_view text = takeBytes();
      found |= said.starts_with(text) || text.starts_with(said);
    }
    next = behind;
    return found;
  }

  bool checkTrap(const GuestTrap &trap, const Expected &expected) {
    Message message;
    if (trap.kind == TrapKind::Unsupported) {
      message << "skipped " << kindNames[kind] << " 1 " << (trap.rule ? trap.rule : "?") << "\n";
      isSkipped = true;
    } else {
      if (isExpected(trap, expected))
        return true;
      begin(message) << "trap: " << trapText(trap.kind);
      if (trap.rule)
        message << ": " << trap.rule;
      message << "\n";
    }
    print(message);
    return false;
  }

  bool checkReturned(const Expected &expected) {
    if (!expected.traps && !expected.texts)
      return true;
    Message message;
    begin(message) << "returned, expected a trap\n";
    print(message);
    return false;
  }

  bool checkReturn(const Expected &expected, const uint8_t *values, const uint64_t *pattern) {
    if (!checkReturned(expected))
      return false;
    Message message;
    begin(message);
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
  uint64_t skipped[kindCount] = {}; // each has said why
  bool isSkipped = false;           // the present command
  alignas(16) uint8_t slots[maxSlots * slotSize];
};

} // namespace

extern "C" int32_t wast_main(Context *context) {
  Runner runner(*context);
  return runner.run();
}
