// Canon<T>: how values of the C++ type T are lifted from a guest and lowered to
// it, as CanonicalABI.md says for the WIT type that T stands for
// (canon/README.md, "Types"):
//
//   size, align, flatCount   layout in memory, number of core values
//   load(scope, address)     lift from memory       store(scope, address, value)
//   lift(scope, flat)        lift from core values  lower(value): the core value,
//                                                   only if there is exactly one
//
// Generated headers derive the types of an interface from the templates at the
// end (CanonRecord, CanonVariant, CanonEnum, CanonFlags), one line a type:
//
//   template <> struct Canon<Datetime> : CanonRecord<&Datetime::seconds, &Datetime::nanoseconds>
//   {}; template <> struct Canon<StreamError> : CanonVariant<StreamError> {}; template <> struct
//   Canon<DescriptorType> : CanonEnum<DescriptorType, 8> {}; template <> struct Canon<PathFlags> :
//   CanonFlags<PathFlags, 1> {};
//
// Core values travel as 64-bit words that hold their bits (i32 and f32 in the low
// half, flatWord below). With that the coercions of a variant's joined core types
// ("lift_flat_variant") are no operation at all: every case finds its payload's
// bits where it looks for them. The optimiser leaves nothing of the array.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "canon/expected.h"
#include "canon/lift_lower.h"

