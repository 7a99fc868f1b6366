// What an executable made with --invoke does: calls one function with values in WAVE
// syntax and prints its result, as `wasmtime run --invoke` does. Entry point:
// aotc_invoke, the embedder of such a program.
//
// Arguments that weren't given when the program was made are those of its command
// line, a value each, and are read before any guest code runs: a mistake in them has no effects. A
// result is printed whatever it is, an `err` too, and the exit code is 0; traps end the process as
// in any program.
#include "canon/dynamic.h"
#include "core/message.h"
#include "core/process.h"
#include "os/file.h"
#include "wave/wave.h"

using namespace aotc::rt;

namespace {

// Standard output, in large pieces.
class Output final : public wave::Sink {
public:
  explicit Output(Context &context) : context(context) {}

  void write(std::string_view text) override {
    if (used + text.size() > sizeof(buffer))
      flush();
    if (text.size() > sizeof(buffer))
      return send(text);
    memcpy(buffer + used, text.data(), text.size());
    used += text.size();
  }

  void flush() {
    send({buffer, used});
    used = 0;
  }

private:
  void send(std::string_view text) {
    auto *data = reinterpret_cast<const uint8_t *>(text.data());
    if (auto sent = os::writeAll(os::standardOutput, {data, text.size()}); !sent)
      fail(context, "can't write the result", os::errnoText(sent.error()));
  }

  Context &context;
  char buffer[4096];
  size_t used = 0;
};

constexpr int usageExitCode = 2;

[[noreturn]] void badUsage(Context &context, const LiftedFunc &func, const Message &problem) {
  FuncView type(func.type);
  Message message;
  message << "error: ";
  message.escaped(problem.text()) << "\n  usage: ";
  message.escaped(context.arguments().empty() ? "PROGRAM" : context.arguments()[0]);
  for (uint32_t i = 0; i < type.paramCount(); ++i) {
    message << " ";
    message.escaped(type.paramName(i)) << ":" << keyword(type.paramType(i).kind());
  }
  message << "\n";
  message.print();
  context.exit(usageExitCode);
}

// The command line's values; trailing options may be left out.
std::string readArguments(Context &context, const LiftedFunc &func) {
  FuncView type(func.type);
  auto given = context.arguments().subspan(context.arguments().empty() ? 0 : 1);
  std::string values;
  Message problem;
  if (given.size() > type.paramCount())
    badUsage(context, func, problem << "there are more arguments than the function has parameters");
  for (uint32_t i = 0; i < type.paramCount(); ++i) {
    bool isGiven = i < given.size();
    if (!isGiven && type.paramType(i).kind() != ValueKind::Option)
      badUsage(context, func, problem << "argument '" << type.paramName(i) << "' is missing");
    auto error = wave::parseValue(type.paramType(i), isGiven ? given[i] : "none", values);
    if (!error)
      continue;
    problem << "argument '" << type.paramName(i) << "': at character ";
    problem.number(error->at + 1) << ": " << error->text;
    badUsage(context, func, problem);
  }
  return values;
}

} // namespace

extern "C" int32_t aotc_invoke(Context *context) {
  const LiftedFunc &func = aotc_program.liftedFuncs[0];
  std::string values;
  if (!func.arguments)
    values = readArguments(*context, func);
  for (size_t i = 0; i < aotc_program.stepCount; ++i)
    aotc_program.steps[i](nullptr);
  std::string result;
  callLifted(*context, func,
             func.arguments ? func.arguments : reinterpret_cast<const uint8_t *>(values.data()),
             result);
  // What the guest has written comes before.
  context->flush();
  Output output(*context);
  ValueReader value(reinterpret_cast<const uint8_t *>(result.data()));
  if (TypeView type = FuncView(func.type).result())
    wave::printValue(type, value, output);
  else
    output.write("()");
  output.write("\n");
  output.flush();
  return 0;
}
