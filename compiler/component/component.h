// A parsed component (component-model Binary.md): an ordered list of
// definitions as the file has them, nothing interpreted. Indices are raw
// numbers of the index space that the member's name says; names are views into
// the file, offsets are those of the file the user named, also in nested
// components. Only a ValidComponent (valid_component.h) is accepted by what
// comes after validation.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/source.h"
#include "wasm/module.h"
#include "wasm/types.h"

namespace aotc::component {

// The index spaces of a component (Explainer.md, "Index Spaces"). The names of
// sorts and of index spaces are the same thing.
enum class Sort : uint8_t {
  CoreFunc,
  CoreTable,
  CoreMemory,
  CoreGlobal,
  CoreTag,
  CoreType,
  CoreModule,
  CoreInstance,
  Func,
  Value,
  Type,
  Component,
  Instance,
};
inline constexpr size_t kSortCount = 13;
const char *toString(Sort sort); // "core func", …, "instance"
inline bool isCore(Sort sort) { return sort <= Sort::CoreInstance; }

struct SortIndex {
  Sort sort = Sort::Func;
  uint32_t index = 0;
};

// ---------------------------------------------------------------------------
// Names of imports and exports.

// `nameattributes`: the name, and the attributes that say how to supply it.
// Attributes never take part in type checking.
struct ExternName {
  std::string_view name;
  std::optional<std::string_view> implements;
  std::optional<std::string_view> versionSuffix;
  std::optional<std::string_view> externalId;
  uint64_t offset = 0;
};

// ---------------------------------------------------------------------------
// Types, as written: references are type indices of the scope they stand in.

enum class PrimType : uint8_t {
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
};
const char *toString(PrimType type);

// A valtype: a primitive type or a type index.
using ValTypeRef = std::variant<PrimType, uint32_t>;

struct LabeledType {
  std::string_view label;
  ValTypeRef type;
};
struct LabeledCase {
  std::string_view label;
  std::optional<ValTypeRef> type;
};

namespace decl {
struct Record {
  std::vector<LabeledType> fields;
};
struct Variant {
  std::vector<LabeledCase> cases;
};
struct List {
  ValTypeRef element;
  std::optional<uint32_t> length;
};
struct Tuple {
  std::vector<ValTypeRef> types;
};
struct Flags {
  std::vector<std::string_view> labels;
};
struct Enum {
  std::vector<std::string_view> labels;
};
struct Option {
  ValTypeRef type;
};
struct Result {
  std::optional<ValTypeRef> ok, error;
};
struct Own {
  uint32_t type;
};
struct Borrow {
  uint32_t type;
};
struct Stream {
  std::optional<ValTypeRef> element;
};
struct Future {
  std::optional<ValTypeRef> element;
};
struct Map {
  ValTypeRef key, value;
};

struct Func {
  bool isAsync = false;
  std::vector<LabeledType> params;
  std::optional<ValTypeRef> result;
};
struct Resource {
  wasm::ValType rep;
  std::optional<uint32_t> destructor; // core func
};
struct Declarator;
struct ComponentType {
  std::vector<Declarator> declarators;
};
struct InstanceType {
  std::vector<Declarator> declarators;
};
} // namespace decl

struct TypeDef {
  std::variant<PrimType, decl::Record, decl::Variant, decl::List, decl::Tuple, decl::Flags,
               decl::Enum, decl::Option, decl::Result, decl::Own, decl::Borrow, decl::Stream,
               decl::Future, decl::Map, decl::Func, decl::Resource, decl::ComponentType,
               decl::InstanceType>
      type;
};

// Core types. A recursive group adds each of its members to the index space.
struct CoreTypeGroup {
  std::vector<wasm::SubType> types;
};
struct CoreModuleTypeDecl;
struct CoreModuleType {
  std::vector<CoreModuleTypeDecl> declarators;
};
struct CoreTypeDef {
  std::variant<CoreTypeGroup, CoreModuleType> type;
};

// The type of something a core module imports or exports; a function's is an
// index into the module type's own core type index space.
using CoreExternType = std::variant<wasm::TypeIndex, wasm::TableType, wasm::MemoryType,
                                    wasm::GlobalType, wasm::TagType>;
struct CoreModuleTypeDecl {
  struct Import {
    std::string_view module, name;
    CoreExternType type;
  };
  struct Export {
    std::string_view name;
    CoreExternType type;
  };
  struct OuterAlias {
    uint32_t count, index;
  };
  std::variant<Import, CoreTypeDef, OuterAlias, Export> decl;
  uint64_t offset = 0;
};

// The type of an import or export.
struct ExternDesc {
  enum class Kind : uint8_t {
    CoreModule,   // index: core type
    Func,         // index: type
    ValueEq,      // index: value
    ValueType,    // valueType
    TypeEq,       // index: type
    TypeResource, // (type (sub resource))
    Component,    // index: type
    Instance,     // index: type
  } kind = Kind::Func;
  uint32_t index = 0;
  ValTypeRef valueType;
  Sort sort() const;
};

// ---------------------------------------------------------------------------
// Definitions.

// (core module …): its bytes; validation parses and validates them.
struct CoreModuleDef {
  Span span;
};

struct CoreInlineExport {
  std::string_view name;
  SortIndex item;
};
struct CoreInstantiateArg {
  std::string_view name;
  uint32_t instance;
};
struct CoreInstanceDef {
  struct Instantiate {
    uint32_t module;
    std::vector<CoreInstantiateArg> args;
  };
  struct FromExports {
    std::vector<CoreInlineExport> exports;
  };
  std::variant<Instantiate, FromExports> expr;
};

struct InlineExport {
  ExternName name;
  SortIndex item;
};
struct InstantiateArg {
  std::string_view name;
  SortIndex item;
};
struct InstanceDef {
  struct Instantiate {
    uint32_t component;
    std::vector<InstantiateArg> args;
  };
  struct FromExports {
    std::vector<InlineExport> exports;
  };
  std::variant<Instantiate, FromExports> expr;
};

struct AliasDef {
  struct Export {
    uint32_t instance;
    std::string_view name;
  };
  struct CoreExport {
    uint32_t instance;
    std::string_view name;
  };
  struct Outer {
    uint32_t count, index;
  };
  Sort sort = Sort::Func;
  std::variant<Export, CoreExport, Outer> target;
};

enum class StringEncoding : uint8_t { Utf8, Utf16, Latin1Utf16 };
const char *toString(StringEncoding encoding);

struct CanonOption {
  enum class Kind : uint8_t {
    Utf8,
    Utf16,
    Latin1Utf16,
    Memory,
    Realloc,
    PostReturn,
    Async,
    Callback
  };
  Kind kind = Kind::Utf8;
  uint32_t index = 0; // of the memory or core function
  uint64_t offset = 0;
};

// One enumerator a row of canon.def, in its order.
enum class CanonKind : uint8_t {
#define AOTC_CANON(ENUM, ...) ENUM,
#include "component/canon.def"
#undef AOTC_CANON
};
enum class CanonImmediates : uint8_t {
  Lift,
  Lower,
  None,
  Type,
  TypeOptions,
  TypeAsync,
  Options,
  Async,
  Cancel,
  CancelMemory,
  ResultOptions,
  Context,
  CoreTypeTable,
  SharedCoreType,
  SharedCoreTypeTable,
  Shared,
};
enum class CanonGate : uint8_t { Base, Async, ErrorContext, Threads, SharedThreads };
enum class CanonDemand : uint8_t { None, Handle, AsyncTask, Thread, SuspendedThread };
struct CanonInfo {
  CanonKind kind;
  uint8_t code;
  const char *name; // "resource.new"
  CanonImmediates immediates;
  CanonGate gate;
  CanonDemand demand;
};
const CanonInfo &info(CanonKind kind);

// (canon …). Which members mean something follows from info(kind).immediates.
// Lift adds to the func index space, all others to the core func index space.
struct CanonDef {
  CanonKind kind = CanonKind::Lift;
  uint32_t func = 0;      // Lift: core func; Lower: func
  uint32_t type = 0;      // Lift: the function's type; *Type*: a type; CoreType*: a core type
  uint32_t table = 0;     // CoreTypeTable
  uint32_t memory = 0;    // CancelMemory
  uint32_t slot = 0;      // Context
  wasm::ValType coreType; // Context
  std::optional<ValTypeRef> result; // ResultOptions
  bool isAsync = false;             // Async, TypeAsync (for lift and lower it is an option)
  bool cancellable = false;
  bool isShared = false;
  std::vector<CanonOption> options;
};

struct StartDef {
  uint32_t func;
  std::vector<uint32_t> args;
  uint32_t results;
};

struct ImportDef {
  ExternName name;
  ExternDesc type;
};
struct ExportDef {
  ExternName name;
  SortIndex item;
  std::optional<ExternDesc> ascribed;
};
struct ValueDef {
  ValTypeRef type;
  Span value;
};

struct Component;
struct ComponentDef {
  std::unique_ptr<Component> component;
};

struct Definition {
  std::variant<CoreModuleDef, CoreInstanceDef, CoreTypeDef, ComponentDef, InstanceDef, AliasDef,
               TypeDef, CanonDef, StartDef, ImportDef, ExportDef, ValueDef>
      def;
  uint64_t offset = 0; // of its first byte
};

struct decl::Declarator {
  struct Import {
    ExternName name;
    ExternDesc type;
  };
  struct Export {
    ExternName name;
    ExternDesc type;
  };
  std::variant<CoreTypeDef, TypeDef, AliasDef, Import, Export> decl;
  uint64_t offset = 0;
};

struct Component {
  Bytes file; // the whole input file; spans are relative to it
  Span span;  // this component's bytes in it
  std::vector<Definition> definitions;
  std::vector<wasm::CustomSection> customs;
  std::string_view name; // of the component-name section, or empty
};

// How deep components, component types and instance types may nest.
inline constexpr unsigned kMaxNesting = 256;

// Which of the two binary formats the preamble announces. Malformed for
// anything else ("magic header not detected", "unknown binary version …").
enum class Layer : uint8_t { CoreModule, Component };
Result<Layer> detectLayer(Bytes file);

// Reads the component that fills `span` of `file`. Keeps views into `file`,
// which must outlive the component. Errors: Malformed, Unsupported.
Result<Component> parseComponent(Bytes file, Span span);

} // namespace aotc::component