namespace aotc::rt {

// The bits of a core value.
template <class T> constexpr uint64_t flatWord(T value) {
  if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<uint32_t>(value);
  else if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<uint64_t>(value);
  else if constexpr (sizeof(T) == 8)
    return static_cast<uint64_t>(value);
  else
    return static_cast<uint32_t>(value);
}

// The core parameters of a call, read in order.
class FlatReader {
public:
  explicit FlatReader(const uint64_t *words) : words(words) {}
  uint64_t next() { return *words++; }
  uint32_t next32() { return static_cast<uint32_t>(next()); }
  void skip(size_t count) { words += count; }

private:
  const uint64_t *words;
};

constexpr uint32_t alignUp(uint32_t offset, uint32_t align) {
  return (offset + align - 1) & ~(align - 1);
}

// bool, integers, floats: in memory as in C++.
template <class T>
  requires(std::is_arithmetic_v<T> && !std::is_same_v<T, char> && !std::is_same_v<T, char32_t>)
struct Canon<T> {
  static constexpr uint32_t size = sizeof(T), align = sizeof(T);
  static constexpr size_t flatCount = 1;
  static T load(CallScope &scope, uint64_t address) {
    if constexpr (std::is_same_v<T, bool>)
      return scope.memory.load<uint8_t>(address) != 0;
    else
      return scope.memory.load<T>(address);
  }
  static void store(CallScope &scope, uint64_t address, T value) {
    scope.memory.store<T>(address, value);
  }
  static T lift(CallScope &, FlatReader &flat) {
    uint64_t word = flat.next();
    if constexpr (std::is_same_v<T, bool>)
      return static_cast<uint32_t>(word) != 0;
    else if constexpr (std::is_same_v<T, float>)
      return std::bit_cast<float>(static_cast<uint32_t>(word));
    else if constexpr (std::is_same_v<T, double>)
      return std::bit_cast<double>(word);
    else
      return static_cast<T>(word);
  }
  static uint64_t lower(T value) {
    // Signed integers are sign-extended to i32 ("lower_flat_signed").
    if constexpr (std::is_integral_v<T> && sizeof(T) < 4)
      return static_cast<uint32_t>(static_cast<int32_t>(value));
    else
      return flatWord(value);
  }
};

template <> struct Canon<char32_t> {
  static constexpr uint32_t size = 4, align = 4;
  static constexpr size_t flatCount = 1;
  static char32_t load(CallScope &scope, uint64_t address) {
    return liftChar(scope, scope.memory.load<uint32_t>(address));
  }
  static void store(CallScope &scope, uint64_t address, char32_t value) {
    scope.memory.store<uint32_t>(address, value);
  }
  static char32_t lift(CallScope &scope, FlatReader &flat) {
    return liftChar(scope, flat.next32());
  }
  static uint64_t lower(char32_t value) { return value; }
};

// What is a pointer and a count in the guest.
struct CanonPair {
  static constexpr uint32_t size = 8, align = 4;
  static constexpr size_t flatCount = 2;

protected:
  struct Pair {
    uint32_t pointer, count;
  };
  static Pair loadPair(CallScope &scope, uint64_t address) {
    return {scope.memory.load<uint32_t>(address), scope.memory.load<uint32_t>(address + 4)};
  }
  static Pair liftPair(FlatReader &flat) {
    uint32_t pointer = flat.next32();
    return {pointer, flat.next32()};
  }
  static void storePair(CallScope &scope, uint64_t address, Pair pair) {
    scope.memory.store<uint32_t>(address, pair.pointer);
    scope.memory.store<uint32_t>(address + 4, pair.count);
  }
};

template <> struct Canon<std::string_view> : CanonPair {
  static std::string_view load(CallScope &scope, uint64_t address) {
    Pair pair = loadPair(scope, address);
    return scope.string(pair.pointer, pair.count);
  }
  static std::string_view lift(CallScope &scope, FlatReader &flat) {
    Pair pair = liftPair(flat);
    return scope.string(pair.pointer, pair.count);
  }
};

template <> struct Canon<GuestString> : CanonPair {
  static void store(CallScope &scope, uint64_t address, GuestString value) {
    storePair(scope, address, {value.pointer, value.taggedLength});
  }
};

template <> struct Canon<std::span<const uint8_t>> : CanonPair {
  static std::span<const uint8_t> load(CallScope &scope, uint64_t address) {
    return view(scope, loadPair(scope, address));
  }
  static std::span<const uint8_t> lift(CallScope &scope, FlatReader &flat) {
    return view(scope, liftPair(flat));
  }

private:
  static std::span<const uint8_t> view(CallScope &scope, Pair pair) {
    return {scope.list(pair.pointer, pair.count, 1, 1), pair.count};
  }
};

template <class T> struct Canon<ListView<T>> : CanonPair {
  static ListView<T> load(CallScope &scope, uint64_t address) {
    Pair pair = loadPair(scope, address);
    return ListView<T>(scope, pair.pointer, pair.count);
  }
  static ListView<T> lift(CallScope &scope, FlatReader &flat) {
    Pair pair = liftPair(flat);
    return ListView<T>(scope, pair.pointer, pair.count);
  }
  using CanonPair::Pair;
};

template <class T> struct Canon<GuestList<T>> : CanonPair {
  static void store(CallScope &scope, uint64_t address, GuestList<T> value) {
    storePair(scope, address, {value.pointer, value.count});
  }
};

// borrow<R>, as a parameter. A shim passes *lift().
template <class R> struct Canon<R *> {
  static constexpr uint32_t size = 4, align = 4;
  static constexpr size_t flatCount = 1;
  static R *load(CallScope &scope, uint64_t address) {
    return scope.borrow<R>(scope.memory.load<uint32_t>(address));
  }
  [[gnu::always_inline]] static R *lift(CallScope &scope, FlatReader &flat) {
    return scope.borrow<R>(flat.next32());
  }
};

template <class R> struct Canon<Own<R>> {
  static constexpr uint32_t size = 4, align = 4;
  static constexpr size_t flatCount = 1;
  static Own<R> load(CallScope &scope, uint64_t address) {
    return scope.take<R>(scope.memory.load<uint32_t>(address));
  }
  static Own<R> lift(CallScope &scope, FlatReader &flat) { return scope.take<R>(flat.next32()); }
  static void store(CallScope &scope, uint64_t address, Own<R> &&value) {
    scope.memory.store<uint32_t>(address, scope.give(std::move(value)));
  }
  static uint64_t lower(CallScope &scope, Own<R> &&value) { return scope.give(std::move(value)); }
};

// A value of one core type as a core result. Only own handles need the scope.
template <class T> uint64_t lowerFlat(CallScope &scope, T &&value) {
  using C = Canon<std::remove_cvref_t<T>>;
  static_assert(C::flatCount == 1);
  if constexpr (requires { C::lower(scope, std::move(value)); })
    return C::lower(scope, std::move(value));
  else
    return C::lower(std::move(value));
}

namespace detail {

// "alignment_record" and "elem_size_record".
template <class... T> struct Fields {
  static constexpr size_t count = sizeof...(T);
  static constexpr uint32_t align = std::max({uint32_t(1), Canon<T>::align...});
  static constexpr std::array<uint32_t, count + 1> offsets = [] {
    std::array<uint32_t, count + 1> result{};
    uint32_t offset = 0;
    size_t i = 0;
    ((offset = alignUp(offset, Canon<T>::align), result[i++] = offset, offset += Canon<T>::size),
     ...);
    result[count] = alignUp(offset, align);
    return result;
  }();
  static constexpr uint32_t size = offsets[count];
  static constexpr size_t flatCount = (size_t(0) + ... + Canon<T>::flatCount);
};

template <class M> struct MemberOf;
template <class S, class T> struct MemberOf<T S::*> {
  using Struct = S;
  using Type = T;
};
template <auto Member> using MemberType = typename MemberOf<decltype(Member)>::Type;

constexpr uint32_t discriminantSize(size_t cases) {
  return cases <= 256 ? 1 : cases <= 65536 ? 2 : 4;
}
inline uint32_t loadDiscriminant(CallScope &scope, uint64_t address, uint32_t size) {
  switch (size) {
  case 1:
    return scope.memory.load<uint8_t>(address);
  case 2:
    return scope.memory.load<uint16_t>(address);
  }
  return scope.memory.load<uint32_t>(address);
}
inline void storeDiscriminant(CallScope &scope, uint64_t address, uint32_t size, uint32_t value) {
  switch (size) {
  case 1:
    return scope.memory.store(address, static_cast<uint8_t>(value));
  case 2:
    return scope.memory.store(address, static_cast<uint16_t>(value));
  }
  scope.memory.store(address, value);
}

// Layout of a variant with these payloads; void for a case without one.
template <class T> constexpr uint32_t payloadSize() {
  if constexpr (std::is_void_v<T>)
    return 0;
  else
    return Canon<T>::size;
}
template <class T> constexpr uint32_t payloadAlign() {
  if constexpr (std::is_void_v<T>)
    return 1;
  else
    return Canon<T>::align;
}
template <class T> constexpr size_t payloadFlat() {
  if constexpr (std::is_void_v<T>)
    return 0;
  else
    return Canon<T>::flatCount;
}
template <class... T> struct Cases {
  static constexpr size_t count = sizeof...(T);
  static constexpr uint32_t tagSize = discriminantSize(count);
  static constexpr uint32_t payloadAlignment = std::max({uint32_t(1), payloadAlign<T>()...});
  static constexpr uint32_t align = std::max(tagSize, payloadAlignment);
  static constexpr uint32_t payloadOffset = alignUp(tagSize, payloadAlignment);
  static constexpr uint32_t size =
      alignUp(payloadOffset + std::max({uint32_t(0), payloadSize<T>()...}), align);
  static constexpr size_t payloadFlatCount = std::max({size_t(0), payloadFlat<T>()...});
  static constexpr size_t flatCount = 1 + payloadFlatCount;
};

// Calls f with the case number as a constant.
template <class R, size_t N, class F, size_t I = 0> R dispatch(uint32_t index, F &&f) {
  if constexpr (I + 1 == N)
    return f(std::integral_constant<size_t, I>{});
  else {
    if (index == I)
      return f(std::integral_constant<size_t, I>{});
    return dispatch<R, N, F, I + 1>(index, std::forward<F>(f));
  }
}

} // namespace detail

template <class... T> struct Canon<std::tuple<T...>> {
  using Fields = detail::Fields<T...>;
  static constexpr uint32_t size = Fields::size, align = Fields::align;
  static constexpr size_t flatCount = Fields::flatCount;
  static std::tuple<T...> load(CallScope &scope, uint64_t address) {
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return std::tuple<T...>{Canon<T>::load(scope, address + Fields::offsets[I])...};
    }(std::index_sequence_for<T...>{});
  }
  static std::tuple<T...> lift(CallScope &scope, FlatReader &flat) {
    return std::tuple<T...>{Canon<T>::lift(scope, flat)...}; // braces: from left to right
  }
  static void store(CallScope &scope, uint64_t address, std::tuple<T...> &&value) {
    [&]<size_t... I>(std::index_sequence<I...>) {
      (Canon<T>::store(scope, address + Fields::offsets[I], std::move(std::get<I>(value))), ...);
    }(std::index_sequence_for<T...>{});
  }
  static uint64_t lower(std::tuple<T...> &&value) {
    static_assert(sizeof...(T) == 1);
    return Canon<T...>::lower(std::move(std::get<0>(value)));
  }
};

