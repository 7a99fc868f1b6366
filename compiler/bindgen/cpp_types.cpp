// The table of types of runtime-lib/canon/README.md. Entry point:
// CppTypes::spell.
//
// A declared type that holds no string and no list is the same C++ type both
// ways. One that does has different members for parameters and for results; most
// are used in one way only and keep their plain name, the others are two types.
#include "bindgen/cpp_types.h"

#include <fmt/format.h>

#include "bindgen/cpp_names.h"

namespace aotc::bindgen {

using abi::TypeKind;
using abi::TypeRef;

Place placeOf(const wit::Resolved &resolved, const wit::Interface &interface) {
  const std::string &package = resolved.packages[interface.package].name;
  size_t colon = package.find(':');
  std::string ns = snake(std::string_view(package).substr(0, colon));
  std::string name = snake(std::string_view(package).substr(colon + 1));
  std::string file = snake(interface.name);
  std::string fileName = file.back() == '_' ? file.substr(0, file.size() - 1) : file;
  return {fmt::format("{}/{}/{}", ns, name, fileName), fmt::format("{}::{}::{}", ns, name, file)};
}

CppTypes::CppTypes(const wit::Resolved &resolved, const std::vector<wit::InterfaceId> &interfaces)
    : resolved(resolved) {
  for (wit::InterfaceId id : interfaces)
    for (const wit::Function &function : resolved.interfaces[id].functions) {
      for (const abi::Param &param : function.type.params)
        learn(param.type, Way::In);
      if (function.type.result)
        learn(function.type.result, Way::Out);
    }
}

void CppTypes::learn(TypeRef type, Way way) {
  if (!used[size_t(way)].insert(type).second)
    return;
  if (type->element)
    learn(type->element, way);
  for (const abi::Member &member : type->members)
    if (member.type)
      learn(member.type, way);
}

std::vector<Way> CppTypes::versions(TypeRef type) const {
  if (!type->hasPointer)
    return {Way::In};
  std::vector<Way> ways;
  for (Way way : {Way::In, Way::Out})
    if (used[size_t(way)].contains(type))
      ways.push_back(way);
  return ways.empty() ? std::vector{Way::In} : ways;
}

std::string CppTypes::declaredName(const wit::TypeDef &def, Way way) const {
  bool second = way == Way::Out && !def.isResource() && versions(def.type).size() == 2;
  return upperCamel(def.name) + (second ? "Out" : "");
}

std::string CppTypes::qualified(const std::string &abiName, const std::string &name) const {
  auto found = resolved.declared.find(abiName);
  if (found == resolved.declared.end() || !resolved.types[found->second].owner.valid())
    return name;
  const wit::TypeDef &def = resolved.types[found->second];
  return fmt::format("{}::{}", placeOf(resolved, resolved.interfaces[def.owner]).scope, name);
}

std::string CppTypes::resourceName(const abi::ResourceRef &resource) const {
  auto found = resolved.declared.find(resource.name);
  std::string name = found == resolved.declared.end()
                         ? mangle(resource.name)
                         : upperCamel(resolved.types[found->second].name);
  return qualified(resource.name, name);
}

Result<std::string> CppTypes::spellList(TypeRef element, Way way) const {
  if (element->kind == TypeKind::U8)
    return std::string(way == Way::In ? "std::span<const uint8_t>" : "GuestList<uint8_t>");
  std::string name = TRY(spell(element, way));
  return fmt::format("{}<{}>", way == Way::In ? "ListView" : "GuestList", name);
}

Result<std::string> CppTypes::spellTuple(const abi::Type &type, Way way) const {
  std::string text = "std::tuple<";
  for (const abi::Member &member : type.members)
    text += (text.back() == '<' ? "" : ", ") + TRY(spell(member.type, way));
  return text + ">";
}

Result<std::string> CppTypes::spell(TypeRef type, Way way) const {
  switch (type->kind) {
  case TypeKind::Bool:
    return std::string("bool");
  case TypeKind::S8:
    return std::string("int8_t");
  case TypeKind::U8:
    return std::string("uint8_t");
  case TypeKind::S16:
    return std::string("int16_t");
  case TypeKind::U16:
    return std::string("uint16_t");
  case TypeKind::S32:
    return std::string("int32_t");
  case TypeKind::U32:
    return std::string("uint32_t");
  case TypeKind::S64:
    return std::string("int64_t");
  case TypeKind::U64:
    return std::string("uint64_t");
  case TypeKind::F32:
    return std::string("float");
  case TypeKind::F64:
    return std::string("double");
  case TypeKind::Char:
    return std::string("char32_t");
  case TypeKind::String:
    return std::string(way == Way::In ? "std::string_view" : "GuestString");
  case TypeKind::List:
  case TypeKind::Map:
    return spellList(type->element, way);
  case TypeKind::Tuple:
    return spellTuple(*type, way);
  case TypeKind::Option: {
    std::string some = TRY(spell(type->members[1].type, way));
    return fmt::format("std::optional<{}>", some);
  }
  case TypeKind::Result: {
    TypeRef ok = type->members[0].type, error = type->members[1].type;
    std::string okName = ok ? TRY(spell(ok, way)) : "void";
    std::string errorName = error ? TRY(spell(error, way)) : "void";
    return fmt::format("Expected<{}, {}>", okName, errorName);
  }
  case TypeKind::Record:
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Flags: {
    auto found = resolved.declared.find(type->name);
    if (found == resolved.declared.end())
      return Error::internal("a record, variant, enum or flags type without a name");
    return qualified(type->name, declaredName(resolved.types[found->second], way));
  }
  case TypeKind::Own:
    return fmt::format("Own<{}>", resourceName(type->resource));
  case TypeKind::Borrow:
    return resourceName(type->resource) + " *";
  case TypeKind::FixedList:
    return Error::unsupported({}, "lists of fixed length in host functions");
  case TypeKind::ErrorContext:
  case TypeKind::Stream:
  case TypeKind::Future:
    return Error::unsupported({}, "streams, futures and error contexts in host functions "
                                  "(component model async)");
  }
  return Error::internal("a type of no kind");
}

} // namespace aotc::bindgen
