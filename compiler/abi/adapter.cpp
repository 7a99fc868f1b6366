// One adapter as a whole: what happens around the transfer of values
// (CanonicalABI.md, "canon lower", "canon lift", Store.lift). Entry point:
// makeAdapter. In this order:
//
//   the caller may leave?           only if it has a realloc or post-return to be in
//   enter the callee's instances    only those that could be found entered
//   parameters                      lent handles counted, borrowed ones in a scope
//   the call itself
//   borrowed handles all dropped?
//   the result, post-return
//   what was lent is back; leave
//
// A trap ends the program or makes it unusable, so nothing is undone on that path.
// Who decides what can be left out is flatten, which knows all instances; its
// reasons are in flatten/component_adapter.cpp.
#include "abi/adapter.h"

#include <set>

#include <fmt/format.h>

#include "abi/transfer.h"

namespace aotc::abi {

using wasm::Opcode;

namespace {

wasm::FuncType coreType(const CoreSignature &signature) {
  wasm::FuncType type;
  for (CoreType param : signature.params)
    type.params.push_back(valType(param));
  for (CoreType result : signature.results)
    type.results.push_back(valType(result));
  return type;
}

class AdapterMaker {
public:
  explicit AdapterMaker(const AdapterSpec &spec)
      : spec(spec), type(*spec.type), code(spec),
        lowered(coreSignature(type, Direction::Lower, {spec.caller.width(), false, false})),
        lifted(coreSignature(type, Direction::Lift, {spec.callee.width(), false, false})) {}

  Result<Adapter> run() {
    TRY(checkTypes());
    uint32_t self = code.reserve();
    code.begin(coreType(lowered), spec.name);
    if (spec.caller.checksLeave)
      code.callBuiltin(Side::Caller, "canon_check_leave");
    for (uint32_t i = 0; i < spec.entered; ++i)
      code.callEntered("canon_enter", i);
    bool lends = anyParam([](TypeRef t) { return t->hasBorrow; });
    bool borrows = lends && makesBorrowHandles();
    Local lendMark = lends ? code.variable(CoreType::I32) : Local();
    if (lends) {
      code.callBuiltin(Side::Caller, "canon_begin_lends");
      code.set(lendMark);
    }
    if (borrows)
      code.callBuiltin(Side::Callee, "canon_begin_borrows");
    AdapterCode::Context context = code.beginContext(Side::Callee);
    parameters();
    call();
    if (borrows)
      code.callBuiltin(Side::Callee, "canon_end_borrows");
    result();
    postReturn();
    code.endContext(Side::Callee, context);
    if (lends) {
      code.get(lendMark);
      code.callBuiltin(Side::Caller, "canon_end_lends");
    }
    for (uint32_t i = spec.entered; i-- > 0;)
      code.callEntered("canon_leave", i);
    for (Local value : results)
      code.get(value);
    code.end(self);
    if (code.tooLarge())
      return Error::unsupported(
          std::nullopt, fmt::format("a call between components whose adapter is larger than {} "
                                    "bytes: {}",
                                    kMaxAdapterBytes, spec.name));
    return code.finish();
  }

private:
  Result<void> checkTypes() const {
    bool supported = !type.result || Transfer::isSupported(type.result);
    for (const Param &param : type.params)
      supported &= Transfer::isSupported(param.type);
    if (!supported)
      return Error::unsupported(
          std::nullopt,
          fmt::format("streams, futures and error contexts in a call between components: {}",
                      spec.name));
    return {};
  }

  template <typename F> bool anyParam(F matches) const {
    for (const Param &param : type.params)
      if (matches(param.type))
        return true;
    return false;
  }

  // Whether some borrow becomes a handle of the callee's.
  bool makesBorrowHandles() const {
    std::set<TypeRef> seen;
    return anyParam([&](TypeRef t) { return makesBorrowHandles(t, seen); });
  }
  bool makesBorrowHandles(TypeRef t, std::set<TypeRef> &seen) const {
    if (!t || !t->hasBorrow || !seen.insert(t).second)
      return false;
    if (t->kind == TypeKind::Borrow)
      return !spec.implements(Side::Callee, t->resource.id);
    for (const Member &member : t->members)
      if (makesBorrowHandles(member.type, seen))
        return true;
    return makesBorrowHandles(t->element, seen);
  }

