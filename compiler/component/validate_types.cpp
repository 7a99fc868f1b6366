// Component types (Binary.md, "Type Definitions"; Explainer.md, same chapter).
//
// Rules about one type alone (at most 32 flags, sizes) are the type pool's
// (abi/types.cpp); labels, references and borrows are checked here.
#include "component/validator.h"

#include <fmt/format.h>

namespace aotc::component {

Result<AnyTypeId> ComponentValidator::typeAt(uint32_t index, uint64_t offset) {
  const auto &space = scope().space.types;
  if (index >= space.size())
    return outOfBounds("type", index, offset);
  return space[index];
}

Result<ResourceTypeId> ComponentValidator::resourceAt(uint32_t index, uint64_t offset) {
  AnyTypeId type = TRY(typeAt(index, offset));
  if (auto *resource = std::get_if<ResourceTypeId>(&type))
    return *resource;
  return Error::invalid(offset, fmt::format("type index {} is not a resource type", index));
}

Result<ValueTypeId> ComponentValidator::resolve(const ValTypeRef &ref, uint64_t offset) {
  if (auto *primitive = std::get_if<PrimType>(&ref))
    return types().primitive(*primitive);
  uint32_t index = std::get<uint32_t>(ref);
  AnyTypeId type = TRY(typeAt(index, offset));
  if (auto *value = std::get_if<ValueTypeId>(&type))
    return *value;
  return Error::invalid(offset, fmt::format("type index {} is not a defined type", index));
}

Result<std::optional<ValueTypeId>> ComponentValidator::resolve(const std::optional<ValTypeRef> &ref,
                                                               uint64_t offset) {
  if (!ref)
    return std::optional<ValueTypeId>();
  return std::optional<ValueTypeId>(TRY(resolve(*ref, offset)));
}

namespace {

// What messages call the labels of a type.
struct LabelWords {
  const char *label; // "record field name"
  const char *plain; // "field name"
};

class Labels {
public:
  Labels(LabelWords words, uint64_t offset) : words(words), offset(offset) {}

