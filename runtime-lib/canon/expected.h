// A value or an error, for WIT's result<T, E> and for calls into the kernel.
// Either side may be void. Built from a T, or from an Unexpected:
//
//   Expected<size_t, Errno> f() { if (bad) return Unexpected(Errno::Io); return 3; }
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace aotc::rt {

template <class E> struct Unexpected {
  E error;
  constexpr explicit Unexpected(E e) : error(std::move(e)) {}
};
template <> struct Unexpected<void> {};

// The error side of a result whose error carries nothing.
inline constexpr Unexpected<void> failed{};

namespace detail {
struct Nothing {};
template <class T> using OrNothing = std::conditional_t<std::is_void_v<T>, Nothing, T>;
} // namespace detail

// Not a std::variant: its destructor calls through a table of functions, which every host call
// that returns one would pay for.

template <class T, class E> class [[nodiscard]] Expected {
  using Value = detail::OrNothing<T>;
  using Error = detail::OrNothing<E>;
  static constexpr bool isTrivial =
      std::is_trivially_copyable_v<Value> && std::is_trivially_copyable_v<Error>;

public:
  using value_type = T;
  using error_type = E;

  constexpr Expected()
    requires std::is_void_v<T>
      : isValue(true), value() {}
  template <class U = Value>
    requires(!std::is_void_v<T> && std::is_constructible_v<Value, U &&> &&
             std::is_convertible_v<U &&, Value> &&
             !std::is_same_v<std::remove_cvref_t<U>, Expected>)
  constexpr Expected(U &&value) : isValue(true), value(std::forward<U>(value)) {}
  template <class F>
    requires(!std::is_void_v<F> && std::is_constructible_v<Error, F &&>)
  constexpr Expected(Unexpected<F> e) : isValue(false), fault(std::move(e.error)) {}
  constexpr Expected(Unexpected<void>)
    requires std::is_void_v<E>
      : isValue(false), fault() {}

  constexpr Expected(const Expected &)
    requires isTrivial
  = default;
  constexpr Expected &operator=(const Expected &)
    requires isTrivial
  = default;
  constexpr ~Expected()
    requires isTrivial
  = default;

  constexpr Expected(Expected &&other)
    requires(!isTrivial)
  {
    construct(std::move(other));
  }
  constexpr Expected &operator=(Expected &&other)
    requires(!isTrivial)
  {
    if (this != &other) {
      destroy();
      construct(std::move(other));
    }
    return *this;
  }
  constexpr ~Expected() { destroy(); }

  constexpr bool ok() const { return isValue; }
  constexpr explicit operator bool() const { return ok(); }

  // Only when ok(): a wrong access ends the program (there are no exceptions).
  constexpr Value &operator*() & { return checked(true), value; }
  constexpr const Value &operator*() const & { return checked(true), value; }
  constexpr Value &&operator*() && { return checked(true), std::move(value); }
  constexpr Value *operator->() { return checked(true), &value; }
  constexpr const Value *operator->() const { return checked(true), &value; }
  // Only when not ok().
  constexpr Error &error() & { return checked(false), fault; }
  constexpr const Error &error() const & { return checked(false), fault; }
  constexpr Error &&error() && { return checked(false), std::move(fault); }

private:
  constexpr void checked(bool wanted) const {
    if (isValue != wanted)
      __builtin_trap();
  }
  constexpr void construct(Expected &&other) {
    isValue = other.isValue;
    if (isValue)
      std::construct_at(&value, std::move(other.value));
    else
      std::construct_at(&fault, std::move(other.fault));
  }
  constexpr void destroy() {
    if (isValue)
      value.~Value();
    else
      fault.~Error();
  }

  bool isValue;
  union {
    Value value;
    Error fault;
  };
};

} // namespace aotc::rt

// Returns the error of an Expected from the enclosing function. RT_TRY gives the
// value, RT_CHECK is the statement for void.
#define RT_TRY(EXPRESSION)                                                                         \
  ({                                                                                               \
    auto rtTry = (EXPRESSION);                                                                     \
    if (!rtTry)                                                                                    \
      return ::aotc::rt::Unexpected(std::move(rtTry).error());                                     \
    *std::move(rtTry);                                                                             \
  })
#define RT_CHECK(EXPRESSION)                                                                       \
  do {                                                                                             \
    if (auto rtCheck = (EXPRESSION); !rtCheck)                                                     \
      return ::aotc::rt::Unexpected(std::move(rtCheck).error());                                   \
  } while (0)
