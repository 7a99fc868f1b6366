// The validator's state, shared by validate_*.cpp. Not for other folders.
#pragma once

#include <unordered_set>

#include "abi/flatten.h"
#include "component/names.h"
#include "component/subtype.h"
#include "component/valid_component.h"

namespace aotc::component {

// Names of one namespace (imports, or exports, of one scope): strongly unique,
// and which of them are resources, for names such as "[method]file.read".
struct NameSpace {
  std::unordered_map<std::string, std::string_view> used; // by uniqueKey
  std::unordered_map<ResourceTypeId, std::string_view> resourceLabels;
  std::unordered_set<std::string_view> labels; // of resources
};

// Identity of a type index's referent, for the sets of externally visible ones.
using TypeKey = uint64_t;
TypeKey keyOf(const AnyTypeId &type);

// One thing that has index spaces: a component, a component type or an instance
// type (Explainer.md, "Index Spaces"; outer aliases count these).
struct Scope {
  enum class Kind : uint8_t { Component, ComponentType, InstanceType } kind = Kind::Component;
  IndexSpaces space;
  ExternMap imports, exports;
  NameSpace importNames, exportNames;
  std::vector<BoundResource> imported; // paths into imports
  std::vector<BoundResource> defined;  // paths into exports
  // Resources that the scope brings about itself (definitions, child instances,
  // abstract exports): those of them that are exported are `defined`.
  std::unordered_set<ResourceId> own;
  std::unordered_set<ResourceId> exported;
  std::unordered_set<ResourceId> locallyDefined; // (resource …) of this component
  // "External Visibility of Types".
  std::unordered_set<TypeKey> importVisible, exportVisible;
  std::optional<wasm::ValType> contextType; // of context.get and .set, all the same

  bool isComponent() const { return kind == Kind::Component; }
};

enum class Role : uint8_t { Import, Export };
inline const char *toString(Role role) { return role == Role::Import ? "import" : "export"; }

class ComponentValidator {
public:
  Result<std::shared_ptr<const ValidComponent>> run(std::shared_ptr<const Component> root);

private:
  using Parts = std::vector<std::optional<ValueTypeId>>;

  // validate_component.cpp
  Result<std::shared_ptr<ValidComponent>> component(const Component &component);
  Result<void> definition(const Component &component, const Definition &definition);
  Result<void> coreModule(const Component &component, const CoreModuleDef &def, uint64_t offset);
  Result<void> nested(const ComponentDef &def);
  Result<ComponentTypeId> finishComponent(Scope &scope, uint64_t offset);

  // validate_core_types.cpp
  Result<void> coreType(const CoreTypeDef &def, uint64_t offset);
  Result<CoreModuleTypeId> coreModuleType(const CoreModuleType &def, uint64_t offset);
  Result<CoreModuleTypeId> typeOf(const wasm::Module &module, uint64_t offset);
  Result<wasm::SubType> outerCoreType(const CoreModuleTypeDecl::OuterAlias &outer,
                                      const std::vector<wasm::SubType> &own, uint64_t offset) const;

  // validate_core.cpp
  Result<void> coreInstance(const CoreInstanceDef &def, uint64_t offset);
  Result<CoreInstanceTypeInfo> coreInstantiate(const CoreInstanceDef::Instantiate &expr,
                                               uint64_t offset);
  Result<CoreItemType> coreItem(SortIndex item, uint64_t offset);
  void pushCore(const CoreItemType &type);

  // validate_types.cpp
  Result<void> type(const TypeDef &def, uint64_t offset);
  Result<ValueTypeId> make(PrimType type, uint64_t offset);
  Result<ValueTypeId> make(const decl::Record &record, uint64_t offset);
  Result<ValueTypeId> make(const decl::Variant &variant, uint64_t offset);
  Result<ValueTypeId> make(const decl::List &list, uint64_t offset);
  Result<ValueTypeId> make(const decl::Tuple &tuple, uint64_t offset);
  Result<ValueTypeId> make(const decl::Flags &flags, uint64_t offset);
  Result<ValueTypeId> make(const decl::Enum &type, uint64_t offset);
  Result<ValueTypeId> make(const decl::Option &option, uint64_t offset);
  Result<ValueTypeId> make(const decl::Result &result, uint64_t offset);
  Result<ValueTypeId> make(const decl::Own &own, uint64_t offset);
  Result<ValueTypeId> make(const decl::Borrow &borrow, uint64_t offset);
  Result<ValueTypeId> make(const decl::Stream &stream, uint64_t offset);
  Result<ValueTypeId> make(const decl::Future &future, uint64_t offset);
  Result<ValueTypeId> make(const decl::Map &map, uint64_t offset);
  Result<AnyTypeId> make(const decl::Func &func, uint64_t offset);
  Result<AnyTypeId> make(const decl::Resource &resource, uint64_t offset);
  Result<AnyTypeId> make(const decl::ComponentType &type, uint64_t offset);
  Result<AnyTypeId> make(const decl::InstanceType &type, uint64_t offset);
  Result<ValueTypeId> streamOrFuture(abi::TypeKind kind, const std::optional<ValTypeRef> &element,
                                     const char *what, uint64_t offset);
  Result<ValueTypeId> resolve(const ValTypeRef &ref, uint64_t offset);
  Result<std::optional<ValueTypeId>> resolve(const std::optional<ValTypeRef> &ref, uint64_t offset);
  Result<FuncTypeId> funcType(const decl::Func &func, uint64_t offset);
  Result<AnyTypeId> scopeType(Scope::Kind kind, const std::vector<decl::Declarator> &declarators,
                              uint64_t offset);
  Result<void> declarator(const decl::Declarator &declarator);
  Result<AnyTypeId> typeAt(uint32_t index, uint64_t offset);
  Result<ResourceTypeId> resourceAt(uint32_t index, uint64_t offset);

