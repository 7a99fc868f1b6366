// WAVE, the text form of component-level values (the syntax of the wasm-wave crate, as
// `wasmtime run --invoke` has it). Parsing is compiled into the compiler and into the
// runtime library alike; printing into the latter alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "abi/value_types.h"

namespace aotc::rt::wave {

struct ParseError {
  size_t at = 0;    // byte offset in the text
  std::string text; // "expected a number, found 'x'"
};

// Appends the value that `text` holds, and nothing but it, to `value`
// (abi/value_types.h). Recurses as deep as the type does, not as the text.
std::optional<ParseError> parseValue(TypeView type, std::string_view text, std::string &value);

// `text` is what stands between the parentheses of a call: the parameters' values,
// with commas. Trailing options may be left out, they are none.
std::optional<ParseError> parseArguments(FuncView func, std::string_view text, std::string &value);

// Takes text piece by piece.
class Sink {
public:
  virtual void write(std::string_view text) = 0;

protected:
  ~Sink() = default;
};

void printValue(TypeView type, ValueReader &value, Sink &sink);

} // namespace aotc::rt::wave