template <auto... Member> struct CanonRecord {
  using Fields = detail::Fields<detail::MemberType<Member>...>;
  using Struct =
      std::tuple_element_t<0, std::tuple<typename detail::MemberOf<decltype(Member)>::Struct...>>;
  template <size_t I>
  using Field = Canon<std::tuple_element_t<I, std::tuple<detail::MemberType<Member>...>>>;
  static constexpr std::tuple<decltype(Member)...> members{Member...};
  using Indices = std::make_index_sequence<sizeof...(Member)>;
  static constexpr uint32_t size = Fields::size, align = Fields::align;
  static constexpr size_t flatCount = Fields::flatCount;

  // The members are in the order of the struct's own.
  static Struct load(CallScope &scope, uint64_t address) {
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return Struct{Field<I>::load(scope, address + Fields::offsets[I])...};
    }(Indices{});
  }
  static Struct lift(CallScope &scope, FlatReader &flat) {
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return Struct{Field<I>::lift(scope, flat)...};
    }(Indices{});
  }
  static void store(CallScope &scope, uint64_t address, Struct &&value) {
    [&]<size_t... I>(std::index_sequence<I...>) {
      (Field<I>::store(scope, address + Fields::offsets[I], std::move(value.*std::get<I>(members))),
       ...);
    }(Indices{});
  }
  static uint64_t lower(Struct &&value) {
    static_assert(sizeof...(Member) == 1);
    return Field<0>::lower(std::move(value.*std::get<0>(members)));
  }
};

