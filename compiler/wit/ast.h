// WIT text as parsed: names aren't resolved, nothing is checked beyond grammar.
// All views point into the file's text.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/types.h"

namespace aotc::wit {

struct Ident {
  std::string_view text;
  uint64_t offset = 0;
};

// "wasi:io@0.2.12"; version may be empty.
struct PackageName {
  std::string_view ns, name, version;
  uint64_t offset = 0;
  std::string text() const;
};

// "streams" (of this package or named by a `use` of the file) or
// "wasi:io/streams@0.2.12".
struct UsePath {
  std::optional<PackageName> package;
  Ident name;
};

// "Feature Gates".
struct Gate {
  std::string_view since, deprecated, unstable; // versions and a feature; empty: none
  uint64_t offset = 0;
};

struct TypeExpr {
  // Without a kind, the expression is a name.
  std::optional<abi::TypeKind> kind;
  Ident name;                 // also the resource of own<> and borrow<>
  std::vector<TypeExpr> args; // of a result: ok, error
  bool absent = false;        // "_", or what result and stream don't mention
  uint32_t length = 0;        // FixedList
  uint64_t offset = 0;
};

enum class FunctionKind : uint8_t { Free, Method, Static, Constructor };

struct ParamDecl {
  Ident name;
  TypeExpr type;
};

struct FuncDecl {
  Ident name; // "constructor" for a constructor
  FunctionKind kind = FunctionKind::Free;
  bool async = false;
  std::vector<ParamDecl> params;
  std::optional<TypeExpr> result;
  Gate gate;
};

enum class DeclKind : uint8_t { Alias, Record, Variant, Enum, Flags, Resource };

struct MemberDecl {
  Ident name;
  std::optional<TypeExpr> type;
};

struct TypeDecl {
  DeclKind kind = DeclKind::Alias;
  Ident name;
  TypeExpr alias;
  std::vector<MemberDecl> members;
  std::vector<FuncDecl> functions; // of a resource
  Gate gate;
};

struct UseDecl {
  struct Name {
    Ident name, as;
  };
  UsePath from;
  std::vector<Name> names;
  Gate gate;
};

struct InterfaceDecl {
  Ident name; // empty for an interface written inline in a world
  std::vector<UseDecl> uses;
  std::vector<TypeDecl> types;
  std::vector<FuncDecl> functions;
  Gate gate;
};

struct WorldItemDecl {
  bool isImport = true;
  Ident name; // plain name; empty where the interface's own is meant
  std::optional<UsePath> path;
  std::optional<FuncDecl> function;
  std::optional<InterfaceDecl> interface;
  Gate gate;
  uint64_t offset = 0;
};

struct IncludeDecl {
  UsePath path;
  std::vector<std::pair<Ident, Ident>> renames;
  Gate gate;
};

struct WorldDecl {
  Ident name;
  std::vector<UseDecl> uses;
  std::vector<TypeDecl> types;
  std::vector<WorldItemDecl> items;
  std::vector<IncludeDecl> includes;
  Gate gate;
};

struct TopUseDecl {
  UsePath path;
  Ident as;
};

// One `package … { }`, or what a file says outside of those.
struct PackageDecl {
  std::optional<PackageName> name; // none: the package of the folder's other files
  std::vector<TopUseDecl> uses;
  std::vector<InterfaceDecl> interfaces;
  std::vector<WorldDecl> worlds;
};

struct FileDecl {
  std::vector<PackageDecl> packages; // the file's own first
};

} // namespace aotc::wit
