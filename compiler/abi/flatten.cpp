// Core signatures of component functions: CanonicalABI.md, "Flattening", and
// the conditions on canonical options of "canon lift" and "canon lower".
// Entry points: coreSignature, needsMemory, needsRealloc.
//
// A type knows its own flat form from the moment it joins a pool (types.cpp);
// here is only what concerns whole functions. A function with a thousand
// parameters is cut off after kMaxFlatParams values: beyond that the form isn't
// needed by anybody.
#include "abi/flatten.h"

#include <algorithm>

namespace aotc::abi {

std::optional<std::vector<CoreType>> flatten(TypeRef type, MemoryWidth w) {
  if (type->flatOverflow)
    return std::nullopt;
  return type->flats[size_t(w)];
}

std::optional<std::vector<CoreType>> flattenParams(const FuncType &type, MemoryWidth w,
                                                   uint32_t limit) {
  std::vector<CoreType> all;
  for (const Param &param : type.params) {
    if (param.type->flatOverflow)
      return std::nullopt;
    const auto &flat = param.type->flats[size_t(w)];
    all.insert(all.end(), flat.begin(), flat.end());
    if (all.size() > limit)
      return std::nullopt;
  }
  return all;
}

namespace {

bool resultIsSpilled(const FuncType &type, MemoryWidth w) {
  return type.result &&
         (type.result->flatOverflow || type.result->flats[size_t(w)].size() > kMaxFlatResults);
}

bool anyParamHasPointer(const FuncType &type) {
  return std::any_of(type.params.begin(), type.params.end(),
                     [](const Param &param) { return param.type->hasPointer; });
}

CoreSignature asyncSignature(const FuncType &type, Direction direction, const AbiOptions &options) {
  CoreSignature core;
  bool lower = direction == Direction::Lower;
  auto flat = flattenParams(type, options.memory, lower ? kMaxFlatAsyncParams : kMaxFlatParams);
  core.paramsSpilled = !flat;
  core.params = flat ? std::move(*flat) : std::vector{pointerType(options.memory)};
  if (lower) {
    // Every result goes through memory: it may arrive after the call returned.
    core.resultSpilled = type.result != nullptr;
    if (core.resultSpilled)
      core.params.push_back(pointerType(options.memory));
    core.results = {CoreType::I32};
  } else if (options.callback) {
    core.results = {CoreType::I32};
  }
  return core;
}

} // namespace

CoreSignature coreSignature(const FuncType &type, Direction direction, const AbiOptions &options) {
  if (options.async)
    return asyncSignature(type, direction, options);
  CoreSignature core;
  auto flat = flattenParams(type, options.memory);
  core.paramsSpilled = !flat;
  core.params = flat ? std::move(*flat) : std::vector{pointerType(options.memory)};
  core.resultSpilled = resultIsSpilled(type, options.memory);
  if (core.resultSpilled && direction == Direction::Lift)
    core.results = {pointerType(options.memory)};
  else if (core.resultSpilled)
    core.params.push_back(pointerType(options.memory));
  else if (type.result)
    core.results = type.result->flats[size_t(options.memory)];
  return core;
}

bool needsMemory(const FuncType &type, Direction direction, const AbiOptions &options) {
  CoreSignature core = coreSignature(type, direction, options);
  return core.paramsSpilled || core.resultSpilled || anyParamHasPointer(type) ||
         (type.result && type.result->hasPointer);
}

bool needsRealloc(const FuncType &type, Direction direction, const AbiOptions &options) {
  // What flows *into* the component is allocated there: parameters of a lifted
  // function, the result of a lowered one. A lowered function's spilled result
  // goes where its caller said.
  if (direction == Direction::Lower)
    return type.result && type.result->hasPointer;
  return anyParamHasPointer(type) || coreSignature(type, direction, options).paramsSpilled;
}

namespace {

uint32_t alignTo(uint64_t offset, uint32_t align) {
  return uint32_t((offset + align - 1) / align * align);
}

} // namespace

std::vector<uint32_t> paramOffsets(const FuncType &type, MemoryWidth w) {
  std::vector<uint32_t> offsets;
  uint64_t offset = 0;
  for (const Param &param : type.params) {
    offset = alignTo(offset, param.type->layout(w).align);
    offsets.push_back(uint32_t(offset));
    offset = std::min<uint64_t>(offset + param.type->layout(w).size, TypePool::kMaxSize);
  }
  return offsets;
}

Result<void> checkFuncType(const FuncType &type, uint64_t offset) {
  uint64_t size = 0;
  for (const Param &param : type.params)
    size += alignTo(param.type->layout(MemoryWidth::Mem64).size, 8);
  if (size > TypePool::kMaxSize)
    return Error::invalid(offset, "the parameters of a function take more bytes than the limit");
  return {};
}

Layout paramsLayout(const FuncType &type, MemoryWidth w) {
  Layout layout;
  uint64_t size = 0;
  for (const Param &param : type.params) {
    Layout each = param.type->layout(w);
    layout.align = std::max(layout.align, each.align);
    size = std::min<uint64_t>(uint64_t(alignTo(size, each.align)) + each.size, TypePool::kMaxSize);
  }
  layout.size = alignTo(size, layout.align);
  return layout;
}

} // namespace aotc::abi
