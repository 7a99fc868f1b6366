// The arena of component types. Entry points: the makers of ComponentTypes.
//
// Value types are thin: structure, layout and equality are those of the
// canonical ABI's pool (abi/types.h), so that there is one implementation of
// them. What is added here is identity: which index a part was named by, which
// the rules on externally visible names need. Rejected: comparing types by
// walking them, which is exponential for types that share their parts.
#include "component/types.h"

#include <algorithm>

#include <fmt/format.h>

#include "abi/signature.h"

namespace aotc::component {

namespace {

// In the order of PrimType.
constexpr abi::TypeKind kPrimitives[] = {
    abi::TypeKind::Bool,   abi::TypeKind::S8,           abi::TypeKind::U8,  abi::TypeKind::S16,
    abi::TypeKind::U16,    abi::TypeKind::S32,          abi::TypeKind::U32, abi::TypeKind::S64,
    abi::TypeKind::U64,    abi::TypeKind::F32,          abi::TypeKind::F64, abi::TypeKind::Char,
    abi::TypeKind::String, abi::TypeKind::ErrorContext,
};

Error tooLarge(uint64_t offset) { return Error::invalid(offset, "type-size limit exceeded"); }

Result<uint32_t> checkedSize(uint64_t size, uint64_t offset) {
  if (size > kMaxTypeSize)
    return tooLarge(offset);
  return uint32_t(size);
}

uint64_t sizeOf(const ComponentTypes &types, const ExternType &type) {
  if (auto *func = std::get_if<FuncTypeId>(&type))
    return types[*func].size;
  if (auto *value = std::get_if<ValueItem>(&type))
    return types[value->type].size;
  if (auto *instance = std::get_if<InstanceTypeId>(&type))
    return types[*instance].size;
  if (auto *component = std::get_if<ComponentTypeId>(&type))
    return types[*component].size;
  if (auto *item = std::get_if<TypeItem>(&type)) {
    if (auto *value = std::get_if<ValueTypeId>(&item->type))
      return types[*value].size;
    if (auto *func = std::get_if<FuncTypeId>(&item->type))
      return types[*func].size;
    if (auto *instance = std::get_if<InstanceTypeId>(&item->type))
      return types[*instance].size;
    if (auto *component = std::get_if<ComponentTypeId>(&item->type))
      return types[*component].size;
  }
  return 1;
}

uint32_t depthOf(const ComponentTypes &types, const AnyTypeId &type) {
  if (auto *instance = std::get_if<InstanceTypeId>(&type))
    return types[*instance].depth;
  if (auto *component = std::get_if<ComponentTypeId>(&type))
    return types[*component].depth;
  return 0;
}

uint32_t depthOf(const ComponentTypes &types, const ExternMap &map) {
  uint32_t depth = 0;
  for (const NamedExtern &item : map.items) {
    if (auto *instance = std::get_if<InstanceTypeId>(&item.type))
      depth = std::max(depth, types[*instance].depth);
    else if (auto *component = std::get_if<ComponentTypeId>(&item.type))
      depth = std::max(depth, types[*component].depth);
    else if (auto *type = std::get_if<TypeItem>(&item.type))
      depth = std::max(depth, depthOf(types, type->type));
  }
  return depth;
}

// Everything that walks such types recurses, so their depth is limited, also
// where no single definition nests.
Result<uint32_t> checkedDepth(uint32_t depth, uint64_t offset) {
  if (depth > kMaxTypeDepth)
    return Error::invalid(offset,
                          fmt::format("types nest deeper than the limit of {}", kMaxTypeDepth));
  return depth;
}

uint64_t sizeOf(const ComponentTypes &types, const ExternMap &map) {
  uint64_t size = 0;
  for (const NamedExtern &item : map.items)
    size += sizeOf(types, item.type);
  return size;
}

} // namespace

Sort sortOf(const ExternType &type) {
  static constexpr Sort kSorts[] = {Sort::CoreModule, Sort::Func,     Sort::Value,
                                    Sort::Type,       Sort::Instance, Sort::Component};
  return kSorts[type.index()];
}

const ExternType *ExternMap::find(std::string_view name) const {
  auto found = index.find(name);
  return found == index.end() ? nullptr : &items[found->second].type;
}

bool ExternMap::insert(std::string_view name, ExternType type) {
  if (!index.emplace(name, uint32_t(items.size())).second)
    return false;
  items.push_back({name, std::move(type)});
  return true;
}

const CoreItemType *CoreModuleTypeInfo::findExport(std::string_view name) const {
  auto found = exportIndex.find(name);
  return found == exportIndex.end() ? nullptr : &exports[found->second].type;
}

ComponentTypes::ComponentTypes() {
  for (abi::TypeKind kind : kPrimitives) {
    ValueType type;
    type.abi = pool.primitive(kind);
    valueTypes.push(std::move(type));
  }
}

Result<void> ComponentTypes::charge(uint64_t steps, uint64_t offset) {
  charged += steps;
  if (charged > kMaxTypeWork)
    return tooLarge(offset);
  return {};
}

Result<ValueTypeId> ComponentTypes::add(abi::Type type,
                                        std::vector<std::optional<ValueTypeId>> parts,
                                        uint64_t offset) {
  ValueType result;
  uint64_t size = 1;
  for (const auto &part : parts) {
    if (!part)
      continue;
    size += valueTypes[*part].size;
    result.hasResource |= valueTypes[*part].hasResource;
  }
  result.size = TRY(checkedSize(size, offset));

  auto refOf = [&](const std::optional<ValueTypeId> &part) {
    return part ? valueTypes[*part].abi : nullptr;
  };
  if (type.kind == abi::TypeKind::Map) {
    result.abi = TRY(pool.map(refOf(parts[0]), refOf(parts[1]), offset));
  } else {
    if (!type.members.empty()) {
      for (size_t i = 0; i < parts.size(); ++i)
        type.members[i].type = refOf(parts[i]);
    } else if (!parts.empty()) {
      type.element = refOf(parts[0]);
    }
    result.abi = TRY(pool.add(std::move(type), offset));
  }
  result.parts = std::move(parts);
  return valueTypes.push(std::move(result));
}

Result<ValueTypeId> ComponentTypes::addHandle(abi::TypeKind kind, ResourceTypeId resource,
                                              uint64_t offset) {
  ResourceId id = resourceTypes[resource];
  ValueType result;
  auto handle = pool.handle(kind, {resources[id].name, id.index + 1});
  if (!handle.ok())
    return Error::invalid(offset, handle.error().message);
  result.abi = handle.takeValue();
  result.resource = resource;
  result.hasResource = true;
  return valueTypes.push(std::move(result));
}

Result<ValueTypeId> ComponentTypes::rebuild(ValueTypeId type,
                                            std::vector<std::optional<ValueTypeId>> parts,
                                            ResourceTypeId resource, uint64_t offset) {
  const abi::Type &old = *valueTypes[type].abi;
  if (old.kind == abi::TypeKind::Own || old.kind == abi::TypeKind::Borrow)
    return addHandle(old.kind, resource, offset);
  abi::Type copy;
  copy.kind = old.kind;
  copy.length = old.length;
  copy.members = old.members;
  return add(std::move(copy), std::move(parts), offset);
}

Result<ValueTypeId> ComponentTypes::rename(ValueTypeId type, uint64_t offset) {
  TRY(charge(16 + 4 * valueTypes[type].parts.size(), offset));
  ValueType copy = valueTypes[type];
  return valueTypes.push(std::move(copy));
}

Result<FuncTypeId> ComponentTypes::add(bool isAsync, const std::vector<std::string_view> &names,
                                       std::vector<ValueTypeId> params,
                                       std::optional<ValueTypeId> result, uint64_t offset) {
  FuncType type;
  type.abi.async = isAsync;
  uint64_t size = 1;
  std::string key = isAsync ? "a" : "s";
  auto use = [&](ValueTypeId id) {
    const ValueType &value = valueTypes[id];
    size += value.size;
    type.hasResource |= value.hasResource;
    return value.abi;
  };
  for (size_t i = 0; i < params.size(); ++i) {
    abi::TypeRef ref = use(params[i]);
    type.abi.params.push_back({std::string(names[i]), ref});
    key += fmt::format(";{}:{}:{}", names[i].size(), names[i], ref->shape->id);
  }
  if (result) {
    type.abi.result = use(*result);
    key += fmt::format(">{}", type.abi.result->shape->id);
  }
  type.size = TRY(checkedSize(size, offset));
  TRY(abi::checkFuncType(type.abi, offset));
  type.shape = funcShapes.emplace(std::move(key), uint32_t(funcShapes.size())).first->second;
  type.params = std::move(params);
  type.result = result;
  return funcTypes.push(std::move(type));
}

Result<InstanceTypeId> ComponentTypes::add(InstanceType type, uint64_t offset) {
  type.size = TRY(checkedSize(1 + sizeOf(*this, type.exports), offset));
  type.depth = TRY(checkedDepth(1 + depthOf(*this, type.exports), offset));
  TRY(charge(8 * (1 + type.exports.items.size()), offset));
  return instanceTypes.push(std::move(type));
}

Result<ComponentTypeId> ComponentTypes::add(ComponentType type, uint64_t offset) {
  uint64_t size = 1 + sizeOf(*this, type.imports) + sizeOf(*this, type.exports);
  type.size = TRY(checkedSize(size, offset));
  uint32_t depth = std::max(depthOf(*this, type.imports), depthOf(*this, type.exports));
  type.depth = TRY(checkedDepth(1 + depth, offset));
  TRY(charge(8 * (1 + type.imports.items.size() + type.exports.items.size()), offset));
  return componentTypes.push(std::move(type));
}

// ---------------------------------------------------------------------------
// Text.

namespace {

std::string shortened(Result<std::string> text) {
  constexpr size_t kLongest = 400;
  if (!text.ok())
    return "(a long type)";
  if (text->size() > kLongest) {
    text->resize(kLongest);
    *text += "...";
  }
  return text.takeValue();
}

} // namespace

std::string toString(const ComponentTypes &types, ValueTypeId type) {
  return shortened(abi::typeText(types[type].abi));
}

std::string toString(const ComponentTypes &types, FuncTypeId type) {
  return shortened(abi::signature(types[type].abi));
}

std::string toString(const ComponentTypes &types, const ExternType &type) {
  if (auto *func = std::get_if<FuncTypeId>(&type))
    return toString(types, *func);
  if (auto *value = std::get_if<ValueItem>(&type))
    return "value " + toString(types, value->type);
  if (auto *module = std::get_if<CoreModuleTypeId>(&type))
    return fmt::format("core module with {} imports and {} exports", types[*module].imports.size(),
                       types[*module].exports.size());
  if (auto *instance = std::get_if<InstanceTypeId>(&type))
    return fmt::format("instance with {} exports", types[*instance].exports.items.size());
  if (auto *component = std::get_if<ComponentTypeId>(&type))
    return fmt::format("component with {} imports and {} exports",
                       types[*component].imports.items.size(),
                       types[*component].exports.items.size());
  const TypeItem &item = std::get<TypeItem>(type);
  if (auto *value = std::get_if<ValueTypeId>(&item.type))
    return "type " + toString(types, *value);
  if (auto *func = std::get_if<FuncTypeId>(&item.type))
    return "type " + toString(types, *func);
  if (auto *instance = std::get_if<InstanceTypeId>(&item.type))
    return "type of an " + toString(types, ExternType(*instance));
  if (auto *component = std::get_if<ComponentTypeId>(&item.type))
    return "type of a " + toString(types, ExternType(*component));
  const Resource &resource = types[types.resource(std::get<ResourceTypeId>(item.type))];
  return resource.name.empty() ? "resource" : "resource " + resource.name;
}

} // namespace aotc::component
