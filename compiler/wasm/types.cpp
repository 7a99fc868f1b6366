// Types in the text format's words (core specification, "Text Format / Types"),
// for messages and for the printer. Entry points: the overloads of toString().
//
// Type indices stay numbers: names of types would need the module, and a
// message that says `(ref 3)` can be looked up in the printed module.
#include "wasm/types.h"

#include <fmt/format.h>

namespace aotc::wasm {
namespace {

const char *heapName(HeapKind kind) {
  switch (kind) {
  case HeapKind::Func:
    return "func";
  case HeapKind::NoFunc:
    return "nofunc";
  case HeapKind::Extern:
    return "extern";
  case HeapKind::NoExtern:
    return "noextern";
  case HeapKind::Exn:
    return "exn";
  case HeapKind::NoExn:
    return "noexn";
  case HeapKind::Any:
    return "any";
  case HeapKind::Eq:
    return "eq";
  case HeapKind::I31:
    return "i31";
  case HeapKind::Struct:
    return "struct";
  case HeapKind::Array:
    return "array";
  case HeapKind::None:
    return "none";
  case HeapKind::Concrete:
    return "type";
  }
  return "";
}

// The one-word names of nullable abstract references: funcref, nullfuncref, …
std::string shorthand(HeapKind kind) {
  switch (kind) {
  case HeapKind::NoFunc:
    return "nullfuncref";
  case HeapKind::NoExtern:
    return "nullexternref";
  case HeapKind::NoExn:
    return "nullexnref";
  case HeapKind::None:
    return "nullref";
  case HeapKind::Func:
  case HeapKind::Extern:
  case HeapKind::Exn:
  case HeapKind::Any:
  case HeapKind::Eq:
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
  case HeapKind::Concrete:
    break;
  }
  return std::string(heapName(kind)) + "ref";
}

void appendTypes(std::string &out, const char *keyword, const ResultType &types) {
  if (types.empty())
    return;
  out += out.empty() ? "(" : " (";
  out += keyword;
  for (const ValType &type : types)
    out += " " + toString(type);
  out += ")";
}

} // namespace

std::string toString(const HeapType &type) {
  return type.kind == HeapKind::Concrete ? std::to_string(type.index.index) : heapName(type.kind);
}

std::string toString(const RefType &type) {
  if (type.nullable && type.heap.kind != HeapKind::Concrete)
    return shorthand(type.heap.kind);
  return fmt::format("(ref {}{})", type.nullable ? "null " : "", toString(type.heap));
}

std::string toString(const ValType &type) {
  switch (type.kind) {
  case ValKind::I32:
    return "i32";
  case ValKind::I64:
    return "i64";
  case ValKind::F32:
    return "f32";
  case ValKind::F64:
    return "f64";
  case ValKind::V128:
    return "v128";
  case ValKind::Ref:
    return toString(type.ref);
  }
  return "";
}

std::string toString(const FuncType &type) {
  std::string out;
  appendTypes(out, "param", type.params);
  appendTypes(out, "result", type.results);
  return out;
}

std::string toString(const FieldType &type) {
  std::string storage = type.packed == PackedKind::I8    ? "i8"
                        : type.packed == PackedKind::I16 ? "i16"
                                                         : toString(type.type);
  return type.isMutable ? "(mut " + storage + ")" : storage;
}

std::string toString(const SubType &type) {
  std::string composite;
  switch (type.composite.kind) {
  case CompositeKind::Func:
    composite = "(func";
    if (std::string signature = toString(type.composite.func); !signature.empty())
      composite += " " + signature;
    break;
  case CompositeKind::Struct:
    composite = "(struct";
    for (const FieldType &field : type.composite.fields)
      composite += " (field " + toString(field) + ")";
    break;
  case CompositeKind::Array:
    composite = "(array";
    for (const FieldType &field : type.composite.fields)
      composite += " " + toString(field);
    break;
  }
  composite += ")";
  if (type.isFinal && type.supertypes.empty())
    return composite;
  std::string out = type.isFinal ? "(sub final" : "(sub";
  for (TypeIndex super : type.supertypes)
    out += " " + std::to_string(super.index);
  return out + " " + composite + ")";
}

std::string toString(const Limits &limits) {
  return limits.max ? fmt::format("{} {}", limits.min, *limits.max) : std::to_string(limits.min);
}

std::string toString(const TableType &type) {
  return fmt::format("{}{} {}", type.address == AddressType::I64 ? "i64 " : "",
                     toString(type.limits), toString(type.element));
}

std::string toString(const MemoryType &type) {
  std::string out = type.address == AddressType::I64 ? "i64 " : "";
  out += toString(type.limits);
  if (type.shared)
    out += " shared";
  if (type.pageSizeLog2 != 16)
    out += fmt::format(" (pagesize {})", type.pageSize());
  return out;
}

std::string toString(const GlobalType &type) {
  return type.isMutable ? "(mut " + toString(type.type) + ")" : toString(type.type);
}

} // namespace aotc::wasm
