// The component model's value and function types, as the canonical ABI sees
// them: resolved, without aliases, the same whether they came from WIT text or
// from a component's type section. Specification: CanonicalABI.md.
//
// Types live in a TypePool, which interns them: two types of one pool have the
// same structure exactly if their `shape` pointers are equal. Whatever costs
// more than a look at a type's own members (layout, flat form, depth) is
// computed once, when the type is added, from what its members already know:
// a type that refers to another a thousand times costs a thousand steps, never
// an exponential walk.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "support/result.h"

namespace aotc::abi {

enum class TypeKind : uint8_t {
  Bool,
  S8,
  U8,
  S16,
  U16,
  S32,
  U32,
  S64,
  U64,
  F32,
  F64,
  Char,
  String,
  ErrorContext,
  List,
  FixedList,
  Map, // element (a map's is tuple<key, value>)
  Record,
  Tuple, // members, all with a type
  Variant,
  Enum,
  Option,
  Result, // members; a case without payload has no type
  Flags,  // members, none with a type
  Own,
  Borrow, // resource
  Stream,
  Future, // element, which may be absent
};

struct Type;
using TypeRef = const Type *;

// A record's field, a variant's case, or a label. Specialised types carry the
// names of what they stand for ("Despecialization"): a tuple's fields are "0",
// "1", …; option's cases "none" and "some"; result's "ok" and "error".
struct Member {
  std::string name;
  TypeRef type = nullptr;
};

// Which resource a handle is for. `name` is what a message or a match over
// packages uses: "wasi:io/streams@0.2/output-stream" (names.h normalises it).
// `id` tells apart resources where names can't (the flattener's identities of
// instances); whoever has none leaves it 0.
struct ResourceRef {
  std::string name;
  uint32_t id = 0;
  friend bool operator==(const ResourceRef &, const ResourceRef &) = default;
};

enum class CoreType : uint8_t { I32, I64, F32, F64 };

// Size and alignment in a linear memory ("Alignment", "Element Size").
struct Layout {
  uint32_t size = 0;
  uint32_t align = 1;
};

enum class MemoryWidth : uint8_t { Mem32 = 0, Mem64 = 1 };
inline CoreType pointerType(MemoryWidth w) {
  return w == MemoryWidth::Mem64 ? CoreType::I64 : CoreType::I32;
}

inline constexpr uint32_t kMaxFlatParams = 16;
inline constexpr uint32_t kMaxFlatAsyncParams = 4;
inline constexpr uint32_t kMaxFlatResults = 1;

struct Type {
  TypeKind kind = TypeKind::Bool;
  std::vector<Member> members;
  TypeRef element = nullptr;
  uint32_t length = 0;  // FixedList
  ResourceRef resource; // Own, Borrow
  // Where the type is declared, "wasi:clocks/wall-clock@0.2/datetime"; empty
  // for anonymous types. Not part of the structure.
  std::string name;

  // Set by TypePool::add.
  TypeRef shape = nullptr; // the same structure without any `name`
  std::array<Layout, 2> layouts;
  // The flat form; only its length counts (as "too many") beyond kMaxFlatParams.
  std::array<std::vector<CoreType>, 2> flats;
  bool flatOverflow = false;
  uint16_t depth = 1;
  bool hasPointer = false; // a string, list or map somewhere within
  bool hasHandle = false;  // own, borrow, stream, future, error-context somewhere
  bool hasBorrow = false;
  uint32_t id = 0; // dense, in order of addition

  Layout layout(MemoryWidth w = MemoryWidth::Mem32) const { return layouts[size_t(w)]; }
  bool isRecordLike() const { return kind == TypeKind::Record || kind == TypeKind::Tuple; }
  bool isVariantLike() const {
    return kind == TypeKind::Variant || kind == TypeKind::Enum || kind == TypeKind::Option ||
           kind == TypeKind::Result;
  }
};

inline bool sameType(TypeRef a, TypeRef b) { return a == b || (a && b && a->shape == b->shape); }

// Bytes of a variant's discriminant: 1, 2 or 4 ("Alignment", discriminant_type).
uint32_t discriminantSize(size_t cases);
// Offset of a variant's payload, the same for all cases.
uint32_t payloadOffset(const Type &variant, MemoryWidth w = MemoryWidth::Mem32);
// Offsets of a record's or tuple's fields.
std::vector<uint32_t> fieldOffsets(const Type &record, MemoryWidth w = MemoryWidth::Mem32);

// Owns types. REQUIRES: members of an added type are of the same pool.
class TypePool {
public:
  // Checks what the specification demands of a single type (no empty record, at
  // most 32 flags, …) and our limits of depth and size; errors are at `offset`.
  Result<TypeRef> add(Type type, uint64_t offset = 0);

  TypeRef primitive(TypeKind kind);
  Result<TypeRef> list(TypeRef element, uint64_t offset = 0);
  Result<TypeRef> fixedList(TypeRef element, uint32_t length, uint64_t offset = 0);
  Result<TypeRef> map(TypeRef key, TypeRef value, uint64_t offset = 0);
  Result<TypeRef> option(TypeRef some, uint64_t offset = 0);
  Result<TypeRef> result(TypeRef ok, TypeRef error, uint64_t offset = 0); // each may be null
  Result<TypeRef> tuple(const std::vector<TypeRef> &elements, uint64_t offset = 0);
  Result<TypeRef> handle(TypeKind ownOrBorrow, ResourceRef resource);
  Result<TypeRef> streamOrFuture(TypeKind kind, TypeRef payload, uint64_t offset = 0);

  // `type` under a declared name, with the same shape.
  Result<TypeRef> named(TypeRef type, std::string name, uint64_t offset = 0);

  size_t size() const { return types.size(); }

  static constexpr unsigned kMaxDepth = 100;
  static constexpr uint32_t kMaxSize = (1u << 28) - 1; // bytes, as the longest string

private:
  Result<TypeRef> addUpTo(Type type, uint64_t maxSize, uint64_t offset);
  TypeRef intern(Type type);
  TypeRef shapeOf(const Type &type);

  std::deque<Type> types; // stable addresses
  std::unordered_map<std::string, TypeRef> interned;
};

struct Param {
  std::string name;
  TypeRef type = nullptr;
};

struct FuncType {
  std::vector<Param> params;
  TypeRef result = nullptr; // null: none
  bool async = false;
};

} // namespace aotc::abi
