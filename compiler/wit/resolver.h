// The resolver's state; private to resolve*.cpp.
#pragma once

#include "wit/resolve.h"

namespace aotc::wit {

// How deep declarations may refer to declarations: it bounds our recursion.
inline constexpr unsigned kMaxReferenceDepth = 500;

class Resolver {
public:
  Resolver(const std::vector<ParsedFile> &files, const ResolveOptions &options)
      : files(files), options(options), out(std::make_unique<Resolved>()) {}

  Result<std::unique_ptr<Resolved>> run();

private:
  enum class State : uint8_t { New, Active, Done };

  // A declared name of a scope, before and after its type is known.
  struct Name {
    const TypeDecl *decl = nullptr; // or it is used:
    InterfaceId from;
    std::string fromName;
    uint64_t offset = 0;
    State state = State::New;
    TypeDefId def;
  };
  // Where type names are looked up: an interface or a world.
  struct Scope {
    std::unordered_map<std::string_view, Name> names;
    std::vector<std::string_view> order; // used first, then declared
    std::set<std::string> lowered;       // names differ by more than case
    InterfaceId interface;               // invalid for a world's
    std::string prefix;                  // "wasi:io/streams@0.2"
    std::vector<InterfaceId> dependencies;
    const std::string *file = nullptr;
  };
  struct PackageFile {
    const PackageDecl *decl;
    const std::string *file;
    PackageId package;
    // Interfaces and worlds by the names that the file's `use` items give.
    std::unordered_map<std::string_view, const UsePath *> uses;
  };
  struct PendingInterface {
    const InterfaceDecl *decl;
    const PackageFile *file;
    std::string qualified; // also the key of interface ids
    State state = State::New;
    InterfaceId id;
    std::unique_ptr<Scope> scope;
  };
  struct PendingWorld {
    const WorldDecl *decl;
    const PackageFile *file;
    State state = State::New;
    WorldId id;
  };

  // resolve.cpp: packages and interfaces
  Result<void> declarePackages();
  Result<PackageId> packageOf(const PackageDecl &decl, const ParsedFile &file,
                              const PackageName *folder);
  Result<void> declareItems(PackageFile &file);
  Result<void> checkUses(const PackageFile &file) const;
  Result<PackageId> findPackage(const PackageName &name, const std::string &file) const;
  struct Target {
    PackageId package;
    std::string name;
  };
  Result<Target> target(const UsePath &path, const PackageFile &file,
                        bool throughUses = true) const;
  Result<InterfaceId> interfaceAt(const UsePath &path, const PackageFile &file);
  Result<InterfaceId> resolveInterface(PendingInterface &pending);
  Result<InterfaceId> buildInterface(const InterfaceDecl &decl, const PackageFile &file,
                                     Interface interface, std::string prefix,
                                     std::unique_ptr<Scope> &scope);
  Result<void> declareNames(Scope &scope, const std::vector<UseDecl> &uses,
                            const std::vector<TypeDecl> &types, const PackageFile &file);
  Result<void> declareName(Scope &scope, Ident ident, Name name);
  bool isEnabled(const Gate &gate) const;
  static FeatureGate keep(const Gate &gate);

  // resolve_gates.cpp
  Result<void> checkGates(const PackageFile &file) const;

  // resolve_types.cpp
  Result<TypeDefId> resolveName(Scope &scope, std::string_view name, uint64_t offset);
  Result<TypeDefId> resolveUsed(Scope &scope, std::string_view text, Name &name);
  Result<TypeDefId> resolveDecl(Scope &scope, const TypeDecl &decl);
  Result<TypeDefId> resolveAlias(Scope &scope, const TypeDecl &decl, TypeDef def);
  Result<abi::TypeRef> structure(Scope &scope, const TypeDecl &decl);
  Result<abi::TypeRef> type(Scope &scope, const TypeExpr &expr);
  Result<abi::TypeRef> namedType(Scope &scope, const TypeExpr &expr);
  Result<abi::TypeRef> handleType(Scope &scope, const TypeExpr &expr);
  Result<std::vector<abi::TypeRef>> argumentTypes(Scope &scope, const TypeExpr &expr);
  Result<Function> function(Scope &scope, const FuncDecl &decl, TypeDefId resource);
  Result<void> constructorResult(Function &function, const FuncDecl &decl, const Scope &scope);
  Result<void> functions(Scope &scope, const std::vector<TypeDecl> &types,
                         const std::vector<FuncDecl> &free, std::vector<Function> &into);
  TypeDefId addDef(TypeDef def);

  // resolve_worlds.cpp
  Result<WorldId> resolveWorld(PendingWorld &pending);
  class WorldBuilder;
  friend class WorldBuilder;

  const std::vector<ParsedFile> &files;
  const ResolveOptions &options;
  std::unique_ptr<Resolved> out;
  std::deque<PackageFile> packageFiles; // stable addresses
  struct PackageHome {
    PackageId id;
    std::string folder; // empty: a nested package, all in one place
  };
  std::unordered_map<std::string, PackageHome> packagesByName;            // with version
  std::unordered_map<std::string, std::vector<PackageId>> versionsByName; // without
  std::deque<PendingInterface> pendingInterfaces;
  std::unordered_map<std::string, PendingInterface *> interfaceByName;
  std::deque<PendingWorld> pendingWorlds;
  std::unordered_map<std::string, PendingWorld *> worldByName;
  IdVector<InterfaceId, Scope *> scopes;
  std::deque<std::unique_ptr<Scope>> inlineScopes;
  unsigned depth = 0;
};

// ASCII, as labels are.
std::string lowerCase(std::string_view text);

// Counts one level of recursion for as long as it lives.
struct DepthGuard {
  unsigned &depth;
  explicit DepthGuard(unsigned &depth) : depth(depth) { ++depth; }
  ~DepthGuard() { --depth; }
  bool tooDeep() const { return depth > kMaxReferenceDepth; }
};

} // namespace aotc::wit
