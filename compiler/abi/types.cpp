// The pool of component-level types: checks, layout, flat form, interning.
// Entry point: TypePool::add. Specification: CanonicalABI.md, "Alignment",
// "Element Size", "Flattening".
//
// Everything derived is computed when a type is added, from its members' own
// derived values. Rejected: computing layouts on demand by walking; a type whose
// members repeat (a record of two records of two records …) takes exponential
// time then, and an attacker needs 30 lines for it.
//
// Interning is by a key that names members by their dense ids, so its length is
// that of the type's own declaration. A type with a declared name, its own or
// within, has a `shape`: the interned type without names.
#include "abi/types.h"

#include <algorithm>

#include <fmt/format.h>

#include "abi/flatten.h"

namespace aotc::abi {

uint32_t discriminantSize(size_t cases) {
  if (cases <= 0x100)
    return 1;
  return cases <= 0x10000 ? 2 : 4;
}

namespace {

uint64_t alignTo(uint64_t offset, uint32_t align) { return (offset + align - 1) / align * align; }

uint32_t flagsSize(size_t labels) {
  if (labels <= 8)
    return 1;
  return labels <= 16 ? 2 : 4;
}

struct WideLayout {
  uint64_t size;
  uint32_t align;
};

WideLayout recordLayout(const Type &type, MemoryWidth w) {
  WideLayout all{0, 1};
  for (const Member &field : type.members) {
    Layout layout = field.type->layout(w);
    all.size = alignTo(all.size, layout.align) + layout.size;
    all.align = std::max(all.align, layout.align);
  }
  return {alignTo(all.size, all.align), all.align};
}

WideLayout variantLayout(const Type &type, MemoryWidth w) {
  uint32_t tag = discriminantSize(type.members.size());
  WideLayout payload{0, 1};
  for (const Member &c : type.members) {
    if (!c.type)
      continue;
    payload.size = std::max<uint64_t>(payload.size, c.type->layout(w).size);
    payload.align = std::max(payload.align, c.type->layout(w).align);
  }
  uint32_t align = std::max(tag, payload.align);
  return {alignTo(alignTo(tag, payload.align) + payload.size, align), align};
}

WideLayout computeLayout(const Type &type, MemoryWidth w) {
  uint32_t pointer = w == MemoryWidth::Mem64 ? 8 : 4;
  switch (type.kind) {
  case TypeKind::Bool:
  case TypeKind::S8:
  case TypeKind::U8:
    return {1, 1};
  case TypeKind::S16:
  case TypeKind::U16:
    return {2, 2};
  case TypeKind::S32:
  case TypeKind::U32:
  case TypeKind::F32:
  case TypeKind::Char:
  case TypeKind::ErrorContext:
  case TypeKind::Own:
  case TypeKind::Borrow:
  case TypeKind::Stream:
  case TypeKind::Future:
    return {4, 4};
  case TypeKind::S64:
  case TypeKind::U64:
  case TypeKind::F64:
    return {8, 8};
  case TypeKind::String:
  case TypeKind::List:
  case TypeKind::Map:
    return {2 * pointer, pointer};
  case TypeKind::FixedList: {
    Layout element = type.element->layout(w); // both factors fit 32 bits
    return {uint64_t(element.size) * type.length, element.align};
  }
  case TypeKind::Record:
  case TypeKind::Tuple:
    return recordLayout(type, w);
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Option:
  case TypeKind::Result:
    return variantLayout(type, w);
  case TypeKind::Flags: {
    uint32_t size = flagsSize(type.members.size());
    return {size, size};
  }
  }
  return {0, 1};
}

using Flat = std::vector<CoreType>;

// Appends, but never more than one value beyond the limit.
void appendFlat(Flat &flat, TypeRef member, size_t w) {
  for (CoreType core : member->flats[w])
    if (flat.size() <= kMaxFlatParams)
      flat.push_back(core);
}

Flat variantFlat(const Type &type, size_t w) {
  Flat flat{CoreType::I32};
  for (const Member &c : type.members) {
    if (!c.type)
      continue;
    const Flat &payload = c.type->flats[w];
    for (size_t i = 0; i < payload.size(); ++i) {
      if (i + 1 < flat.size())
        flat[i + 1] = join(flat[i + 1], payload[i]);
      else if (flat.size() <= kMaxFlatParams)
        flat.push_back(payload[i]);
    }
  }
  return flat;
}

Flat computeFlat(const Type &type, MemoryWidth width) {
  size_t w = size_t(width);
  CoreType pointer = pointerType(width);
  switch (type.kind) {
  case TypeKind::Bool:
  case TypeKind::S8:
  case TypeKind::U8:
  case TypeKind::S16:
  case TypeKind::U16:
  case TypeKind::S32:
  case TypeKind::U32:
  case TypeKind::Char:
  case TypeKind::ErrorContext:
  case TypeKind::Own:
  case TypeKind::Borrow:
  case TypeKind::Stream:
  case TypeKind::Future:
  case TypeKind::Flags:
    return {CoreType::I32};
  case TypeKind::S64:
  case TypeKind::U64:
    return {CoreType::I64};
  case TypeKind::F32:
    return {CoreType::F32};
  case TypeKind::F64:
    return {CoreType::F64};
  case TypeKind::String:
  case TypeKind::List:
  case TypeKind::Map:
    return {pointer, pointer};
  case TypeKind::FixedList: {
    Flat flat;
    for (uint32_t i = 0; i < type.length && flat.size() <= kMaxFlatParams; ++i)
      appendFlat(flat, type.element, w);
    return flat;
  }
  case TypeKind::Record:
  case TypeKind::Tuple: {
    Flat flat;
    for (const Member &field : type.members)
      appendFlat(flat, field.type, w);
    return flat;
  }
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Option:
  case TypeKind::Result:
    return variantFlat(type, w);
  }
  return {};
}

// The rules of Binary.md and Explainer.md that concern one type alone.
Result<void> checkStructure(const Type &type, uint64_t offset) {
  switch (type.kind) {
  case TypeKind::Record:
  case TypeKind::Tuple:
  case TypeKind::Variant:
  case TypeKind::Enum:
    if (type.members.empty())
      return Error::invalid(offset, "a record, tuple, variant or enum needs at least one member");
    return {};
  case TypeKind::Flags:
    if (type.members.empty() || type.members.size() > 32)
      return Error::invalid(
          offset, fmt::format("flags must have 1 to 32 labels, not {}", type.members.size()));
    return {};
  case TypeKind::FixedList:
    if (type.length == 0)
      return Error::invalid(offset, "a list of fixed length needs a length above zero");
    return {};
  case TypeKind::Stream:
  case TypeKind::Future:
  case TypeKind::Map:
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
  case TypeKind::List:
  case TypeKind::Option:
  case TypeKind::Result:
  case TypeKind::Own:
  case TypeKind::Borrow:
    return {};
  }
  return {};
}

bool isHandle(TypeKind kind) {
  return kind == TypeKind::Own || kind == TypeKind::Borrow || kind == TypeKind::Stream ||
         kind == TypeKind::Future || kind == TypeKind::ErrorContext;
}

void inheritFrom(Type &type, TypeRef part) {
  type.depth = std::max<uint16_t>(type.depth, part->depth + 1);
  type.hasPointer |= part->hasPointer;
  type.hasHandle |= part->hasHandle;
  type.hasBorrow |= part->hasBorrow;
}

void deriveFlags(Type &type) {
  type.hasPointer =
      type.kind == TypeKind::String || type.kind == TypeKind::List || type.kind == TypeKind::Map;
  type.hasHandle = isHandle(type.kind);
  type.hasBorrow = type.kind == TypeKind::Borrow;
  type.depth = 1;
  for (const Member &member : type.members)
    if (member.type)
      inheritFrom(type, member.type);
  if (type.element)
    inheritFrom(type, type.element);
  // The payload of a stream or future is in nobody's memory yet.
  if (type.kind == TypeKind::Stream || type.kind == TypeKind::Future)
    type.hasPointer = type.hasBorrow = false;
}

// Lengths before texts keep the key unambiguous, whatever the names contain.
std::string internKey(const Type &type) {
  std::string key =
      fmt::format("{}:{}:{}:{}:{}:{}:{}:{}", int(type.kind), type.length,
                  type.element ? int64_t(type.element->id) : -1, type.resource.id,
                  type.resource.name.size(), type.resource.name, type.name.size(), type.name);
  for (const Member &member : type.members)
    key += fmt::format(";{}:{}:{}", member.name.size(), member.name,
                       member.type ? int64_t(member.type->id) : -1);
  return key;
}

} // namespace

CoreType join(CoreType a, CoreType b) {
  if (a == b)
    return a;
  bool bothNarrow =
      a != CoreType::I64 && a != CoreType::F64 && b != CoreType::I64 && b != CoreType::F64;
  return bothNarrow ? CoreType::I32 : CoreType::I64;
}

uint32_t payloadOffset(const Type &variant, MemoryWidth w) {
  uint32_t align = 1;
  for (const Member &c : variant.members)
    if (c.type)
      align = std::max(align, c.type->layout(w).align);
  return uint32_t(alignTo(discriminantSize(variant.members.size()), align));
}

std::vector<uint32_t> fieldOffsets(const Type &record, MemoryWidth w) {
  std::vector<uint32_t> offsets;
  uint64_t offset = 0;
  for (const Member &field : record.members) {
    offset = alignTo(offset, field.type->layout(w).align);
    offsets.push_back(uint32_t(offset));
    offset += field.type->layout(w).size;
  }
  return offsets;
}

Result<TypeRef> TypePool::add(Type type, uint64_t offset) {
  return addUpTo(std::move(type), kMaxSize, offset);
}

Result<TypeRef> TypePool::addUpTo(Type type, uint64_t maxSize, uint64_t offset) {
  TRY(checkStructure(type, offset));
  deriveFlags(type);
  if (type.depth > kMaxDepth)
    return Error::invalid(offset, fmt::format("types are nested deeper than {}", kMaxDepth));
  for (MemoryWidth w : {MemoryWidth::Mem32, MemoryWidth::Mem64}) {
    WideLayout layout = computeLayout(type, w);
    if (layout.size > maxSize)
      return Error::invalid(offset, fmt::format("a value of this type would take {} bytes, more "
                                                "than the limit of {}",
                                                layout.size, maxSize));
    type.layouts[size_t(w)] = {uint32_t(layout.size), layout.align};
    type.flats[size_t(w)] = computeFlat(type, w);
  }
  type.flatOverflow = type.flats[0].size() > kMaxFlatParams;
  return intern(std::move(type));
}

TypeRef TypePool::intern(Type type) {
  std::string key = internKey(type);
  if (auto found = interned.find(key); found != interned.end())
    return found->second;
  TypeRef shape = shapeOf(type);
  type.id = uint32_t(types.size());
  types.push_back(std::move(type));
  Type &added = types.back();
  added.shape = shape ? shape : &added;
  interned.emplace(std::move(key), &added);
  return &added;
}

// The type without names, or null if it has none. Terminates: the copy has no
// name and its members are their own shapes, so it is asked for none in turn.
TypeRef TypePool::shapeOf(const Type &type) {
  auto isPlain = [](TypeRef t) { return !t || t->shape == t; };
  bool plain = type.name.empty() && isPlain(type.element) &&
               std::all_of(type.members.begin(), type.members.end(),
                           [&](const Member &m) { return isPlain(m.type); });
  if (plain)
    return nullptr;
  Type copy = type;
  copy.name.clear();
  if (copy.element)
    copy.element = copy.element->shape;
  for (Member &member : copy.members)
    if (member.type)
      member.type = member.type->shape;
  return intern(std::move(copy));
}

TypeRef TypePool::primitive(TypeKind kind) {
  Type type;
  type.kind = kind;
  return *add(std::move(type)); // a type without parts breaks no rule
}

Result<TypeRef> TypePool::list(TypeRef element, uint64_t offset) {
  Type type;
  type.kind = TypeKind::List;
  type.element = element;
  return add(std::move(type), offset);
}

Result<TypeRef> TypePool::fixedList(TypeRef element, uint32_t length, uint64_t offset) {
  Type type;
  type.kind = TypeKind::FixedList;
  type.element = element;
  type.length = length;
  return add(std::move(type), offset);
}

Result<TypeRef> TypePool::map(TypeRef key, TypeRef value, uint64_t offset) {
  Type type;
  type.kind = TypeKind::Map;
  // A map's entry is no type of the program's: only its parts have to be within
  // the limit, and their sum still fits 32 bits.
  Type entry;
  entry.kind = TypeKind::Tuple;
  entry.members = {{"0", key}, {"1", value}};
  type.element = TRY(addUpTo(std::move(entry), uint64_t(kMaxSize) * 4, offset));
  return add(std::move(type), offset);
}

Result<TypeRef> TypePool::option(TypeRef some, uint64_t offset) {
  Type type;
  type.kind = TypeKind::Option;
  type.members = {{"none", nullptr}, {"some", some}};
  return add(std::move(type), offset);
}

Result<TypeRef> TypePool::result(TypeRef ok, TypeRef error, uint64_t offset) {
  Type type;
  type.kind = TypeKind::Result;
  type.members = {{"ok", ok}, {"error", error}};
  return add(std::move(type), offset);
}

Result<TypeRef> TypePool::tuple(const std::vector<TypeRef> &elements, uint64_t offset) {
  Type type;
  type.kind = TypeKind::Tuple;
  for (size_t i = 0; i < elements.size(); ++i)
    type.members.push_back({fmt::format("{}", i), elements[i]});
  return add(std::move(type), offset);
}

Result<TypeRef> TypePool::handle(TypeKind ownOrBorrow, ResourceRef resource) {
  Type type;
  type.kind = ownOrBorrow;
  type.resource = std::move(resource);
  return add(std::move(type));
}

Result<TypeRef> TypePool::streamOrFuture(TypeKind kind, TypeRef payload, uint64_t offset) {
  Type type;
  type.kind = kind;
  type.element = payload;
  return add(std::move(type), offset);
}

Result<TypeRef> TypePool::named(TypeRef type, std::string name, uint64_t offset) {
  Type copy = *type;
  copy.name = std::move(name);
  return add(std::move(copy), offset);
}

} // namespace aotc::abi
