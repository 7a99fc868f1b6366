// Resolved WIT: names looked up, types turned into abi types, worlds elaborated.
// Nothing refers to the syntax tree or the text any more.
#pragma once

#include <set>
#include <unordered_map>
#include <variant>

#include "abi/types.h"
#include "support/ids.h"
#include "wit/ast.h"

namespace aotc::wit {

using PackageId = Id<struct PackageTag>;
using InterfaceId = Id<struct InterfaceTag>;
using WorldId = Id<struct WorldTag>;
using TypeDefId = Id<struct TypeDefTag>;

struct FeatureGate {
  std::string since, deprecated, unstable;
};

struct Function {
  std::string name; // "[method]output-stream.write", as in a component
  std::string item; // "write"
  FunctionKind kind = FunctionKind::Free;
  TypeDefId resource; // unless Free
  abi::FuncType type; // self and the constructor's result included
  FeatureGate gate;
};

enum class TypeDefKind : uint8_t {
  Type,     // declared here: record, variant, enum, flags, or an alias of any type
  Resource, // declared here
  Use,      // comes from another interface (also under another name)
};

struct TypeDef {
  std::string name;
  TypeDefKind kind = TypeDefKind::Type;
  bool isAlias = false;        // Type: `type a = …`
  InterfaceId owner;           // invalid: a world's own
  TypeDefId target;            // Use, and aliases of a declared name: what is meant
  abi::TypeRef type = nullptr; // null for resources
  abi::ResourceRef resource;   // for resources, also through Use and aliases
  FeatureGate gate;
  bool isResource() const { return type == nullptr; }
};

struct Interface {
  std::string name; // "streams"; a plain name for one written inline in a world
  // "wasi:io/streams@0.2.12", and with the compatible version. Just the plain
  // name for an inline interface.
  std::string qualified, normalized;
  PackageId package;
  std::vector<TypeDefId> types; // used ones first, then in order of declaration
  std::vector<Function> functions;
  std::vector<InterfaceId> dependencies; // those it uses types of, each once
  FeatureGate gate;
};

struct WorldItem {
  std::string name; // as in a component: "wasi:io/streams@0.2.12" or a plain name
  std::variant<InterfaceId, Function, TypeDefId> what;
};

struct World {
  std::string name, qualified;
  PackageId package;
  // Everything included and used is here too, an interface after those it uses.
  std::vector<WorldItem> imports, exports;
};

struct Package {
  std::string name, version; // "wasi:io", "0.2.12"
  std::unordered_map<std::string, InterfaceId> interfaces;
  std::unordered_map<std::string, WorldId> worlds;
  std::string qualify(std::string_view item) const;
};

// REQUIRES of users: lives as long as any TypeRef taken from it.
struct Resolved {
  abi::TypePool pool;
  IdVector<PackageId, Package> packages;
  IdVector<InterfaceId, Interface> interfaces; // each after those it uses
  IdVector<WorldId, World> worlds;
  IdVector<TypeDefId, TypeDef> types;
  PackageId root;                                      // invalid where the input has no single one
  std::unordered_map<std::string, TypeDefId> declared; // by abi name: Type::name, ResourceRef::name

  // By "name" in the root package or "ns:pkg/name[@version]"; with an empty
  // name the root package's only world.
  Result<WorldId> findWorld(std::string_view name) const;
};

struct ResolveOptions {
  bool allFeatures = true;        // items gated @unstable are there
  std::set<std::string> features; // or only those
};

struct ParsedFile {
  std::string path;
  FileDecl tree; // views into text that outlives resolve()
  bool isRoot = true;
};

Result<std::unique_ptr<Resolved>> resolve(const std::vector<ParsedFile> &files,
                                          const ResolveOptions &options = {});

} // namespace aotc::wit
