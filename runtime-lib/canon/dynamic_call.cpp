// A call from outside into a component: CanonicalABI.md, "canon lift". Entry point:
// callLifted.
//
// The core function is called through a GuestCall wrapper, which knows how; there are
// at most 16 parameters and one result. A trap leaves the instance entered, so that
// nobody enters it again.
#include "canon/dynamic.h"

namespace aotc::rt {

namespace {

constexpr size_t slotBytes = 16;

struct Slots {
  alignas(16) uint8_t bytes[(FlatWords::capacity + 1) * slotBytes] = {};
  void set(uint32_t index, uint64_t word) { memcpy(bytes + index * slotBytes, &word, 8); }
  uint64_t get(uint32_t index) const {
    uint64_t word;
    memcpy(&word, bytes + index * slotBytes, 8);
    return word;
  }
};

FlatWords lowerArguments(LiftedCall &scope, FuncView type, const uint8_t *arguments) {
  ValueReader value(arguments);
  FlatWords flat;
  if (!type.paramsSpilled()) {
    for (uint32_t i = 0; i < type.paramCount(); ++i)
      lowerFlat(scope, type.paramType(i), value, flat);
    return flat;
  }
  uint32_t pointer = scope.allocate(type.paramsBytes(), type.paramsAlign());
  for (uint32_t i = 0; i < type.paramCount(); ++i)
    storeValue(scope, type.paramType(i), value, uint64_t(pointer) + type.paramOffset(i));
  flat.push(pointer);
  return flat;
}

void liftResult(LiftedCall &scope, TypeView type, uint64_t word, std::string &result) {
  if (type.flatCount() <= 1) {
    FlatWords flat;
    flat.words[0] = word;
    return liftFlat(scope, type, flat, result);
  }
  auto pointer = static_cast<uint32_t>(word);
  scope.memory.checkAlignment(pointer, type.align());
  scope.memory.at(pointer, type.bytes());
  loadValue(scope, type, pointer, result);
}

} // namespace

void callLifted(Context &context, const LiftedFunc &func, const uint8_t *arguments,
                std::string &result) {
  context.checkHostStack();
  FuncView type(func.type);
  ComponentInstance *instance = func.site->instance;
  kinds::aotc_enter_instance(instance);
  instance->storage0 = instance->storage1 = 0;
  LiftedCall scope(func);
  FlatWords flat = lowerArguments(scope, type, arguments);
  Slots slots;
  for (uint32_t i = 0; i < flat.count; ++i)
    slots.set(i, flat.words[i]);
  func.call(slots.bytes);
  uint64_t word = slots.get(flat.count);
  if (TypeView resultType = type.result())
    liftResult(scope, resultType, word, result);
  if (func.postReturn) {
    // It takes what the function returned, and may not call out.
    Slots returned;
    returned.set(0, word);
    instance->mayNotLeave = 1;
    func.postReturn(returned.bytes);
    instance->mayNotLeave = 0;
  }
  kinds::aotc_leave_instance(instance);
}

} // namespace aotc::rt
