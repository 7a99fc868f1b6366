// Validates bodies and constant expressions: the operand stack, the locals, and
// instructions whose type the table gives (core specification, appendix
// "Validation Algorithm"). Entry points: FunctionValidator::checkFunction(),
// checkConst().
//
// A row of opcodes.def with a signature is checked by checkFixed(); a Custom row
// has a method check<Enum>() in validate_control.cpp, validate_variable.cpp or
// validate_reference.cpp, and the build fails if it has none.
//
// Control and operands are explicit stacks: no recursion, whatever the nesting.
// Runs of locals are searched, not expanded: expanding would let a million small
// bodies cost fifty thousand locals each.
#include "wasm/validate_function.h"

#include <fmt/format.h>

#include <algorithm>

#include "wasm/limits.h"

namespace aotc::wasm {

Result<void> FunctionValidator::checkFunction(const Function &function) {
  reset();
  isConst = false;
  const FuncType &type = module.funcType(function.type);
  uint64_t end = 0;
  for (const ValType &param : type.params)
    localRuns.push_back({uint32_t(++end), param});
  for (const auto &[count, local] : function.locals) {
    TRY(context.checkValType(function.body.begin, local));
    end += count; // at most 50,000 and 1,000, see limits.h
    if (count > 0)
      localRuns.push_back({uint32_t(end), local});
  }
  for (uint32_t i = 0; i < type.params.size(); ++i)
    markInitialized(i);
  // The body's frame has the function's results; its parameters are locals.
  pushFrame(Opcode::Block, {BlockType::Kind::Type, {}, function.type});
  return checkInstructions(function.code);
}

Result<void> FunctionValidator::checkConst(const ConstExpr &expr, const ValType &expected,
                                           uint32_t globals) {
  reset();
  isConst = true;
  visibleGlobals = globals;
  pushFrame(Opcode::Block, {BlockType::Kind::Value, expected, {}});
  return checkInstructions(expr.span);
}

void FunctionValidator::reset() {
  operands.clear();
  frames.clear();
  localRuns.clear();
  initialized.clear();
  initializations.clear();
}

Result<void> FunctionValidator::checkInstructions(Span code) {
  InstructionReader reader(module.file, code);
  while (!frames.empty()) {
    if (reader.atEnd())
      return Error::malformed(code.end, "unexpected end of section or function: END opcode "
                                        "expected");
    TRY(reader.next(instruction));
    offset = instruction.offset;
    if (isConst)
      TRY(checkConstant(instruction));
    TRY(checkInstruction(instruction));
    TRY(limits::check(offset, operands.size(), limits::kOperands, "operands on the stack"));
  }
  if (!reader.atEnd())
    return Error::malformed(reader.offset(), "operators remaining after end of function");
  return {};
}

Result<void> FunctionValidator::checkInstruction(const Instruction &in) {
  switch (in.opcode) {
#define AOTC_OPCODE(ENUM, ...) case Opcode::ENUM:
#define AOTC_CUSTOM(...)
#include "wasm/opcodes.def"
#undef AOTC_OPCODE
    return checkFixed(in);
#define AOTC_OPCODE(...)
#define AOTC_CUSTOM(ENUM, ...)                                                                     \
  case Opcode::ENUM:                                                                               \
    return check##ENUM(in);
#include "wasm/opcodes.def"
#undef AOTC_OPCODE
  }
  return {};
}

Result<void> FunctionValidator::checkFixed(const Instruction &in) {
  TRY(checkImmediates(in));
  std::string_view signature = info(in.opcode).signature;
  size_t colon = signature.find(':');
  for (size_t i = colon; i-- > 0;)
    TRY(pop(TRY(letterType(signature[i], in))));
  for (char letter : signature.substr(colon + 1))
    push(TRY(letterType(letter, in)));
  return {};
}

Result<ValType> FunctionValidator::letterType(char letter, const Instruction &in) const {
  switch (letter) {
  case 'i':
    return ValType::i32();
  case 'I':
    return ValType::i64();
  case 'f':
    return ValType::f32();
  case 'F':
    return ValType::f64();
  case 'v':
    return ValType::v128();
  case 'm': {
    MemoryType type = TRY(memory(in.mem.memory.index));
    return type.address == AddressType::I32 ? ValType::i32() : ValType::i64();
  }
  }
  return Error::internal(fmt::format("opcodes.def: signature of {}", name(in.opcode)));
}

namespace {

// "i16x8.extract_lane_s" has 8 lanes.
unsigned laneCount(const char *opcodeName) {
  std::string_view text = opcodeName;
  unsigned lanes = 0;
  for (char digit : text.substr(text.find('x') + 1)) {
    if (digit < '0' || digit > '9')
      break;
    lanes = lanes * 10 + unsigned(digit - '0');
  }
  return lanes;
}

} // namespace

// The immediates that rows with a fixed signature have. Those of Custom rows are
// their methods' business.
Result<void> FunctionValidator::checkImmediates(const Instruction &in) {
  switch (info(in.opcode).immediates) {
  case Immediates::MemArg:
    return checkMemArg(in);
  case Immediates::MemArgLane:
    TRY(checkMemArg(in));
    if (in.lane >= 16u >> info(in.opcode).naturalAlignLog2)
      return invalid("invalid lane index");
    return {};
  case Immediates::Lane:
    if (in.lane >= laneCount(name(in.opcode)))
      return invalid("invalid lane index");
    return {};
  case Immediates::Shuffle:
    if (std::any_of(in.v128.begin(), in.v128.end(), [](uint8_t lane) { return lane >= 32; }))
      return invalid("invalid lane index");
    return {};
  case Immediates::Data:
  case Immediates::DataMemory: // the memory is looked up for its address type
    return checkData(in.index);
  case Immediates::Elem:
    TRY(elemType(in.index));
    return {};
  case Immediates::None:
  case Immediates::Block:
  case Immediates::TryTable:
  case Immediates::Label:
  case Immediates::BrTable:
  case Immediates::Func:
  case Immediates::Type:
  case Immediates::CallIndirect:
  case Immediates::Local:
  case Immediates::Global:
  case Immediates::Table:
  case Immediates::Memory:
  case Immediates::Tag:
  case Immediates::SelectT:
  case Immediates::MemoryMemory:
  case Immediates::TableTable:
  case Immediates::ElemTable:
  case Immediates::I32:
  case Immediates::I64:
  case Immediates::F32:
  case Immediates::F64:
  case Immediates::V128:
  case Immediates::Heap:
  case Immediates::Field:
  case Immediates::TypeLength:
  case Immediates::TypeData:
  case Immediates::TypeElem:
  case Immediates::TypeType:
  case Immediates::BrOnCast:
  case Immediates::AtomicFence:
    return {};
  }
  return {};
}

Result<void> FunctionValidator::checkMemArg(const Instruction &in) {
  const OpcodeInfo &row = info(in.opcode);
  MemoryType type = TRY(memory(in.mem.memory.index));
  if (in.mem.alignLog2 > row.naturalAlignLog2)
    return invalid("alignment must not be larger than natural");
  if (row.proposal == Proposal::Threads && in.mem.alignLog2 != row.naturalAlignLog2)
    return invalid("atomic alignment must be natural");
  if (type.address == AddressType::I32 && in.mem.offset > UINT32_MAX)
    return invalid("offset out of range");
  return {};
}

// Core specification, "Validation / Instructions / Constant Expressions".
Result<void> FunctionValidator::checkConstant(const Instruction &in) const {
  static constexpr Opcode kAllowed[] = {Opcode::End,
                                        Opcode::I32Const,
                                        Opcode::I64Const,
                                        Opcode::F32Const,
                                        Opcode::F64Const,
                                        Opcode::V128Const,
                                        Opcode::RefNull,
                                        Opcode::RefFunc,
                                        Opcode::GlobalGet,
                                        Opcode::I32Add,
                                        Opcode::I32Sub,
                                        Opcode::I32Mul,
                                        Opcode::I64Add,
                                        Opcode::I64Sub,
                                        Opcode::I64Mul,
                                        Opcode::StructNew,
                                        Opcode::StructNewDefault,
                                        Opcode::ArrayNew,
                                        Opcode::ArrayNewFixed,
                                        Opcode::ArrayNewDefault,
                                        Opcode::RefI31,
                                        Opcode::AnyConvertExtern,
                                        Opcode::ExternConvertAny};
  if (std::find(std::begin(kAllowed), std::end(kAllowed), in.opcode) == std::end(kAllowed))
    return invalid(fmt::format("constant expression required: {}", name(in.opcode)));
  if (in.opcode != Opcode::GlobalGet)
    return {};
  if (in.index >= visibleGlobals)
    return unknown("global", in.index);
  if (TRY(global(in.index)).isMutable)
    return invalid(fmt::format("constant expression required: global {} is mutable", in.index));
  return {};
}

Result<ValType> FunctionValidator::localType(uint32_t index) const {
  auto run = std::upper_bound(localRuns.begin(), localRuns.end(), index,
                              [](uint32_t i, const auto &entry) { return i < entry.first; });
  if (run == localRuns.end())
    return unknown("local", index);
  return run->second;
}

void FunctionValidator::markInitialized(uint32_t local) {
  Result<ValType> type = localType(local);
  if (type.ok() && type->isRef() && !type->ref.nullable && initialized.insert(local).second)
    initializations.push_back(local);
}

void FunctionValidator::forgetInitialized(size_t height) {
  for (; initializations.size() > height; initializations.pop_back())
    initialized.erase(initializations.back());
}

void FunctionValidator::push(Types types) {
  for (const ValType &type : types)
    push(type);
}

Result<Operand> FunctionValidator::popAny() {
  const Frame &frame = frames.back();
  if (operands.size() == frame.height) {
    if (frame.unreachable)
      return Operand();
    return mismatch("an operand", "an empty stack");
  }
  Operand operand = operands.back();
  operands.pop_back();
  return operand;
}

Result<Operand> FunctionValidator::popRef() {
  Operand operand = TRY(popAny());
  if (operand.kind == Operand::Kind::Unknown)
    return Operand(Operand::Kind::UnknownRef);
  if (operand.kind == Operand::Kind::Known && !operand.type.isRef())
    return mismatch("a reference", toString(operand.type));
  return operand;
}

bool FunctionValidator::operandMatches(const Operand &operand, const ValType &expected) const {
  switch (operand.kind) {
  case Operand::Kind::Known:
    return context.isSubtype(operand.type, expected);
  case Operand::Kind::Unknown:
    return true;
  case Operand::Kind::UnknownRef:
    return expected.isRef();
  }
  return false;
}

Result<void> FunctionValidator::pop(const ValType &expected) {
  const Frame &frame = frames.back();
  if (operands.size() == frame.height) {
    if (frame.unreachable)
      return {};
    return mismatch(toString(expected), "an empty stack");
  }
  if (!operandMatches(operands.back(), expected))
    return mismatch(toString(expected), operands.back().kind == Operand::Kind::Known
                                            ? toString(operands.back().type)
                                            : "a reference");
  operands.pop_back();
  return {};
}

Result<void> FunctionValidator::pop(Types types) {
  for (size_t i = types.size(); i-- > 0;)
    TRY(pop(types[i]));
  return {};
}

Result<void> FunctionValidator::checkTop(Types types) {
  const Frame &frame = frames.back();
  size_t available = operands.size() - frame.height;
  if (available < types.size() && !frame.unreachable)
    return mismatch(fmt::format("{} operands", types.size()), std::to_string(available));
  size_t present = std::min(available, types.size());
  for (size_t i = 0; i < present; ++i) {
    const Operand &operand = operands[operands.size() - 1 - i];
    const ValType &expected = types[types.size() - 1 - i];
    if (!operandMatches(operand, expected))
      return mismatch(toString(expected), operand.kind == Operand::Kind::Known
                                              ? toString(operand.type)
                                              : "a reference");
  }
  return {};
}

FunctionValidator::Types FunctionValidator::params(const Frame &frame) const {
  if (frame.block.kind != BlockType::Kind::Type)
    return {};
  return module.funcType(frame.block.type).params;
}

FunctionValidator::Types FunctionValidator::results(const Frame &frame) const {
  switch (frame.block.kind) {
  case BlockType::Kind::Empty:
    return {};
  case BlockType::Kind::Value:
    return {&frame.block.value, 1};
  case BlockType::Kind::Type:
    return module.funcType(frame.block.type).results;
  }
  return {};
}

FunctionValidator::Types FunctionValidator::labelTypes(const Frame &frame) const {
  return frame.opcode == Opcode::Loop ? params(frame) : results(frame);
}

Result<const FunctionValidator::Frame *> FunctionValidator::label(uint32_t depth) const {
  if (depth >= frames.size())
    return unknown("label", depth);
  return &frames[frames.size() - 1 - depth];
}

void FunctionValidator::pushFrame(Opcode opcode, const BlockType &block) {
  frames.push_back({opcode, block, operands.size(), initializations.size()});
}

// Leaves the operand stack as it was at entry; whoever calls pushes the results.
Result<void> FunctionValidator::popFrame() {
  const Frame &frame = frames.back();
  TRY(pop(results(frame)));
  if (operands.size() != frame.height)
    return invalid(fmt::format("type mismatch: {} values remain on the stack at the end of a "
                               "block",
                               operands.size() - frame.height));
  forgetInitialized(frame.initializedHeight);
  frames.pop_back();
  return {};
}

void FunctionValidator::setUnreachable() {
  operands.resize(frames.back().height);
  frames.back().unreachable = true;
}

Error FunctionValidator::unknown(const char *what, uint32_t index) const {
  return invalid(fmt::format("unknown {} {}", what, index));
}

Error FunctionValidator::mismatch(const std::string &expected, const std::string &found) const {
  return invalid(fmt::format("type mismatch: {} expects {}, found {}", name(instruction.opcode),
                             expected, found));
}

Result<MemoryType> FunctionValidator::memory(uint32_t index) const {
  if (index >= module.memories.size())
    return unknown("memory", index);
  return module.memories[MemoryIndex(index)].type;
}

Result<TableType> FunctionValidator::table(uint32_t index) const {
  if (index >= module.tables.size())
    return unknown("table", index);
  return module.tables[TableIndex(index)].type;
}

Result<GlobalType> FunctionValidator::global(uint32_t index) const {
  if (index >= module.globals.size())
    return unknown("global", index);
  return module.globals[GlobalIndex(index)].type;
}

Result<const FuncType *> FunctionValidator::functionType(uint32_t index) const {
  if (index >= module.functions.size())
    return unknown("function", index);
  return &module.funcType(FuncIndex(index));
}

Result<const FuncType *> FunctionValidator::tagType(TagIndex index) const {
  if (!module.tags.contains(index))
    return unknown("tag", index.index);
  return &module.funcType(module.tags[index].type.type);
}

Result<RefType> FunctionValidator::elemType(uint32_t index) const {
  if (index >= module.elems.size())
    return unknown("elem segment", index);
  return module.elems[ElemIndex(index)].type;
}

// The data section comes after the code: a body that names a segment needs the
// data count section, so that it can be validated in one pass.
Result<void> FunctionValidator::checkData(uint32_t index) const {
  if (!module.dataCount)
    return Error::malformed(offset, "data count section required");
  if (index >= *module.dataCount)
    return unknown("data segment", index);
  return {};
}

} // namespace aotc::wasm