  Result<void> add(std::string_view label) {
    if (label.empty())
      return Error::invalid(offset, fmt::format("{} cannot be empty", words.label));
    if (!isLabel(label))
      return Error::invalid(offset,
                            fmt::format("{} `{}` is not in kebab case", words.label, label));
    auto [at, isNew] = seen.emplace(lowercased(label), label);
    if (!isNew)
      return Error::invalid(offset, fmt::format("{} `{}` conflicts with previous {} `{}`",
                                                words.label, label, words.plain, at->second));
    return {};
  }

private:
  LabelWords words;
  uint64_t offset;
  std::unordered_map<std::string, std::string_view> seen;
};

constexpr LabelWords kField{"record field name", "field name"};
constexpr LabelWords kCase{"variant case name", "case name"};
constexpr LabelWords kFlag{"flag name", "flag name"};
constexpr LabelWords kTag{"enum tag name", "tag name"};
constexpr LabelWords kParam{"function parameter name", "parameter name"};

Result<abi::Type> labelsOnly(abi::TypeKind kind, const std::vector<std::string_view> &labels,
                             LabelWords words, uint64_t offset) {
  abi::Type type;
  type.kind = kind;
  Labels seen(words, offset);
  for (std::string_view label : labels) {
    TRY(seen.add(label));
    type.members.push_back({std::string(label), nullptr});
  }
  return type;
}

bool isMapKey(abi::TypeKind kind) {
  switch (kind) {
  case abi::TypeKind::Bool:
  case abi::TypeKind::S8:
  case abi::TypeKind::U8:
  case abi::TypeKind::S16:
  case abi::TypeKind::U16:
  case abi::TypeKind::S32:
  case abi::TypeKind::U32:
  case abi::TypeKind::S64:
  case abi::TypeKind::U64:
  case abi::TypeKind::Char:
  case abi::TypeKind::String:
    return true;
  case abi::TypeKind::F32:
  case abi::TypeKind::F64:
  case abi::TypeKind::ErrorContext:
  case abi::TypeKind::List:
  case abi::TypeKind::FixedList:
  case abi::TypeKind::Map:
  case abi::TypeKind::Record:
  case abi::TypeKind::Tuple:
  case abi::TypeKind::Variant:
  case abi::TypeKind::Enum:
  case abi::TypeKind::Option:
  case abi::TypeKind::Result:
  case abi::TypeKind::Flags:
  case abi::TypeKind::Own:
  case abi::TypeKind::Borrow:
  case abi::TypeKind::Stream:
  case abi::TypeKind::Future:
    return false;
  }
  return false;
}

} // namespace

Result<ValueTypeId> ComponentValidator::make(PrimType type, uint64_t offset) {
  return types().rename(types().primitive(type), offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Record &record, uint64_t offset) {
  if (record.fields.empty())
    return Error::invalid(offset, "record type must have at least one field");
  abi::Type type;
  type.kind = abi::TypeKind::Record;
  Parts parts;
  Labels seen(kField, offset);
  for (const LabeledType &field : record.fields) {
    TRY(seen.add(field.label));
    parts.push_back(TRY(resolve(field.type, offset)));
    type.members.push_back({std::string(field.label), nullptr});
  }
  return types().add(std::move(type), std::move(parts), offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Variant &variant, uint64_t offset) {
  if (variant.cases.empty())
    return Error::invalid(offset, "variant type must have at least one case");
  abi::Type type;
  type.kind = abi::TypeKind::Variant;
  Parts parts;
  Labels seen(kCase, offset);
  for (const LabeledCase &each : variant.cases) {
    TRY(seen.add(each.label));
    parts.push_back(TRY(resolve(each.type, offset)));
    type.members.push_back({std::string(each.label), nullptr});
  }
  return types().add(std::move(type), std::move(parts), offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::List &list, uint64_t offset) {
  abi::Type type;
  type.kind = list.length ? abi::TypeKind::FixedList : abi::TypeKind::List;
  type.length = list.length.value_or(0);
  ValueTypeId element = TRY(resolve(list.element, offset));
  return types().add(std::move(type), {element}, offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Tuple &tuple, uint64_t offset) {
  if (tuple.types.empty())
    return Error::invalid(offset, "tuple type must have at least one type");
  abi::Type type;
  type.kind = abi::TypeKind::Tuple;
  Parts parts;
  for (const ValTypeRef &element : tuple.types) {
    type.members.push_back({fmt::format("{}", parts.size()), nullptr});
    parts.push_back(TRY(resolve(element, offset)));
  }
  return types().add(std::move(type), std::move(parts), offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Flags &flags, uint64_t offset) {
  if (flags.labels.empty())
    return Error::invalid(offset, "flags must have at least one entry");
  if (flags.labels.size() > 32)
    return Error::invalid(offset, "cannot have more than 32 flags");
  return types().add(TRY(labelsOnly(abi::TypeKind::Flags, flags.labels, kFlag, offset)), {},
                     offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Enum &type, uint64_t offset) {
  if (type.labels.empty())
    return Error::invalid(offset, "enum type must have at least one variant");
  return types().add(TRY(labelsOnly(abi::TypeKind::Enum, type.labels, kTag, offset)), {}, offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Option &option, uint64_t offset) {
  abi::Type type;
  type.kind = abi::TypeKind::Option;
  type.members = {{"none", nullptr}, {"some", nullptr}};
  ValueTypeId some = TRY(resolve(option.type, offset));
  return types().add(std::move(type), {std::nullopt, some}, offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Result &result, uint64_t offset) {
  abi::Type type;
  type.kind = abi::TypeKind::Result;
  type.members = {{"ok", nullptr}, {"error", nullptr}};
  auto ok = TRY(resolve(result.ok, offset));
  auto error = TRY(resolve(result.error, offset));
  return types().add(std::move(type), {ok, error}, offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Own &own, uint64_t offset) {
  return types().addHandle(abi::TypeKind::Own, TRY(resourceAt(own.type, offset)), offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Borrow &borrow, uint64_t offset) {
  return types().addHandle(abi::TypeKind::Borrow, TRY(resourceAt(borrow.type, offset)), offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Stream &stream, uint64_t offset) {
  return streamOrFuture(abi::TypeKind::Stream, stream.element, "stream", offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Future &future, uint64_t offset) {
  return streamOrFuture(abi::TypeKind::Future, future.element, "future", offset);
}

Result<ValueTypeId> ComponentValidator::streamOrFuture(abi::TypeKind kind,
                                                       const std::optional<ValTypeRef> &element,
                                                       const char *what, uint64_t offset) {
  abi::Type type;
  type.kind = kind;
  if (!element)
    return types().add(std::move(type), {}, offset);
  ValueTypeId payload = TRY(resolve(*element, offset));
  if (types()[payload].abi->hasBorrow)
    return Error::invalid(offset, fmt::format("a {} cannot contain a `borrow` type", what));
  // A restriction for now (Binary.md, "Type Definitions").
  if (kind == abi::TypeKind::Stream && types()[payload].abi->kind == abi::TypeKind::Char)
    return Error::invalid(offset, "`stream<char>` is not valid at this time");
  return types().add(std::move(type), {payload}, offset);
}

Result<ValueTypeId> ComponentValidator::make(const decl::Map &map, uint64_t offset) {
  abi::Type type;
  type.kind = abi::TypeKind::Map;
  ValueTypeId key = TRY(resolve(map.key, offset));
  ValueTypeId value = TRY(resolve(map.value, offset));
  if (!isMapKey(types()[key].abi->kind))
    return Error::invalid(offset, "invalid key type of a map");
  return types().add(std::move(type), {key, value}, offset);
}

Result<FuncTypeId> ComponentValidator::funcType(const decl::Func &func, uint64_t offset) {
  std::vector<std::string_view> names;
  std::vector<ValueTypeId> params;
  std::optional<ValueTypeId> result;
  Labels seen(kParam, offset);
  for (const LabeledType &param : func.params) {
    TRY(seen.add(param.label));
    names.push_back(param.label);
    params.push_back(TRY(resolve(param.type, offset)));
  }
  if (func.result) {
    result = TRY(resolve(*func.result, offset));
    if (types()[*result].abi->hasBorrow)
      return Error::invalid(offset, "function result cannot contain a `borrow` type");
  }
  return types().add(func.isAsync, names, std::move(params), result, offset);
}

Result<AnyTypeId> ComponentValidator::make(const decl::Resource &def, uint64_t offset) {
  if (!scope().isComponent())
    return Error::invalid(offset, "resources can only be defined within a concrete component");
  if (def.rep != wasm::ValType::i32())
    return Error::invalid(offset, "resources can only be represented by `i32`");
  if (def.destructor) {
    const wasm::FuncType *type = TRY(coreFunc(*def.destructor, offset));
    if (*type != wasm::FuncType{{def.rep}, {}})
      return Error::invalid(offset, fmt::format("core function {} has wrong signature for a "
                                                "destructor",
                                                *def.destructor));
  }
  ResourceId id =
      types().add(Resource{Resource::Origin::Defined, def.rep, def.destructor, std::string()});
  scope().own.insert(id);
  scope().locallyDefined.insert(id);
  return AnyTypeId(types().name(id));
}

// The declarators of a component or instance type, in a scope of their own.
Result<AnyTypeId> ComponentValidator::scopeType(Scope::Kind kind,
                                                const std::vector<decl::Declarator> &declarators,
                                                uint64_t offset) {
  scopes.push_back(std::make_unique<Scope>());
  scope().kind = kind;
  for (const decl::Declarator &each : declarators)
    TRY(declarator(each));
  std::unique_ptr<Scope> done = std::move(scopes.back());
  scopes.pop_back();
  if (kind == Scope::Kind::ComponentType)
    return AnyTypeId(TRY(finishComponent(*done, offset)));
  InstanceType type;
  type.exports = std::move(done->exports);
  type.defined = std::move(done->defined);
  return AnyTypeId(TRY(types().add(std::move(type), offset)));
}

Result<void> ComponentValidator::declarator(const decl::Declarator &each) {
  uint64_t offset = each.offset;
  if (auto *d = std::get_if<CoreTypeDef>(&each.decl))
    return coreType(*d, offset);
  if (auto *d = std::get_if<TypeDef>(&each.decl))
    return type(*d, offset);
  if (auto *d = std::get_if<decl::Declarator::Import>(&each.decl))
    return import(d->name, d->type, offset);
  if (auto *d = std::get_if<decl::Declarator::Export>(&each.decl))
    return exportDeclarator(d->name, d->type, offset);
  const AliasDef &def = std::get<AliasDef>(each.decl);
  bool isOuter = std::holds_alternative<AliasDef::Outer>(def.target);
  bool isExport = std::holds_alternative<AliasDef::Export>(def.target);
  bool allowed = isOuter ? def.sort == Sort::Type || def.sort == Sort::CoreType
                         : isExport && (def.sort == Sort::Type || def.sort == Sort::Instance);
  if (!allowed)
    return Error::invalid(offset,
                          "aliases in component types may only refer to types or instances");
  return alias(def, offset);
}

Result<AnyTypeId> ComponentValidator::make(const decl::Func &func, uint64_t offset) {
  return AnyTypeId(TRY(funcType(func, offset)));
}

Result<AnyTypeId> ComponentValidator::make(const decl::ComponentType &type, uint64_t offset) {
  return scopeType(Scope::Kind::ComponentType, type.declarators, offset);
}

Result<AnyTypeId> ComponentValidator::make(const decl::InstanceType &type, uint64_t offset) {
  return scopeType(Scope::Kind::InstanceType, type.declarators, offset);
}

Result<void> ComponentValidator::type(const TypeDef &def, uint64_t offset) {
  return std::visit(
      [&](const auto &declared) -> Result<void> {
        AnyTypeId made = TRY(make(declared, offset));
        scope().space.types.push_back(made);
        return {};
      },
      def.type);
}

} // namespace aotc::component
