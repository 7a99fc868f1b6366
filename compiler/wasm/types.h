// Types of core WebAssembly 3.0 (core specification, "Syntax / Types").
// Structured for recursive groups and subtyping; equality here is equality of
// syntax, TypeIndex being relative to a module. Equivalence across modules is
// the job of canonical type ids (see canonical_types.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/ids.h"

namespace aotc::wasm {

using TypeIndex = Id<struct TypeIndexTag>;
using FuncIndex = Id<struct FuncIndexTag>;
using TableIndex = Id<struct TableIndexTag>;
using MemoryIndex = Id<struct MemoryIndexTag>;
using GlobalIndex = Id<struct GlobalIndexTag>;
using TagIndex = Id<struct TagIndexTag>;
using ElemIndex = Id<struct ElemIndexTag>;
using DataIndex = Id<struct DataIndexTag>;

enum class HeapKind : uint8_t {
  Func,
  NoFunc,
  Extern,
  NoExtern,
  Exn,
  NoExn,
  Any,
  Eq,
  I31,
  Struct,
  Array,
  None,
  Concrete, // a type index
};

struct HeapType {
  HeapKind kind = HeapKind::Func;
  TypeIndex index; // only for Concrete
  friend bool operator==(const HeapType &, const HeapType &) = default;
};

struct RefType {
  bool nullable = true;
  HeapType heap;
  friend bool operator==(const RefType &, const RefType &) = default;
};

enum class ValKind : uint8_t { I32, I64, F32, F64, V128, Ref };

struct ValType {
  ValKind kind = ValKind::I32;
  RefType ref; // only for Ref

  static ValType i32() { return {ValKind::I32, {}}; }
  static ValType i64() { return {ValKind::I64, {}}; }
  static ValType f32() { return {ValKind::F32, {}}; }
  static ValType f64() { return {ValKind::F64, {}}; }
  static ValType v128() { return {ValKind::V128, {}}; }
  static ValType reference(RefType ref) { return {ValKind::Ref, ref}; }
  static ValType funcref() { return reference({true, {HeapKind::Func, {}}}); }
  static ValType externref() { return reference({true, {HeapKind::Extern, {}}}); }

  bool isRef() const { return kind == ValKind::Ref; }
  friend bool operator==(const ValType &a, const ValType &b) {
    return a.kind == b.kind && (a.kind != ValKind::Ref || a.ref == b.ref);
  }
};

using ResultType = std::vector<ValType>;

struct FuncType {
  ResultType params;
  ResultType results;
  friend bool operator==(const FuncType &, const FuncType &) = default;
};

// A field of a struct or the element of an array.
enum class PackedKind : uint8_t { None, I8, I16 };
struct FieldType {
  ValType type; // ignored where packed
  PackedKind packed = PackedKind::None;
  bool isMutable = false;
  friend bool operator==(const FieldType &, const FieldType &) = default;
};

enum class CompositeKind : uint8_t { Func, Struct, Array };
struct CompositeType {
  CompositeKind kind = CompositeKind::Func;
  FuncType func;                 // Func
  std::vector<FieldType> fields; // Struct; Array has exactly one
  friend bool operator==(const CompositeType &, const CompositeType &) = default;
};

// One type of the type index space: a member of a recursive group.
struct SubType {
  bool isFinal = true;
  std::vector<TypeIndex> supertypes;
  CompositeType composite;
  uint32_t groupBegin = 0; // type indices [groupBegin, groupEnd) are its group
  uint32_t groupEnd = 0;
  uint64_t offset = 0; // in the file
};

// Limits count pages for memories and elements for tables.
struct Limits {
  uint64_t min = 0;
  std::optional<uint64_t> max;
  friend bool operator==(const Limits &, const Limits &) = default;
};

enum class AddressType : uint8_t { I32, I64 };

struct MemoryType {
  Limits limits;
  AddressType address = AddressType::I32;
  bool shared = false;
  uint8_t pageSizeLog2 = 16; // 16, or 0 with custom page sizes
  uint64_t pageSize() const { return uint64_t(1) << pageSizeLog2; }
  friend bool operator==(const MemoryType &, const MemoryType &) = default;
};

struct TableType {
  RefType element;
  Limits limits;
  AddressType address = AddressType::I32;
  friend bool operator==(const TableType &, const TableType &) = default;
};

struct GlobalType {
  ValType type;
  bool isMutable = false;
  friend bool operator==(const GlobalType &, const GlobalType &) = default;
};

struct TagType {
  TypeIndex type;
};

// As the text format spells them: "i32", "(ref null func)", "(param i32) (result i64)".
std::string toString(const HeapType &type);
std::string toString(const ValType &type);
std::string toString(const RefType &type);
std::string toString(const FuncType &type);
std::string toString(const FieldType &type);
std::string toString(const SubType &type);
std::string toString(const Limits &limits);
std::string toString(const TableType &type);
std::string toString(const MemoryType &type);
std::string toString(const GlobalType &type);

} // namespace aotc::wasm
