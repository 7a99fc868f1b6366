// JSON values to data, led by the function's type. Entry point: encodeValue.
//
// wasm-tools writes {"type": "record", "value": [["name", {…}], …]} and so on;
// numbers are decimal text, floating-point ones the text of their bits or a NaN
// pattern. Lifted NaNs are canonical, so that the patterns are one value here.
#include "component_values.h"

#include <cstdlib>

#include <fmt/format.h>

#include "canon/unicode.h"

namespace aotc::wast {

namespace json = llvm::json;
using rt::TypeView;
using rt::ValueKind;

namespace {

template <typename T> void put(std::string &out, T word) {
  out.append(reinterpret_cast<const char *>(&word), sizeof(T));
}

Error wrong(std::string_view what) {
  return Error::invalid(0, fmt::format("the value isn't of the function's type: {}", what));
}

std::string_view text(const json::Value *value) {
  return value ? std::string_view(value->getAsString().value_or("")) : std::string_view();
}

class Encoder {
public:
  explicit Encoder(std::string &out) : out(out) {}

  // Recursion is as deep as the type.
  Result<void> encode(const json::Value &json, TypeView type) {
    const json::Object *object = json.getAsObject();
    const json::Value *value = object ? object->get("value") : nullptr;
    if (!value || text(object->get("type")) != typeName(type.kind()))
      return wrong(fmt::format("expected a {}", rt::keyword(type.kind())));
    switch (type.kind()) {
    case ValueKind::Bool:
      put(out, uint8_t(value->getAsBoolean().value_or(false)));
      return {};
    case ValueKind::S8:
    case ValueKind::U8:
      return number<uint8_t>(*value);
    case ValueKind::S16:
    case ValueKind::U16:
      return number<uint16_t>(*value);
    case ValueKind::S32:
    case ValueKind::U32:
      return number<uint32_t>(*value);
    case ValueKind::S64:
    case ValueKind::U64:
      return number<uint64_t>(*value);
    case ValueKind::F32:
      return isNan(*value) ? bits(rt::kCanonicalNan32) : number<uint32_t>(*value);
    case ValueKind::F64:
      return isNan(*value) ? bits(rt::kCanonicalNan64) : number<uint64_t>(*value);
    case ValueKind::Char: {
      std::string text = value->getAsString().value_or("").str();
      std::string_view rest = text;
      return rest.empty() ? wrong("an empty char") : bits(rt::nextCharacter(rest));
    }
    case ValueKind::String:
      put(out, uint32_t(value->getAsString().value_or("").size()));
      out += value->getAsString().value_or("");
      return {};
    case ValueKind::List:
    case ValueKind::Map:
      put(out, uint32_t(size(*value)));
      return elements(*value, size(*value), [&](size_t) { return type.element(); });
    case ValueKind::FixedList:
      return elements(*value, type.length(), [&](size_t) { return type.element(); });
    case ValueKind::Tuple:
      return elements(*value, type.count(), [&](size_t i) { return type.fieldType(uint32_t(i)); });
    case ValueKind::Record:
      return record(*value, type);
    case ValueKind::Variant:
      return variant(*value, type);
    case ValueKind::Enum:
      return caseOf(value->getAsString().value_or(""), nullptr, type);
    case ValueKind::Option:
      return value->kind() == json::Value::Null ? caseOf("none", nullptr, type)
                                                : caseOf("some", value, type);
    case ValueKind::Result:
      return result(*value, type);
    case ValueKind::Flags:
      return flags(*value, type);
    case ValueKind::Own:
      return wrong("a handle");
    }
    return {};
  }

private:
  static std::string_view typeName(ValueKind kind) {
    return kind == ValueKind::FixedList ? "list" : rt::keyword(kind);
  }

  template <typename T> Result<void> bits(T word) {
    put(out, word);
    return {};
  }
  template <typename T> Result<void> number(const json::Value &value) {
    std::string text = value.getAsString().value_or("0").str();
    return bits(static_cast<T>(text.starts_with('-')
                                   ? uint64_t(std::strtoll(text.c_str(), nullptr, 10))
                                   : std::strtoull(text.c_str(), nullptr, 10)));
  }
  static bool isNan(const json::Value &value) {
    return value.getAsString().value_or("").starts_with("nan:");
  }

  static size_t size(const json::Value &value) {
    return value.getAsArray() ? value.getAsArray()->size() : 0;
  }

  template <typename TypeAt>
  Result<void> elements(const json::Value &value, size_t count, TypeAt typeAt) {
    if (size(value) != count)
      return wrong("another number of elements");
    for (size_t i = 0; i < count; ++i)
      TRY(encode((*value.getAsArray())[i], typeAt(i)));
    return {};
  }

  Result<void> record(const json::Value &value, TypeView type) {
    if (size(value) != type.count())
      return wrong("another number of fields");
    for (uint32_t i = 0; i < type.count(); ++i) {
      const json::Array *field = (*value.getAsArray())[i].getAsArray();
      if (!field || field->size() != 2 || text(&(*field)[0]) != type.fieldName(i))
        return wrong("another field");
      TRY(encode((*field)[1], type.fieldType(i)));
    }
    return {};
  }

  Result<void> variant(const json::Value &value, TypeView type) {
    const json::Object *object = value.getAsObject();
    if (!object)
      return wrong("no case");
    return caseOf(object->getString("case").value_or(""), object->get("payload"), type);
  }

  Result<void> result(const json::Value &value, TypeView type) {
    const json::Object *object = value.getAsObject();
    if (!object)
      return wrong("no case");
    if (const json::Value *ok = object->get("Ok"))
      return caseOf("ok", ok, type);
    return caseOf("error", object->get("Err"), type);
  }

  Result<void> caseOf(std::string_view name, const json::Value *payload, TypeView type) {
    for (uint32_t i = 0; i < type.count(); ++i) {
      if (type.caseName(i) != name)
        continue;
      put(out, i);
      TypeView payloadType = type.casePayload(i);
      bool isGiven = payload && payload->kind() != json::Value::Null;
      if (isGiven != bool(payloadType))
        return wrong("a payload");
      return isGiven ? encode(*payload, payloadType) : Result<void>();
    }
    return wrong(fmt::format("no case '{}'", name));
  }

  Result<void> flags(const json::Value &value, TypeView type) {
    uint32_t bits = 0;
    for (size_t k = 0; k < size(value); ++k) {
      uint32_t i = 0;
      std::string_view label = text(&(*value.getAsArray())[k]);
      while (i < type.count() && type.label(i) != label)
        ++i;
      if (i == type.count())
        return wrong("no such flag");
      bits |= uint32_t(1) << i;
    }
    put(out, bits);
    return {};
  }

  std::string &out;
};

} // namespace

Result<void> encodeValue(const json::Value &json, TypeView type, std::string &out) {
  return Encoder(out).encode(json, type);
}

} // namespace aotc::wast