namespace detail {

// Lifting and lowering of everything that is a variant. Shape names the cases:
//   Payloads         Cases<…>
//   make<I>(…)       the value of case I from its payload, or from nothing
//   index(value)     payload<I>(value)
template <class V, class Shape> struct CanonCases {
  using Cases = typename Shape::Payloads;
  static constexpr uint32_t size = Cases::size, align = Cases::align;
  static constexpr size_t flatCount = Cases::flatCount;

  static V load(CallScope &scope, uint64_t address) {
    uint32_t index =
        liftDiscriminant(scope, loadDiscriminant(scope, address, Cases::tagSize), Cases::count);
    return dispatch<V, Cases::count>(index, [&]<size_t I>(std::integral_constant<size_t, I>) -> V {
      using T = typename Shape::template Payload<I>;
      if constexpr (std::is_void_v<T>)
        return Shape::template make<I>();
      else
        return Shape::template make<I>(Canon<T>::load(scope, address + Cases::payloadOffset));
    });
  }
  static V lift(CallScope &scope, FlatReader &flat) {
    uint32_t index = liftDiscriminant(scope, flat.next32(), Cases::count);
    return dispatch<V, Cases::count>(index, [&]<size_t I>(std::integral_constant<size_t, I>) -> V {
      using T = typename Shape::template Payload<I>;
      FlatReader payload = flat;
      flat.skip(Cases::payloadFlatCount);
      if constexpr (std::is_void_v<T>)
        return Shape::template make<I>();
      else
        return Shape::template make<I>(Canon<T>::lift(scope, payload));
    });
  }
  static void store(CallScope &scope, uint64_t address, V &&value) {
    uint32_t index = Shape::index(value);
    storeDiscriminant(scope, address, Cases::tagSize, index);
    dispatch<void, Cases::count>(index, [&]<size_t I>(std::integral_constant<size_t, I>) {
      using T = typename Shape::template Payload<I>;
      if constexpr (!std::is_void_v<T>)
        Canon<T>::store(scope, address + Cases::payloadOffset,
                        std::move(Shape::template payload<I>(value)));
    });
  }
  static uint64_t lower(V &&value) { return Shape::index(value); }
};

template <class T> struct OptionShape {
  using Payloads = Cases<void, T>;
  template <size_t I> using Payload = std::conditional_t<I == 0, void, T>;
  template <size_t I> static std::optional<T> make() { return std::nullopt; }
  template <size_t I> static std::optional<T> make(T &&value) {
    return std::optional<T>(std::move(value));
  }
  static uint32_t index(const std::optional<T> &value) { return value.has_value(); }
  template <size_t I> static T &payload(std::optional<T> &value) { return *value; }
};

template <class T, class E> struct ResultShape {
  using Payloads = Cases<T, E>;
  template <size_t I> using Payload = std::conditional_t<I == 0, T, E>;
  template <size_t I> static Expected<T, E> make() {
    if constexpr (I == 0)
      return {};
    else
      return failed;
  }
  template <size_t I, class P> static Expected<T, E> make(P &&value) {
    if constexpr (I == 0)
      return Expected<T, E>(std::move(value));
    else
      return Unexpected<E>(std::move(value));
  }
  static uint32_t index(const Expected<T, E> &value) { return !value.ok(); }
  template <size_t I> static auto &payload(Expected<T, E> &value) {
    if constexpr (I == 0)
      return *value;
    else
      return value.error();
  }
};

// A case of a generated variant: an empty struct, or one with a member `value`.
template <class C> struct CasePayload {
  using Type = void;
};
template <class C>
  requires requires(C c) { c.value; }
struct CasePayload<C> {
  using Type = decltype(C::value);
};

template <class V, class Alternatives> struct VariantShape;
template <class V, class... C> struct VariantShape<V, std::variant<C...>> {
  using Payloads = Cases<typename CasePayload<C>::Type...>;
  template <size_t I> using Case = std::variant_alternative_t<I, std::variant<C...>>;
  template <size_t I> using Payload = typename CasePayload<Case<I>>::Type;
  template <size_t I, class... P> static V make(P &&...payload) {
    return V{std::variant<C...>(std::in_place_index<I>, Case<I>{std::move(payload)...})};
  }
  static uint32_t index(const V &value) { return static_cast<uint32_t>(value.value.index()); }
  template <size_t I> static auto &payload(V &value) { return std::get_if<I>(&value.value)->value; }
};

} // namespace detail

