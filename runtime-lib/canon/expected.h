// A value or an error, for WIT's result<T, E> and for calls into the kernel.
// Either side may be void. Built from a T, or from an Unexpected:
//
//   Expected<size_t, Errno> f() { if (bad) return Unexpected(Errno::Io); return 3; }
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

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

template <class T, class E> class [[nodiscard]] Expected {
  using Value = detail::OrNothing<T>;
  using Error = detail::OrNothing<E>;

public:
  using value_type = T;
  using error_type = E;

  constexpr Expected()
    requires std::is_void_v<T>
      : storage(std::in_place_index<0>) {}
  template <class U = Value>
    requires(!std::is_void_v<T> && std::is_constructible_v<Value, U &&> &&
             std::is_convertible_v<U &&, Value> &&
             !std::is_same_v<std::remove_cvref_t<U>, Expected>)
  constexpr Expected(U &&value) : storage(std::in_place_index<0>, std::forward<U>(value)) {}
  template <class F>
    requires(!std::is_void_v<F> && std::is_constructible_v<Error, F &&>)
  constexpr Expected(Unexpected<F> e) : storage(std::in_place_index<1>, std::move(e.error)) {}
  constexpr Expected(Unexpected<void>)
    requires std::is_void_v<E>
      : storage(std::in_place_index<1>) {}

  constexpr bool ok() const { return storage.index() == 0; }
  constexpr explicit operator bool() const { return ok(); }

  // Only when ok(): a wrong access ends the program (there are no exceptions).
  constexpr Value &operator*() & { return *checked(std::get_if<0>(&storage)); }
  constexpr const Value &operator*() const & { return *checked(std::get_if<0>(&storage)); }
  constexpr Value &&operator*() && { return std::move(*checked(std::get_if<0>(&storage))); }
  constexpr Value *operator->() { return checked(std::get_if<0>(&storage)); }
  constexpr const Value *operator->() const { return checked(std::get_if<0>(&storage)); }
  // Only when not ok().
  constexpr Error &error() & { return *checked(std::get_if<1>(&storage)); }
  constexpr const Error &error() const & { return *checked(std::get_if<1>(&storage)); }
  constexpr Error &&error() && { return std::move(*checked(std::get_if<1>(&storage))); }

private:
  template <class P> static constexpr P *checked(P *pointer) {
    if (!pointer)
      __builtin_trap();
    return pointer;
  }
  std::variant<Value, Error> storage;
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
