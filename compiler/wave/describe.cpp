// Writes the table that abi/value_types.h specifies. Entry point: describe.
//
// Each shape is written once, members before what they are members of, so that a
// table is as long as the type's graph and not as the type written out. Layouts and
// flat forms are those of compiler/abi: the runtime library computes none itself.
#include "wave/describe.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

#include "abi/value_types.h"

namespace aotc::wave {

using namespace abi;
using rt::ValueKind;

namespace {

std::optional<ValueKind> valueKind(TypeKind kind) {
  switch (kind) {
#define KIND(NAME)                                                                                 \
  case TypeKind::NAME:                                                                             \
    return ValueKind::NAME;
    KIND(Bool)
    KIND(S8)
    KIND(U8)
    KIND(S16)
    KIND(U16)
    KIND(S32)
    KIND(U32)
    KIND(S64)
    KIND(U64)
    KIND(F32)
    KIND(F64)
    KIND(Char)
    KIND(String)
    KIND(List)
    KIND(FixedList)
    KIND(Map)
    KIND(Record)
    KIND(Tuple)
    KIND(Variant)
    KIND(Enum)
    KIND(Option)
    KIND(Result)
    KIND(Flags)
    KIND(Own)
#undef KIND
  case TypeKind::ErrorContext:
  case TypeKind::Borrow:
  case TypeKind::Stream:
  case TypeKind::Future:
    return std::nullopt;
  }
  return std::nullopt;
}

class Writer {
public:
  Writer(const FuncType &type, MemoryWidth width) : func(type), width(width) {}

  Description run() {
    namespace at = rt::value_types;
    CoreSignature core = coreSignature(func, Direction::Lift, {width});
    Layout params = paramsLayout(func, width);
    std::vector<uint32_t> offsets = paramOffsets(func, width);
    uint32_t count = uint32_t(func.params.size());
    words.resize(at::kFuncWords + count * at::kParamWords);
    words[at::PointerBytes] = width == MemoryWidth::Mem64 ? 8 : 4;
    words[at::ParamsSpilled] = core.paramsSpilled;
    words[at::ParamsBytes] = params.size;
    words[at::ParamsAlign] = params.align;
    words[at::Params] = count;
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t param = at::kFuncWords + i * at::kParamWords;
      set(param, name(func.params[i].name));
      set(param + 1, type(func.params[i].type));
      set(param + 2, offsets[i]);
    }
    if (func.result)
      set(at::ResultType, type(func.result));
    return {std::move(words), std::move(resources)};
  }

private:
  void set(uint32_t at, uint32_t word) { words[at] = word; }

  uint32_t name(const std::string &text) {
    auto [known, isNew] = names.try_emplace(text, uint32_t(words.size()));
    if (isNew) {
      words.push_back(uint32_t(text.size()));
      words.resize(words.size() + (text.size() + 3) / 4);
      std::memcpy(words.data() + known->second + 1, text.data(), text.size());
    }
    return known->second;
  }

  // Recursion is bounded by TypePool::kMaxDepth.
  uint32_t type(TypeRef type) {
    auto found = types.find(type->shape);
    if (found != types.end())
      return found->second;
    std::vector<uint32_t> node = contents(*type);
    uint32_t at = uint32_t(words.size());
    words.insert(words.end(), node.begin(), node.end());
    types.emplace(type->shape, at);
    return at;
  }

  std::vector<uint32_t> contents(const Type &t) {
    Layout layout = t.layout(width);
    std::vector<uint32_t> node = {uint32_t(*valueKind(t.kind)), layout.size, layout.align,
                                  t.flatOverflow ? rt::kManyFlat
                                                 : uint32_t(t.flats[size_t(width)].size())};
    if (t.element)
      node.push_back(type(t.element));
    if (t.kind == TypeKind::FixedList)
      node.push_back(t.length);
    if (t.kind == TypeKind::Own)
      node.push_back(resource(t.resource.id));
    if (t.members.empty())
      return node;
    node.push_back(uint32_t(t.members.size()));
    if (t.isVariantLike()) {
      node.push_back(payloadOffset(t, width));
      node.push_back(discriminantSize(t.members.size()));
    }
    std::vector<uint32_t> offsets;
    if (t.isRecordLike())
      offsets = fieldOffsets(t, width);
    for (size_t i = 0; i < t.members.size(); ++i) {
      node.push_back(name(t.members[i].name));
      if (t.kind == TypeKind::Flags)
        continue;
      node.push_back(t.members[i].type ? type(t.members[i].type) : 0);
      if (t.isRecordLike())
        node.push_back(offsets[i]);
    }
    return node;
  }

  uint32_t resource(uint32_t id) {
    auto found = std::find(resources.begin(), resources.end(), id);
    if (found == resources.end())
      found = resources.insert(found, id);
    return uint32_t(found - resources.begin());
  }

  const FuncType &func;
  MemoryWidth width;
  std::vector<uint32_t> words, resources;
  std::unordered_map<std::string, uint32_t> names;
  std::unordered_map<TypeRef, uint32_t> types; // by shape
};

// Recursion is bounded by TypePool::kMaxDepth; each type is looked at once.
bool hasValues(TypeRef type, std::unordered_set<TypeRef> &seen) {
  if (!type || !type->hasHandle || !seen.insert(type).second)
    return true;
  return valueKind(type->kind) && hasValues(type->element, seen) &&
         std::all_of(type->members.begin(), type->members.end(),
                     [&](const Member &member) { return hasValues(member.type, seen); });
}

} // namespace

std::optional<std::string> indescribable(const FuncType &type) {
  for (const Param &param : type.params)
    if (param.type->hasHandle)
      return "its parameter '" + param.name + "' holds a handle, stream or future";
  std::unordered_set<TypeRef> seen;
  if (type.result && !hasValues(type.result, seen))
    return "its result holds a stream, future or error context";
  return std::nullopt;
}

Description describe(const FuncType &type, MemoryWidth width) { return Writer(type, width).run(); }

} // namespace aotc::wave