  void checkBlock(Side side, Local address, Layout layout) {
    code.trapUnlessAligned(side, address, layout.align, CanonRule::UnalignedPointer);
    Temp size(code, code.pointer(side));
    code.constant(side, layout.size);
    code.set(size);
    code.trapUnlessInBounds(side, address, size, CanonRule::PointerOutOfBounds);
  }

  std::vector<Local> variables(const std::vector<CoreType> &types) {
    std::vector<Local> locals;
    for (CoreType t : types)
      locals.push_back(code.variable(t));
    return locals;
  }

  void parameters() {
    std::vector<Local> given;
    for (uint32_t i = 0; i < lowered.params.size(); ++i)
      given.push_back({i, lowered.params[i]});
    MemoryWidth callerWidth = spec.caller.width(), calleeWidth = spec.callee.width();
    if (lowered.paramsSpilled)
      checkBlock(Side::Caller, given[0], paramsLayout(type, callerWidth));
    arguments = variables(lifted.params);
    if (lifted.paramsSpilled)
      code.allocate(Side::Callee, paramsLayout(type, calleeWidth), arguments[0]);

    Location source = lowered.paramsSpilled ? Location::memory(given[0]) : Location::flat(given);
    Location target =
        lifted.paramsSpilled ? Location::memory(arguments[0]) : Location::flat(arguments);
    std::vector<uint32_t> sourceOffsets = paramOffsets(type, callerWidth);
    std::vector<uint32_t> targetOffsets = paramOffsets(type, calleeWidth);
    Transfer transfer(code, Side::Caller);
    size_t sourceSlot = 0, targetSlot = 0;
    for (size_t i = 0; i < type.params.size(); ++i) {
      TypeRef param = type.params[i].type;
      transfer.value(param, source.part(sourceOffsets[i], sourceSlot),
                     target.part(targetOffsets[i], targetSlot));
      sourceSlot += param->flats[size_t(callerWidth)].size();
      targetSlot += param->flats[size_t(calleeWidth)].size();
    }
  }

  void call() {
    code.beginGuestCall();
    for (Local argument : arguments)
      code.get(argument);
    code.callFunction(AdapterImport::Kind::Callee, Side::Callee, coreType(lifted));
    returned = variables(lifted.results);
    for (size_t i = returned.size(); i-- > 0;)
      code.set(returned[i]);
    code.endGuestCall();
  }

  void result() {
    if (!type.result)
      return;
    if (lifted.resultSpilled)
      checkBlock(Side::Callee, returned[0], type.result->layout(spec.callee.width()));
    Location source =
        lifted.resultSpilled ? Location::memory(returned[0]) : Location::flat(returned);
    results = variables(lowered.results);
    Location target = Location::flat(results);
    if (lowered.resultSpilled) {
      uint32_t last = uint32_t(lowered.params.size() - 1);
      Local area{last, lowered.params[last]};
      checkBlock(Side::Caller, area, type.result->layout(spec.caller.width()));
      target = Location::memory(area);
    }
    Transfer(code, Side::Callee).value(type.result, source, target);
  }

  void postReturn() {
    if (!spec.callee.hasPostReturn)
      return;
    code.markLeave(Side::Callee, false);
    code.beginGuestCall();
    for (Local value : returned)
      code.get(value);
    code.callFunction(AdapterImport::Kind::PostReturn, Side::Callee,
                      {coreType(lifted).results, {}});
    code.endGuestCall();
    code.markLeave(Side::Callee, true);
  }

  const AdapterSpec &spec;
  const FuncType &type;
  AdapterCode code;
  const CoreSignature lowered, lifted;
  std::vector<Local> arguments, returned; // of the callee
  std::vector<Local> results;             // to the caller
};

} // namespace

namespace {

void collectResources(TypeRef type, std::set<TypeRef> &seen, std::vector<uint32_t> &ids) {
  if (!type || !type->hasHandle || !seen.insert(type).second)
    return;
  if (type->kind == TypeKind::Own || type->kind == TypeKind::Borrow)
    ids.push_back(type->resource.id);
  for (const Member &member : type->members)
    collectResources(member.type, seen, ids);
  collectResources(type->element, seen, ids);
}

} // namespace

std::vector<uint32_t> resourcesOf(const FuncType &type) {
  std::set<TypeRef> seen;
  std::vector<uint32_t> ids;
  for (const Param &param : type.params)
    collectResources(param.type, seen, ids);
  collectResources(type.result, seen, ids);
  return ids;
}

Result<Adapter> makeAdapter(const AdapterSpec &spec) { return AdapterMaker(spec).run(); }

} // namespace aotc::abi
