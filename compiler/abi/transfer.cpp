// The one walk over the types that lifts on one side and lowers on the other
// (CanonicalABI.md, "Loading", "Storing", "Flat Lifting", "Flat Lowering").
// Entry point: Transfer::value.
//
// The specification lifts all of a call's values before it lowers the first.
// Here each is lowered as soon as it is lifted, so that nothing needs a place in
// between. The difference can only be seen where one of the two traps (then nobody
// looks any more) or where a component calls itself (then its own realloc can
// change what is still to be read; every check is made on what is really copied).
//
// What has the same bytes on both sides and nothing to check is copied as it is:
// numbers, and records and lists of them without padding. Floats are among them:
// the specification lets a NaN become any NaN, the original one included (but in its
// deterministic profile).
//
// A type that is written out many times (in lists of records of records …) would
// make code without bounds: a part of some size that moves from memory to memory is
// a function of its own, once for each type. Flat values can't be so large.
// Depth is limited by TypePool::kMaxDepth.
#include "abi/transfer.h"

#include <algorithm>
#include <set>

namespace aotc::abi {

using wasm::Opcode;

namespace {

constexpr uint64_t kInlineNodes = 48;
// More elements than this are moved by a loop.
constexpr uint32_t kUnrolled = 4;

struct Access {
  Opcode load, store;
  CoreType core;
};

// Of an unsigned number of 1, 2 or 4 bytes.
Access accessOfBytes(uint32_t bytes) {
  if (bytes == 1)
    return {Opcode::I32Load8U, Opcode::I32Store8, CoreType::I32};
  if (bytes == 2)
    return {Opcode::I32Load16U, Opcode::I32Store16, CoreType::I32};
  return {Opcode::I32Load, Opcode::I32Store, CoreType::I32};
}

// REQUIRES: a type that is one core value without a pointer.
Access accessOf(const Type &type) {
  switch (type.kind) {
  case TypeKind::Bool:
  case TypeKind::U8:
    return accessOfBytes(1);
  case TypeKind::S8:
    return {Opcode::I32Load8S, Opcode::I32Store8, CoreType::I32};
  case TypeKind::U16:
    return accessOfBytes(2);
  case TypeKind::S16:
    return {Opcode::I32Load16S, Opcode::I32Store16, CoreType::I32};
  case TypeKind::S64:
  case TypeKind::U64:
    return {Opcode::I64Load, Opcode::I64Store, CoreType::I64};
  case TypeKind::F32:
    return {Opcode::F32Load, Opcode::F32Store, CoreType::F32};
  case TypeKind::F64:
    return {Opcode::F64Load, Opcode::F64Store, CoreType::F64};
  case TypeKind::Flags:
    return accessOfBytes(type.layout().size);
  case TypeKind::S32:
  case TypeKind::U32:
  case TypeKind::Char:
  case TypeKind::Own:
  case TypeKind::Borrow:
  case TypeKind::ErrorContext:
  case TypeKind::Stream:
  case TypeKind::Future:
  case TypeKind::String:
  case TypeKind::List:
  case TypeKind::Map:
  case TypeKind::FixedList:
  case TypeKind::Record:
  case TypeKind::Tuple:
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Option:
  case TypeKind::Result:
    break;
  }
  return accessOfBytes(4);
}

bool allBitsUsed(const Type &flags) {
  return flags.members.size() == size_t(flags.layout().size) * 8;
}

bool isPlain(TypeRef type, AdapterCode &code);

bool lookIfPlain(TypeRef type, AdapterCode &code) {
  switch (type->kind) {
  case TypeKind::S8:
  case TypeKind::U8:
  case TypeKind::S16:
  case TypeKind::U16:
  case TypeKind::S32:
  case TypeKind::U32:
  case TypeKind::S64:
  case TypeKind::U64:
    return true;
  case TypeKind::F32:
  case TypeKind::F64:
    return !code.spec.canonicalNans;
  case TypeKind::Flags:
    return allBitsUsed(*type);
  case TypeKind::FixedList:
    return isPlain(type->element, code);
  case TypeKind::Record:
  case TypeKind::Tuple: {
    uint64_t used = 0;
    for (const Member &field : type->members) {
      used += field.type->layout().size;
      if (!isPlain(field.type, code))
        return false;
    }
    return used == type->layout().size; // no padding: that isn't the other's to see
  }
  case TypeKind::Bool:
  case TypeKind::Char:
  case TypeKind::String:
  case TypeKind::ErrorContext:
  case TypeKind::List:
  case TypeKind::Map:
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Option:
  case TypeKind::Result:
  case TypeKind::Own:
  case TypeKind::Borrow:
  case TypeKind::Stream:
  case TypeKind::Future:
    return false;
  }
  return false;
}

// The same bytes whatever the side, and none of them wrong.
bool isPlain(TypeRef type, AdapterCode &code) {
  auto [found, isNew] = code.plainTypes.try_emplace(type, false);
  if (isNew)
    return code.plainTypes[type] = lookIfPlain(type, code);
  return found->second;
}

bool findUnsupported(TypeRef type, std::set<TypeRef> &seen) {
  if (!type || !type->hasHandle || !seen.insert(type).second)
    return false;
  if (type->kind == TypeKind::Stream || type->kind == TypeKind::Future ||
      type->kind == TypeKind::ErrorContext)
    return true;
  for (const Member &member : type->members)
    if (findUnsupported(member.type, seen))
      return true;
  return findUnsupported(type->element, seen);
}

// Nodes of a type when written out; saturates.
uint64_t countNodes(TypeRef type, std::map<TypeRef, uint64_t> &known) {
  if (!type)
    return 0;
  auto found = known.find(type);
  if (found != known.end())
    return found->second;
  uint64_t count = 1 + countNodes(type->element, known);
  for (const Member &member : type->members)
    count = std::min<uint64_t>(count + countNodes(member.type, known), UINT32_MAX);
  return known[type] = count;
}

} // namespace

bool Transfer::isSupported(TypeRef type) {
  std::set<TypeRef> seen;
  return !findUnsupported(type, seen);
}

size_t Transfer::flatSize(TypeRef type, Side side) const {
  return type->flats[size_t(code.width(side))].size();
}

void Transfer::value(TypeRef type, const Location &source, const Location &target) {
  if (code.tooLarge())
    return;
  switch (type->kind) {
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
  case TypeKind::Flags:
    return scalar(*type, source, target);
  case TypeKind::Own:
  case TypeKind::Borrow:
    return handle(*type, source, target);
  case TypeKind::String:
    return string(source, target);
  case TypeKind::List:
  case TypeKind::Map:
    return list(*type, source, target);
  case TypeKind::FixedList:
  case TypeKind::Record:
  case TypeKind::Tuple:
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Option:
  case TypeKind::Result:
    break;
  case TypeKind::ErrorContext:
  case TypeKind::Stream:
  case TypeKind::Future:
    return; // isSupported() says no
  }
  if (source.inMemory() && target.inMemory() && countNodes(type, code.nodeCounts) > kInlineNodes)
    return asOwnFunction(type, source, target);
  if (type->kind == TypeKind::FixedList)
    return fixedList(*type, source, target);
  return type->isRecordLike() ? record(*type, source, target) : variant(*type, source, target);
}

void Transfer::asOwnFunction(TypeRef type, const Location &source, const Location &target) {
  auto [found, isNew] = code.parts.try_emplace({type->shape, from}, 0);
  if (isNew) {
    uint32_t function = found->second = code.reserve();
    code.begin({{valType(code.pointer(from)), valType(code.pointer(to))}, {}},
               code.spec.name + " (a part)");
    Location innerSource = Location::memory({0, code.pointer(from)});
    Location innerTarget = Location::memory({1, code.pointer(to)});
    if (type->kind == TypeKind::FixedList)
      fixedList(*type, innerSource, innerTarget);
    else if (type->isRecordLike())
      record(*type, innerSource, innerTarget);
    else
      variant(*type, innerSource, innerTarget);
    code.end(function);
  }
  for (auto [side, location] : {std::pair(from, &source), std::pair(to, &target)}) {
    code.get(*location->address);
    code.constant(side, location->offset);
    code.op(side, Opcode::I32Add, Opcode::I64Add);
  }
  code.code().callOwn(code.parts.at({type->shape, from}));
}

// ---------------------------------------------------------------------------
// Core values, read from and written to a location.

void Transfer::read(const Location &source, Opcode load, CoreType want) {
  if (source.inMemory()) {
    code.get(*source.address);
    code.access(load, from, source.offset);
    return;
  }
  Local slot = (*source.slots)[source.first];
  code.get(slot);
  code.coerce(slot.type, want);
}

// A store takes its address before its value.
void Transfer::beginWrite(const Location &target) {
  if (target.inMemory())
    code.get(*target.address);
}

void Transfer::endWrite(const Location &target, Opcode store, CoreType have) {
  if (target.inMemory()) {
    code.access(store, to, target.offset);
    return;
  }
  Local slot = (*target.slots)[target.first];
  code.coerce(have, slot.type);
  code.set(slot);
}

void Transfer::readPair(const Location &source, Local first, Local second) {
  bool narrow = code.width(from) == MemoryWidth::Mem32;
  Opcode load = narrow ? Opcode::I32Load : Opcode::I64Load;
  read(source, load, first.type);
  code.set(first);
  read(source.part(narrow ? 4 : 8, 1), load, second.type);
  code.set(second);
}

void Transfer::writePair(const Location &target, Local first, Local second) {
  bool narrow = code.width(to) == MemoryWidth::Mem32;
  Opcode store = narrow ? Opcode::I32Store : Opcode::I64Store;
  beginWrite(target);
  code.get(first);
  endWrite(target, store, first.type);
  Location behind = target.part(narrow ? 4 : 8, 1);
  beginWrite(behind);
  code.get(second);
  endWrite(behind, store, second.type);
}

// ---------------------------------------------------------------------------
// Types of one core value.

void Transfer::scalar(const Type &type, const Location &source, const Location &target) {
  Access access = accessOf(type);
  beginWrite(target);
  read(source, access.load, access.core);
  normalize(type, source.inMemory());
  endWrite(target, access.store, access.core);
}

// Makes the core value on the stack one of the type's, or traps. A load has
// extended a small number already.
void Transfer::normalize(const Type &type, bool fromMemory) {
  switch (type.kind) {
  case TypeKind::Bool:
    code.code().i32(0);
    code.op(Opcode::I32Ne);
    return;
  case TypeKind::U8:
  case TypeKind::U16:
    if (fromMemory)
      return;
    code.code().i32(type.kind == TypeKind::U8 ? 0xff : 0xffff);
    code.op(Opcode::I32And);
    return;
  case TypeKind::S8:
  case TypeKind::S16:
    if (!fromMemory)
      code.op(type.kind == TypeKind::S8 ? Opcode::I32Extend8S : Opcode::I32Extend16S);
    return;
  case TypeKind::Flags:
    if (type.members.size() == 32 || (fromMemory && allBitsUsed(type)))
      return;
    code.code().i32((uint32_t(1) << type.members.size()) - 1);
    code.op(Opcode::I32And);
    return;
  case TypeKind::Char:
    return checkChar();
  case TypeKind::F32:
  case TypeKind::F64:
    if (code.spec.canonicalNans)
      canonicalizeNan(type.kind == TypeKind::F32 ? CoreType::F32 : CoreType::F64);
    return;
  case TypeKind::S32:
  case TypeKind::U32:
  case TypeKind::S64:
  case TypeKind::U64:
  case TypeKind::String:
  case TypeKind::ErrorContext:
  case TypeKind::List:
  case TypeKind::FixedList:
  case TypeKind::Map:
  case TypeKind::Record:
  case TypeKind::Tuple:
  case TypeKind::Variant:
  case TypeKind::Enum:
  case TypeKind::Option:
  case TypeKind::Result:
  case TypeKind::Own:
  case TypeKind::Borrow:
  case TypeKind::Stream:
  case TypeKind::Future:
    return;
  }
}

void Transfer::canonicalizeNan(CoreType type) {
  bool isWide = type == CoreType::F64;
  Temp value(code, type);
  code.tee(value);
  if (isWide)
    code.code().i64(0x7ff8000000000000);
  else
    code.code().i32(0x7fc00000);
  code.op(isWide ? Opcode::F64ReinterpretI64 : Opcode::F32ReinterpretI32);
  code.get(value);
  code.get(value);
  code.op(isWide ? Opcode::F64Eq : Opcode::F32Eq);
  code.op(Opcode::Select);
}

// A Unicode scalar value: below 0x110000 and no surrogate.
void Transfer::checkChar() {
  Temp value(code, CoreType::I32);
  code.tee(value);
  code.code().i32(0x110000);
  code.op(Opcode::I32GeU);
  code.get(value);
  code.code().i32(~uint32_t(0x7ff));
  code.op(Opcode::I32And);
  code.code().i32(0xd800);
  code.op(Opcode::I32Eq);
  code.op(Opcode::I32Or);
  code.trapIf(CanonRule::InvalidChar);
  code.get(value);
}

// lift_own, lift_borrow, lower_own, lower_borrow. A borrow that comes back to the
// component that made the resource is its representation itself.
void Transfer::handle(const Type &type, const Location &source, const Location &target) {
  uint32_t resource = type.resource.id;
  bool isOwn = type.kind == TypeKind::Own;
  beginWrite(target);
  read(source, Opcode::I32Load, CoreType::I32);
  code.callBuiltin(from, isOwn ? "canon_lift_own" : "canon_lift_borrow", resource);
  if (!isOwn && code.spec.implements(to, resource))
    code.op(Opcode::I32WrapI64);
  else
    code.callBuiltin(to, isOwn ? "canon_lower_own" : "canon_lower_borrow", resource);
  endWrite(target, Opcode::I32Store, CoreType::I32);
}

// ---------------------------------------------------------------------------
// Composed types.

void Transfer::record(const Type &type, const Location &source, const Location &target) {
  std::vector<uint32_t> sourceOffsets = fieldOffsets(type, code.width(from));
  std::vector<uint32_t> targetOffsets = fieldOffsets(type, code.width(to));
  size_t sourceSlot = 0, targetSlot = 0;
  for (size_t i = 0; i < type.members.size(); ++i) {
    TypeRef field = type.members[i].type;
    value(field, source.part(sourceOffsets[i], sourceSlot),
          target.part(targetOffsets[i], targetSlot));
    sourceSlot += flatSize(field, from);
    targetSlot += flatSize(field, to);
  }
}

// A chain of comparisons, which LLVM makes a switch of.
void Transfer::variant(const Type &type, const Location &source, const Location &target) {
  Access access = accessOfBytes(discriminantSize(type.members.size()));
  Temp index(code, CoreType::I32);
  read(source, access.load, CoreType::I32);
  code.tee(index);
  code.code().i32(uint32_t(type.members.size()));
  code.op(Opcode::I32GeU);
  code.trapIf(CanonRule::InvalidDiscriminant);
  beginWrite(target);
  code.get(index);
  endWrite(target, access.store, CoreType::I32);

  Location sourcePayload = source.part(payloadOffset(type, code.width(from)), 1);
  Location targetPayload = target.part(payloadOffset(type, code.width(to)), 1);
  for (size_t i = 0; i < type.members.size(); ++i) {
    if (!type.members[i].type)
      continue;
    code.get(index);
    code.code().i32(uint32_t(i));
    code.op(Opcode::I32Eq);
    code.code().begin(Opcode::If);
    value(type.members[i].type, sourcePayload, targetPayload);
    code.op(Opcode::End);
  }
}

void Transfer::fixedList(const Type &type, const Location &source, const Location &target) {
  TypeRef element = type.element;
  Layout sourceLayout = element->layout(code.width(from));
  Layout targetLayout = element->layout(code.width(to));
  bool inMemory = source.inMemory() && target.inMemory();
  if (!inMemory || type.length <= kUnrolled) {
    for (uint32_t i = 0; i < type.length && !code.tooLarge(); ++i)
      value(element, source.part(uint64_t(i) * sourceLayout.size, i * flatSize(element, from)),
            target.part(uint64_t(i) * targetLayout.size, i * flatSize(element, to)));
    return;
  }
  Temp sourceAt(code, code.pointer(from)), targetAt(code, code.pointer(to));
  Temp count(code, code.pointer(from));
  for (auto [side, location, at] :
       {std::tuple(from, &source, Local(sourceAt)), std::tuple(to, &target, Local(targetAt))}) {
    code.get(*location->address);
    code.constant(side, location->offset);
    code.op(side, Opcode::I32Add, Opcode::I64Add);
    code.set(at);
  }
  code.constant(from, type.length);
  code.set(count);
  elements(element, sourceAt, targetAt, count);
}

void Transfer::list(const Type &type, const Location &source, const Location &target) {
  TypeRef element = type.element;
  Layout sourceLayout = element->layout(code.width(from));
  Layout targetLayout = element->layout(code.width(to));
  CoreType sourcePointer = code.pointer(from), targetPointer = code.pointer(to);

  Temp sourceAt(code, sourcePointer), length(code, sourcePointer), bytes(code, sourcePointer);
  readPair(source, sourceAt, length);
  code.get(length);
  code.constant(from, kMaxListBytes / sourceLayout.size);
  code.op(from, Opcode::I32GtU, Opcode::I64GtU);
  code.trapIf(CanonRule::ListTooLong);
  code.trapUnlessAligned(from, sourceAt, sourceLayout.align, CanonRule::UnalignedPointer);
  code.get(length);
  code.constant(from, sourceLayout.size);
  code.op(from, Opcode::I32Mul, Opcode::I64Mul);
  code.set(bytes);
  code.trapUnlessInBounds(from, sourceAt, bytes, CanonRule::PointerOutOfBounds);

  // At most twice the bytes, as pointers may be: REALLOC_I32_MAX isn't reached.
  Temp targetAt(code, targetPointer), targetLength(code, targetPointer);
  {
    Temp targetBytes(code, targetPointer);
    code.get(length);
    code.convertAddress(from, to);
    code.tee(targetLength);
    code.constant(to, targetLayout.size);
    code.op(to, Opcode::I32Mul, Opcode::I64Mul);
    code.set(targetBytes);
    code.reallocate(to, nullptr, targetLayout.align, targetBytes, targetAt);
  }
  writePair(target, targetAt, targetLength);
  elements(element, sourceAt, targetAt, length);
}

// `count` elements, all in bounds. Changes its arguments.
void Transfer::elements(TypeRef element, Local source, Local target, Local count) {
  Layout sourceLayout = element->layout(code.width(from));
  if (isPlain(element, code)) {
    code.get(count);
    code.constant(from, sourceLayout.size);
    code.op(from, Opcode::I32Mul, Opcode::I64Mul);
    code.set(count);
    code.copyMemory(target, to, source, count);
    return;
  }
  code.code().begin(Opcode::Block);
  code.code().begin(Opcode::Loop);
  code.get(count);
  code.op(from, Opcode::I32Eqz, Opcode::I64Eqz);
  code.code().op(Opcode::BrIf, 1);
  value(element, Location::memory(source), Location::memory(target));
  code.get(count);
  code.constant(from, 1);
  code.op(from, Opcode::I32Sub, Opcode::I64Sub);
  code.set(count);
  for (auto [side, at] : {std::pair(from, source), std::pair(to, target)}) {
    code.get(at);
    code.constant(side, element->layout(code.width(side)).size);
    code.op(side, Opcode::I32Add, Opcode::I64Add);
    code.set(at);
  }
  code.code().op(Opcode::Br, 0);
  code.op(Opcode::End);
  code.op(Opcode::End);
}

} // namespace aotc::abi
