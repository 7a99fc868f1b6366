// Type names and expressions to abi types; functions. Entry points for
// resolve.cpp and resolve_worlds.cpp: resolveName, functions, function.
//
// A name is resolved when it is first looked up, whatever the order of
// declarations; one that is being resolved already refers to itself. Records,
// variants, enums and flags carry the name under which they are declared
// ("wasi:io/streams@0.2/stream-error"), an alias is just another name for what
// it stands for.
#include <algorithm>

#include <fmt/format.h>

#include "wit/resolver.h"

namespace aotc::wit {

using abi::TypeKind;
using abi::TypeRef;

namespace {

// Labels that differ only by case are the same (Explainer.md, "strongly-unique").
class UniqueNames {
public:
  Result<void> add(Ident name) {
    if (!seen.insert(lowerCase(name.text)).second)
      return Error::invalid(name.offset, fmt::format("'{}' is defined twice", name.text));
    return {};
  }

private:
  std::set<std::string> seen;
};

TypeKind kindOf(DeclKind kind) {
  switch (kind) {
  case DeclKind::Record:
    return TypeKind::Record;
  case DeclKind::Variant:
    return TypeKind::Variant;
  case DeclKind::Enum:
    return TypeKind::Enum;
  case DeclKind::Flags:
    return TypeKind::Flags;
  case DeclKind::Alias:
  case DeclKind::Resource:
    break;
  }
  return TypeKind::Record;
}

// WIT.md's kt.
bool isMapKey(TypeKind kind) {
  return kind <= TypeKind::U64 || kind == TypeKind::Char || kind == TypeKind::String;
}

} // namespace

std::string lowerCase(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return result;
}

TypeDefId Resolver::addDef(TypeDef def) {
  bool declaredHere =
      def.kind == TypeDefKind::Resource || (def.kind == TypeDefKind::Type && !def.isAlias);
  std::string name = def.isResource() ? def.resource.name : def.type->name;
  TypeDefId id = out->types.push(std::move(def));
  if (declaredHere)
    out->declared.emplace(std::move(name), id);
  return id;
}

Result<TypeDefId> Resolver::resolveName(Scope &scope, std::string_view text, uint64_t offset) {
  auto found = scope.names.find(text);
  if (found == scope.names.end())
    return Error::invalid(offset, fmt::format("there is no type '{}' here", text));
  Name &name = found->second;
  if (name.state == State::Done)
    return name.def;
  if (name.state == State::Active)
    return Error::invalid(name.offset, fmt::format("type '{}' refers to itself", text));
  DepthGuard guard(depth);
  if (guard.tooDeep())
    return Error::invalid(name.offset, "types refer to each other too deeply");
  name.state = State::Active;
  name.def = name.decl ? TRY(resolveDecl(scope, *name.decl)) : TRY(resolveUsed(scope, text, name));
  name.state = State::Done;
  return name.def;
}

Result<TypeDefId> Resolver::resolveUsed(Scope &scope, std::string_view text, Name &name) {
  Scope &from = *scopes[name.from];
  TypeDef def;
  def.target = TRY(resolveName(from, name.fromName, name.offset));
  def.name = text;
  def.kind = TypeDefKind::Use;
  def.owner = scope.interface;
  def.type = out->types[def.target].type;
  def.resource = out->types[def.target].resource;
  return addDef(std::move(def));
}

Result<TypeDefId> Resolver::resolveDecl(Scope &scope, const TypeDecl &decl) {
  TypeDef def;
  def.name = decl.name.text;
  def.owner = scope.interface;
  def.gate = keep(decl.gate);
  std::string name = fmt::format("{}/{}", scope.prefix, decl.name.text);
  if (decl.kind == DeclKind::Alias)
    return resolveAlias(scope, decl, std::move(def));
  if (decl.kind == DeclKind::Resource) {
    def.kind = TypeDefKind::Resource;
    def.resource.name = name;
    return addDef(std::move(def));
  }
  TypeRef shape = TRY(structure(scope, decl));
  def.type = TRY(out->pool.named(shape, name, decl.name.offset));
  return addDef(std::move(def));
}

Result<TypeDefId> Resolver::resolveAlias(Scope &scope, const TypeDecl &decl, TypeDef def) {
  def.isAlias = true;
  if (!decl.alias.kind && scope.names.contains(decl.alias.name.text)) {
    def.target = TRY(resolveName(scope, decl.alias.name.text, decl.alias.offset));
    def.type = out->types[def.target].type;
    def.resource = out->types[def.target].resource;
  } else {
    def.type = TRY(type(scope, decl.alias));
  }
  return addDef(std::move(def));
}

Result<TypeRef> Resolver::structure(Scope &scope, const TypeDecl &decl) {
  abi::Type shape;
  shape.kind = kindOf(decl.kind);
  UniqueNames unique;
  for (const MemberDecl &member : decl.members) {
    TRY(unique.add(member.name));
    TypeRef memberType = member.type ? TRY(type(scope, *member.type)) : nullptr;
    shape.members.push_back({std::string(member.name.text), memberType});
  }
  return out->pool.add(std::move(shape), decl.name.offset);
}

Result<TypeRef> Resolver::namedType(Scope &scope, const TypeExpr &expr) {
  if (expr.name.text == "error-context" && !scope.names.contains(expr.name.text))
    return out->pool.primitive(TypeKind::ErrorContext);
  TypeDefId id = TRY(resolveName(scope, expr.name.text, expr.offset));
  const TypeDef &def = out->types[id];
  if (def.isResource()) // a resource's bare name is an owning handle
    return out->pool.handle(TypeKind::Own, def.resource);
  return def.type;
}

Result<TypeRef> Resolver::handleType(Scope &scope, const TypeExpr &expr) {
  TypeDefId id = TRY(resolveName(scope, expr.name.text, expr.name.offset));
  const TypeDef &def = out->types[id];
  if (!def.isResource())
    return Error::invalid(expr.name.offset, fmt::format("'{}' is not a resource", expr.name.text));
  return out->pool.handle(*expr.kind, def.resource);
}

Result<std::vector<TypeRef>> Resolver::argumentTypes(Scope &scope, const TypeExpr &expr) {
  std::vector<TypeRef> arguments;
  for (const TypeExpr &argument : expr.args)
    arguments.push_back(argument.absent ? nullptr : TRY(type(scope, argument)));
  return arguments;
}

// Recursion is bounded by the parser's limit of nesting and by resolveName.
Result<TypeRef> Resolver::type(Scope &scope, const TypeExpr &expr) {
  if (!expr.kind)
    return namedType(scope, expr);
  if (*expr.kind == TypeKind::Own || *expr.kind == TypeKind::Borrow)
    return handleType(scope, expr);
  abi::TypePool &pool = out->pool;
  auto args = TRY(argumentTypes(scope, expr));
  switch (*expr.kind) {
  case TypeKind::List:
    return pool.list(args[0], expr.offset);
  case TypeKind::FixedList:
    return pool.fixedList(args[0], expr.length, expr.offset);
  case TypeKind::Map:
    if (!isMapKey(args[0]->kind))
      return Error::invalid(expr.offset, "a map's key must be bool, an integer, char or string");
    return pool.map(args[0], args[1], expr.offset);
  case TypeKind::Tuple:
    return pool.tuple(args, expr.offset);
  case TypeKind::Option:
    return pool.option(args[0], expr.offset);
  case TypeKind::Result:
    return pool.result(args[0], args[1], expr.offset);
  case TypeKind::Stream:
  case TypeKind::Future:
    return pool.streamOrFuture(*expr.kind, args.empty() ? nullptr : args[0], expr.offset);
  case TypeKind::Bool:
  case TypeKind::S8:
  case TypeKind::U8:
  case TypeKind::S16:
  case TypeKind::U16:
  case TypeKind::S32:
  case TypeKind::U32:
  case TypeKind::S64:
  case TypeKind::U64:
  case TypeKind::F32:
  case TypeKind::F64:
  case TypeKind::Char:
  case TypeKind::String:
  case TypeKind::ErrorContext:
    return pool.primitive(*expr.kind);
  case TypeKind::Record:
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Flags:
  case TypeKind::Own:
  case TypeKind::Borrow:
    break;
  }
  return Error::internal("a type expression that the parser doesn't make");
}

Result<Function> Resolver::function(Scope &scope, const FuncDecl &decl, TypeDefId resource) {
  Function function;
  function.kind = decl.kind;
  function.item = decl.name.text;
  function.resource = resource;
  function.gate = keep(decl.gate);
  function.type.async = decl.async;
  std::string of = resource.valid() ? out->types[resource].name : "";
  switch (decl.kind) {
  case FunctionKind::Free:
    function.name = function.item;
    break;
  case FunctionKind::Method:
    function.name = fmt::format("[method]{}.{}", of, function.item);
    break;
  case FunctionKind::Static:
    function.name = fmt::format("[static]{}.{}", of, function.item);
    break;
  case FunctionKind::Constructor:
    function.name = fmt::format("[constructor]{}", of);
    break;
  }
  UniqueNames unique;
  if (decl.kind == FunctionKind::Method) {
    TypeRef self = TRY(out->pool.handle(TypeKind::Borrow, out->types[resource].resource));
    function.type.params.push_back({"self", self});
    TRY(unique.add({"self", decl.name.offset}));
  }
  for (const ParamDecl &param : decl.params) {
    TRY(unique.add(param.name));
    TypeRef paramType = TRY(type(scope, param.type));
    function.type.params.push_back({std::string(param.name.text), paramType});
  }
  if (decl.result)
    function.type.result = TRY(type(scope, *decl.result));
  if (function.type.result && function.type.result->hasBorrow)
    return Error::invalid(decl.name.offset, fmt::format("the result of '{}' holds a borrowed "
                                                        "handle",
                                                        function.item));
  if (decl.kind == FunctionKind::Constructor)
    TRY(constructorResult(function, decl, scope));
  return function;
}

Result<void> Resolver::constructorResult(Function &function, const FuncDecl &decl, const Scope &) {
  TypeRef own = TRY(out->pool.handle(TypeKind::Own, out->types[function.resource].resource));
  if (!function.type.result) {
    function.type.result = own;
    return {};
  }
  TypeRef result = function.type.result;
  if (result->kind != TypeKind::Result || !abi::sameType(result->members[0].type, own))
    return Error::invalid(decl.name.offset, "a constructor's result must be result<RESOURCE, …>");
  return {};
}

Result<void> Resolver::functions(Scope &scope, const std::vector<TypeDecl> &types,
                                 const std::vector<FuncDecl> &free, std::vector<Function> &into) {
  for (const TypeDecl &decl : types) {
    if (decl.kind != DeclKind::Resource || !isEnabled(decl.gate))
      continue;
    TypeDefId resource = TRY(resolveName(scope, decl.name.text, decl.name.offset));
    UniqueNames unique;
    for (const FuncDecl &member : decl.functions) {
      if (!isEnabled(member.gate))
        continue;
      TRY(unique.add(member.name));
      into.push_back(TRY(function(scope, member, resource)));
    }
  }
  UniqueNames unique;
  for (const FuncDecl &decl : free) {
    if (!isEnabled(decl.gate))
      continue;
    TRY(unique.add(decl.name));
    into.push_back(TRY(function(scope, decl, {})));
  }
  return {};
}

} // namespace aotc::wit