  // validate_externs.cpp
  Result<ExternType> resolve(const ExternDesc &desc, uint64_t offset);
  Result<void> import(const ExternName &name, const ExternDesc &desc, uint64_t offset);
  Result<void> exportDeclarator(const ExternName &name, const ExternDesc &desc, uint64_t offset);
  Result<void> addExport(const ExternName &name, const ExternType &type, uint64_t offset);
  Result<void> exportDef(const ExportDef &def, uint64_t offset);
  Result<ExternType> fresh(const ExternType &type, Role role, const ExternName &name,
                           uint64_t offset);
  Result<InstanceTypeId> freshInstance(InstanceTypeId type, Role role, const std::string &name,
                                       std::vector<BoundResource> &made, uint64_t offset);
  Result<void> addName(NameSpace &names, Role role, const ExternName &name, const ExternType &type,
                       bool registerResource);
  Result<void> checkAnnotated(const NameSpace &names, const ExternName &name,
                              const ParsedName &parsed, const ExternType &type);
  Result<void> registerExported(const ExternType &type, ResourcePath &path, uint64_t offset);
  Result<void> push(const ExternType &type, uint64_t offset);

  // validate_visibility.cpp
  Result<void> checkVisible(Role role, const ExternType &type, uint64_t offset);
  Result<bool> makeVisible(Role role, const ExternType &type, uint64_t offset);
  bool isVisible(Role role, TypeKey key) const;
  bool isNamed(Role role, ValueTypeId type) const;
  bool partsNamed(Role role, ValueTypeId type) const;
  bool partsNamed(Role role, FuncTypeId type) const;
  Result<bool> partsNamed(Role role, const AnyTypeId &type, uint64_t offset);

  // validate_instances.cpp
  Result<void> instance(const InstanceDef &def, uint64_t offset);
  Result<InstanceType> instantiate(const InstanceDef::Instantiate &expr, uint64_t offset);
  Result<InstanceType> fromExports(const InstanceDef::FromExports &expr, uint64_t offset);
  Result<ExternType> item(SortIndex item, uint64_t offset);
  Result<void> alias(const AliasDef &def, uint64_t offset);
  Result<void> aliasExport(Sort sort, const AliasDef::Export &target, uint64_t offset);
  Result<void> aliasCoreExport(Sort sort, const AliasDef::CoreExport &target, uint64_t offset);
  Result<void> aliasOuter(Sort sort, const AliasDef::Outer &target, uint64_t offset);
  Result<void> collectResources(const ExternType &type, std::unordered_set<ResourceId> &mentioned,
                                std::unordered_set<ResourceId> &bound, uint64_t offset);

  // validate_canon.cpp
  Result<void> canon(const CanonDef &def, uint64_t offset);
  Result<void> lift(const CanonDef &def, uint64_t offset);
  Result<void> lower(const CanonDef &def, uint64_t offset);
  Result<CanonOptions> options(const CanonDef &def, uint64_t offset);
  Result<void> checkRealloc(const CanonOptions &options, uint64_t offset);
  Result<const wasm::FuncType *> coreFunc(uint32_t index, uint64_t offset);
  Result<wasm::ValType> addressType(uint32_t memory, uint64_t offset);

  // validate_builtins.cpp
  Result<wasm::FuncType> builtin(const CanonDef &def, uint64_t offset);
  Result<wasm::FuncType> streamBuiltin(const CanonDef &def, uint64_t offset);
  Result<wasm::FuncType> resourceBuiltin(const CanonDef &def, uint64_t offset);
  Result<wasm::FuncType> errorContextBuiltin(const CanonDef &def, uint64_t offset);
  Result<wasm::FuncType> taskReturn(const CanonDef &def, uint64_t offset);
  Result<wasm::FuncType> contextBuiltin(const CanonDef &def, uint64_t offset);
  Result<wasm::FuncType> threadNew(const CanonDef &def, uint64_t offset);

  Scope &scope() { return *scopes.back(); }
  const Scope &scope() const { return *scopes.back(); }
  ComponentTypes &types() { return *arena; }

  std::shared_ptr<const Component> root;
  std::shared_ptr<ComponentTypes> arena;
  std::vector<std::unique_ptr<Scope>> scopes;
  // While an instance type is looked into: what it exports, by nesting.
  std::vector<std::unordered_set<TypeKey>> innerVisible;
};

// validate_canon.cpp, for it and for validate_builtins.cpp.
wasm::FuncType coreSignatureOf(const abi::CoreSignature &signature);
abi::AbiOptions abiOptions(const IndexSpaces &space, const CanonOptions &options);
Error missingOption(const char *option, uint64_t offset);
Error optionNotAllowed(const char *option, CanonKind kind, uint64_t offset);

// "WHAT index out of bounds: 7"
Error outOfBounds(const char *what, uint32_t index, uint64_t offset);

} // namespace aotc::component
