// Errors are values. Every library function that can fail returns Result<T>;
// only the tools print an Error. See docs/architecture.md, "Errors".
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace aotc {

// The specifications' words for what went wrong, plus our own three.
enum class ErrorKind : uint8_t {
  Malformed,   // the bytes or the text are not of the format's grammar
  Invalid,     // well-formed, but a validation rule does not hold
  Unlinkable,  // an import that nothing satisfies, or with another type
  Unsupported, // a feature we know and do not have; the message names it
  Usage,       // the command line asks for something impossible
  Io,          // the operating system refused
  Internal,    // a bug of ours
};

struct [[nodiscard]] Error {
  ErrorKind kind = ErrorKind::Internal;
  std::string message;            // one line, no trailing period, not yet escaped
  std::string file;               // empty until the driver knows it
  std::optional<uint64_t> offset; // byte offset in `file`

  static Error malformed(uint64_t offset, std::string message) {
    return {ErrorKind::Malformed, std::move(message), {}, offset};
  }
  static Error invalid(uint64_t offset, std::string message) {
    return {ErrorKind::Invalid, std::move(message), {}, offset};
  }
  static Error unlinkable(std::string message) {
    return {ErrorKind::Unlinkable, std::move(message), {}, std::nullopt};
  }
  // `what` names the proposal or feature; printed as "unsupported: WHAT".
  static Error unsupported(std::optional<uint64_t> offset, std::string what) {
    return {ErrorKind::Unsupported, std::move(what), {}, offset};
  }
  static Error usage(std::string message) {
    return {ErrorKind::Usage, std::move(message), {}, std::nullopt};
  }
  static Error io(std::string message) {
    return {ErrorKind::Io, std::move(message), {}, std::nullopt};
  }
  static Error internal(std::string message) {
    return {ErrorKind::Internal, std::move(message), {}, std::nullopt};
  }

  // The same error, attributed to `path` unless a file is already named.
  Error in(std::string path) && {
    if (file.empty())
      file = std::move(path);
    return std::move(*this);
  }
};

// A value or an Error. Use TRY() to pass an error on.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : state(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state.index() == 0; }
  explicit operator bool() const { return ok(); }

  T &value() {
    assert(ok());
    return *std::get_if<0>(&state);
  }
  const T &value() const {
    assert(ok());
    return *std::get_if<0>(&state);
  }
  T &operator*() { return value(); }
  const T &operator*() const { return value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &value(); }
  T takeValue() { return std::move(value()); }

  const Error &error() const {
    assert(!ok());
    return *std::get_if<1>(&state);
  }
  Error takeError() {
    assert(!ok());
    return std::move(*std::get_if<1>(&state));
  }

private:
  std::variant<T, Error> state;
};

template <> class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Error error) : failure(std::move(error)) {}

  bool ok() const { return !failure; }
  explicit operator bool() const { return ok(); }
  void takeValue() {}

  const Error &error() const {
    assert(!ok());
    return *failure;
  }
  Error takeError() {
    assert(!ok());
    return std::move(*failure);
  }

private:
  std::optional<Error> failure;
};

// `auto n = TRY(reader.readU32());` — the value, or return the error from the
// enclosing function. A statement expression: both clang and gcc have them.
#define TRY(expression)                                                                            \
  __extension__({                                                                                  \
    auto tryResult = (expression);                                                                 \
    if (!tryResult.ok())                                                                           \
      return tryResult.takeError();                                                                \
    tryResult.takeValue();                                                                         \
  })

} // namespace aotc
