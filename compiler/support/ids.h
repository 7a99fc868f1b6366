// Strong index types: an index into one index space can't be used in another.
#pragma once

#include <cassert>
#include <compare>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace aotc {

// An index into the space that `Tag` names. 32 bits, as in the binary formats.
template <typename Tag> struct Id {
  uint32_t index = UINT32_MAX;

  constexpr Id() = default;
  constexpr explicit Id(uint32_t index) : index(index) {}
  constexpr explicit Id(size_t index) : index(static_cast<uint32_t>(index)) {}
  constexpr bool valid() const { return index != UINT32_MAX; }
  friend constexpr auto operator<=>(const Id &, const Id &) = default;
};

// A vector that only its own Id type can index.
template <typename IdT, typename T> class IdVector {
public:
  IdT push(T value) {
    items.push_back(std::move(value));
    return IdT(static_cast<uint32_t>(items.size() - 1));
  }
  IdT nextId() const { return IdT(static_cast<uint32_t>(items.size())); }
  bool contains(IdT id) const { return id.index < items.size(); }
  T &operator[](IdT id) {
    assert(contains(id));
    return items[id.index];
  }
  const T &operator[](IdT id) const {
    assert(contains(id));
    return items[id.index];
  }

  size_t size() const { return items.size(); }
  bool empty() const { return items.empty(); }
  void reserve(size_t n) { items.reserve(n); }
  void resize(size_t n) { items.resize(n); }
  T &back() { return items.back(); }
  const T &back() const { return items.back(); }
  auto begin() { return items.begin(); }
  auto end() { return items.end(); }
  auto begin() const { return items.begin(); }
  auto end() const { return items.end(); }
  std::vector<T> &raw() { return items; }
  const std::vector<T> &raw() const { return items; }

private:
  std::vector<T> items;
};

} // namespace aotc

template <typename Tag> struct std::hash<aotc::Id<Tag>> {
  size_t operator()(const aotc::Id<Tag> &id) const noexcept { return id.index; }
};