template <class T>
struct Canon<std::optional<T>> : detail::CanonCases<std::optional<T>, detail::OptionShape<T>> {};
template <class T, class E>
struct Canon<Expected<T, E>> : detail::CanonCases<Expected<T, E>, detail::ResultShape<T, E>> {
  // Success, the common case, is stored by the shim itself.
  [[gnu::always_inline]] static void store(CallScope &scope, uint64_t address,
                                           Expected<T, E> &&value) {
    using Cases = detail::CanonCases<Expected<T, E>, detail::ResultShape<T, E>>;
    if (!value.ok()) [[unlikely]]
      return Cases::store(scope, address, std::move(value));
    if constexpr (std::is_void_v<T>) {
      detail::storeDiscriminant(scope, address, Cases::Cases::tagSize, 0);
    } else {
      T payload = *std::move(value);
      detail::storeDiscriminant(scope, address, Cases::Cases::tagSize, 0);
      Canon<T>::store(scope, address + Cases::Cases::payloadOffset, std::move(payload));
    }
  }
};

template <class V>
struct CanonVariant : detail::CanonCases<V, detail::VariantShape<V, decltype(V::value)>> {};

template <class E, uint32_t cases> struct CanonEnum {
  static constexpr uint32_t size = detail::discriminantSize(cases), align = size;
  static constexpr size_t flatCount = 1;
  static E load(CallScope &scope, uint64_t address) {
    return E(liftDiscriminant(scope, detail::loadDiscriminant(scope, address, size), cases));
  }
  static E lift(CallScope &scope, FlatReader &flat) {
    return E(liftDiscriminant(scope, flat.next32(), cases));
  }
  static void store(CallScope &scope, uint64_t address, E value) {
    detail::storeDiscriminant(scope, address, size, static_cast<uint32_t>(value));
  }
  static uint64_t lower(E value) { return static_cast<uint32_t>(value); }
};

// At most 32 flags; bits beyond the known ones are dropped ("unpack_flags_from_int").
template <class F, uint32_t flags> struct CanonFlags {
  static_assert(flags > 0 && flags <= 32);
  using Bits = decltype(F::bits);
  static constexpr uint32_t size = flags <= 8 ? 1 : flags <= 16 ? 2 : 4, align = size;
  static constexpr size_t flatCount = 1;
  static constexpr uint32_t mask = flags == 32 ? ~0u : (1u << flags) - 1;
  static_assert(sizeof(Bits) == size);
  static F load(CallScope &scope, uint64_t address) {
    return make(scope.memory.load<Bits>(address));
  }
  static F lift(CallScope &, FlatReader &flat) { return make(flat.next32()); }
  static void store(CallScope &scope, uint64_t address, F value) {
    scope.memory.store<Bits>(address, value.bits);
  }
  static uint64_t lower(F value) { return value.bits; }

private:
  static F make(uint32_t bits) {
    F value{};
    value.bits = static_cast<Bits>(bits & mask);
    return value;
  }
};

// Parameters that don't fit the core parameters lie in memory like a tuple.
template <class... T> std::tuple<T...> loadParameters(CallScope &scope, uint32_t pointer) {
  scope.memory.checkAlignment(pointer, Canon<std::tuple<T...>>::align);
  scope.memory.at(pointer, Canon<std::tuple<T...>>::size);
  return Canon<std::tuple<T...>>::load(scope, pointer);
}

// A result that doesn't fit one core value goes where the caller says.
template <class T>
[[gnu::always_inline]] inline void storeResult(CallScope &scope, uint32_t pointer, T &&value) {
  using C = Canon<std::remove_cvref_t<T>>;
  scope.memory.checkAlignment(pointer, C::align);
  scope.memory.at(pointer, C::size);
  C::store(scope, pointer, std::move(value));
}

} // namespace aotc::rt
