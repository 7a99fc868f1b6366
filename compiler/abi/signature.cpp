// Canonical text of types. Entry points: typeText, signature, coreText.
//
// Text, not a hash: it is what a message about a mismatch shows, it can be
// grepped for in generated files, and equality is strcmp. Since shared parts of
// a type are written out each time, the text of a small type can be
// exponentially long; writing stops at kMaxSignature.
#include "abi/signature.h"

#include <fmt/format.h>

#include "abi/names.h"

namespace aotc::abi {

namespace {

std::string_view keyword(TypeKind kind) {
  switch (kind) {
  case TypeKind::Bool:
    return "bool";
  case TypeKind::S8:
    return "s8";
  case TypeKind::U8:
    return "u8";
  case TypeKind::S16:
    return "s16";
  case TypeKind::U16:
    return "u16";
  case TypeKind::S32:
    return "s32";
  case TypeKind::U32:
    return "u32";
  case TypeKind::S64:
    return "s64";
  case TypeKind::U64:
    return "u64";
  case TypeKind::F32:
    return "f32";
  case TypeKind::F64:
    return "f64";
  case TypeKind::Char:
    return "char";
  case TypeKind::String:
    return "string";
  case TypeKind::ErrorContext:
    return "error-context";
  case TypeKind::List:
    return "list";
  case TypeKind::FixedList:
    return "list";
  case TypeKind::Map:
    return "map";
  case TypeKind::Record:
    return "record";
  case TypeKind::Tuple:
    return "tuple";
  case TypeKind::Variant:
    return "variant";
  case TypeKind::Enum:
    return "enum";
  case TypeKind::Option:
    return "option";
  case TypeKind::Result:
    return "result";
  case TypeKind::Flags:
    return "flags";
  case TypeKind::Own:
    return "own";
  case TypeKind::Borrow:
    return "borrow";
  case TypeKind::Stream:
    return "stream";
  case TypeKind::Future:
    return "future";
  }
  return "?";
}

class TextWriter {
public:
  explicit TextWriter(const ResourceNames &names) : names(names) {}

  std::string out;
  bool tooLong() const { return out.size() > kMaxSignature; }

  // Recursion is bounded by TypePool::kMaxDepth, work by kMaxSignature.
  void write(TypeRef type) {
    if (tooLong())
      return;
    out += keyword(type->kind);
    switch (type->kind) {
    case TypeKind::Record:
      return writeMembers(*type, [this](const Member &m) {
        out += ':';
        write(m.type);
      });
    case TypeKind::Variant:
    case TypeKind::Enum:
    case TypeKind::Flags:
      return writeMembers(*type, [this](const Member &m) { writePayload(m.type); });
    case TypeKind::Tuple:
      return writeArguments(type->members);
    case TypeKind::Map:
      return writeArguments(type->element->members);
    case TypeKind::Option:
      return writeArguments({type->members[1]});
    case TypeKind::Result:
      if (type->members[0].type || type->members[1].type)
        writeArguments(type->members);
      return;
    case TypeKind::List:
    case TypeKind::Stream:
    case TypeKind::Future:
      if (type->element)
        writeArguments({{"", type->element}});
      return;
    case TypeKind::FixedList:
      out += '<';
      write(type->element);
      out += fmt::format(",{}>", type->length);
      return;
    case TypeKind::Own:
    case TypeKind::Borrow:
      out += '<' + names(type->resource) + '>';
      return;
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
      return;
    }
  }

private:
  const ResourceNames &names;

  template <typename F> void writeMembers(const Type &type, F afterName) {
    char separator = '{';
    for (const Member &member : type.members) {
      if (tooLong())
        return;
      out += separator + member.name;
      afterName(member);
      separator = ',';
    }
    out += '}';
  }
  void writePayload(TypeRef payload) {
    if (!payload)
      return;
    out += '(';
    write(payload);
    out += ')';
  }
  void writeArguments(const std::vector<Member> &members) {
    char separator = '<';
    for (const Member &member : members) {
      if (tooLong())
        return;
      out += separator;
      if (member.type)
        write(member.type);
      else
        out += '_';
      separator = ',';
    }
    out += '>';
  }
};

Result<std::string> finish(TextWriter writer) {
  if (writer.tooLong())
    return Error::invalid(
        0, fmt::format("the text of a type would be longer than {} bytes", kMaxSignature));
  return std::move(writer.out);
}

std::string ownName(const ResourceRef &resource) { return resource.name; }

} // namespace

Result<std::string> typeText(TypeRef type) {
  const ResourceNames names = ownName;
  TextWriter writer(names);
  writer.write(type);
  return finish(std::move(writer));
}

Result<std::string> signature(const FuncType &type) { return signature(type, ownName); }

Result<std::string> signature(const FuncType &type, const ResourceNames &names) {
  TextWriter writer(names);
  writer.out = type.async ? "async func(" : "func(";
  for (size_t i = 0; i < type.params.size() && !writer.tooLong(); ++i) {
    writer.out += (i ? "," : "") + type.params[i].name + ':';
    writer.write(type.params[i].type);
  }
  writer.out += ')';
  if (type.result) {
    writer.out += "->";
    writer.write(type.result);
  }
  return finish(std::move(writer));
}

std::string_view coreTypeName(CoreType type) {
  switch (type) {
  case CoreType::I32:
    return "i32";
  case CoreType::I64:
    return "i64";
  case CoreType::F32:
    return "f32";
  case CoreType::F64:
    return "f64";
  }
  return "?";
}

std::string coreText(const CoreSignature &signature) {
  std::string out = "(";
  for (size_t i = 0; i < signature.params.size(); ++i)
    out += fmt::format("{}{}", i ? "," : "", coreTypeName(signature.params[i]));
  out += ")->(";
  for (size_t i = 0; i < signature.results.size(); ++i)
    out += fmt::format("{}{}", i ? "," : "", coreTypeName(signature.results[i]));
  return out + ")";
}

} // namespace aotc::abi
