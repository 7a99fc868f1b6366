// Decodes instructions one at a time (core specification, "Binary Format /
// Instructions"). Entry point: InstructionReader::next().
//
// The row of opcodes.def says what follows an opcode; this file knows how each
// kind of immediate is read. Nesting, indices and types are validation's. The
// Instruction is the caller's and reused, so that its vectors allocate only
// until they have grown to the largest that a body needs.
#include <fmt/format.h>

#include "wasm/instruction.h"
#include "wasm/type_reader.h"

namespace aotc::wasm {
namespace {

Result<BlockType> readBlockType(ByteReader &reader) {
  uint64_t start = reader.offset();
  uint8_t code = TRY(reader.peekByte());
  BlockType block;
  if (code == 0x40) {
    TRY(reader.skip(1));
    return block;
  }
  if (isTypeCode(code)) {
    block.kind = BlockType::Kind::Value;
    block.value = TRY(readValType(reader));
    return block;
  }
  int64_t index = TRY(reader.readS33());
  if (index < 0)
    return Error::malformed(start, "malformed block type");
  block.kind = BlockType::Kind::Type;
  block.type = TypeIndex(uint32_t(index));
  return block;
}

Result<void> readCatches(ByteReader &reader, std::vector<CatchClause> &catches) {
  uint32_t count = TRY(reader.readCount("catch clauses", 2));
  catches.clear();
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t start = reader.offset();
    uint8_t kind = TRY(reader.readByte());
    if (kind > 3)
      return Error::malformed(start, "malformed catch clause");
    CatchClause clause{CatchClause::Kind(kind), {}, 0};
    if (kind < 2)
      clause.tag = TagIndex(TRY(reader.readU32()));
    clause.label = TRY(reader.readU32());
    catches.push_back(clause);
  }
  return {};
}

Result<void> readLabels(ByteReader &reader, std::vector<uint32_t> &labels) {
  uint32_t count = TRY(reader.readCount("labels"));
  labels.clear();
  labels.reserve(size_t(count) + 1);
  for (uint32_t i = 0; i < count; ++i)
    labels.push_back(TRY(reader.readU32()));
  labels.push_back(TRY(reader.readU32()));
  return {};
}

// Bit 6 of the alignment says that a memory index follows.
Result<MemArg> readMemArg(ByteReader &reader) {
  uint64_t start = reader.offset();
  uint32_t flags = TRY(reader.readU32());
  if (flags >= 0x80)
    return Error::malformed(start, "malformed memop flags");
  MemArg mem;
  mem.alignLog2 = flags & 0x3f;
  mem.memory = MemoryIndex(0u);
  if ((flags & 0x40) != 0)
    mem.memory = MemoryIndex(TRY(reader.readU32()));
  mem.offset = TRY(reader.readU64());
  return mem;
}

Result<void> readV128(ByteReader &reader, std::array<uint8_t, 16> &out) {
  Bytes bytes = TRY(reader.readBytes(out.size()));
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return {};
}

Result<void> readIndexPair(ByteReader &reader, Instruction &out) {
  out.index = TRY(reader.readU32());
  out.index2 = TRY(reader.readU32());
  return {};
}

Result<void> readBrOnCast(ByteReader &reader, Instruction &out) {
  uint64_t start = reader.offset();
  out.castFlags = TRY(reader.readByte());
  if (out.castFlags > 3)
    return Error::malformed(start, "malformed br_on_cast flags");
  out.index = TRY(reader.readU32());
  out.heap = TRY(readHeapType(reader));
  out.heap2 = TRY(readHeapType(reader));
  return {};
}

Result<void> readSelectTypes(ByteReader &reader, std::vector<ValType> &types) {
  uint32_t count = TRY(reader.readCount("types"));
  types.clear();
  for (uint32_t i = 0; i < count; ++i)
    types.push_back(TRY(readValType(reader)));
  return {};
}

Result<void> readImmediates(ByteReader &reader, Immediates immediates, Instruction &out) {
  switch (immediates) {
  case Immediates::None:
    return {};
  case Immediates::Block:
    out.block = TRY(readBlockType(reader));
    return {};
  case Immediates::TryTable:
    out.block = TRY(readBlockType(reader));
    return readCatches(reader, out.catches);
  case Immediates::BrTable:
    return readLabels(reader, out.labels);
  case Immediates::Label:
  case Immediates::Func:
  case Immediates::Type:
  case Immediates::Local:
  case Immediates::Global:
  case Immediates::Table:
  case Immediates::Tag:
  case Immediates::Elem:
  case Immediates::Data:
    out.index = TRY(reader.readU32());
    return {};
  case Immediates::Memory:
    out.index = TRY(reader.readU32());
    out.mem = {0, MemoryIndex(out.index), 0};
    return {};
  case Immediates::CallIndirect:
  case Immediates::MemoryMemory:
  case Immediates::TableTable:
  case Immediates::ElemTable:
  case Immediates::Field:
  case Immediates::TypeLength:
  case Immediates::TypeData:
  case Immediates::TypeElem:
  case Immediates::TypeType:
    return readIndexPair(reader, out);
  case Immediates::DataMemory:
    TRY(readIndexPair(reader, out));
    out.mem = {0, MemoryIndex(out.index2), 0};
    return {};
  case Immediates::SelectT:
    return readSelectTypes(reader, out.types);
  case Immediates::MemArg:
    out.mem = TRY(readMemArg(reader));
    return {};
  case Immediates::MemArgLane:
    out.mem = TRY(readMemArg(reader));
    out.lane = TRY(reader.readByte());
    return {};
  case Immediates::Lane:
    out.lane = TRY(reader.readByte());
    return {};
  case Immediates::Shuffle:
  case Immediates::V128:
    return readV128(reader, out.v128);
  case Immediates::I32:
    out.bits = uint64_t(int64_t(TRY(reader.readS32())));
    return {};
  case Immediates::I64:
    out.bits = uint64_t(TRY(reader.readS64()));
    return {};
  case Immediates::F32:
    out.bits = TRY(reader.readF32Bits());
    return {};
  case Immediates::F64:
    out.bits = TRY(reader.readF64Bits());
    return {};
  case Immediates::Heap:
    out.heap = TRY(readHeapType(reader));
    return {};
  case Immediates::BrOnCast:
    return readBrOnCast(reader, out);
  case Immediates::AtomicFence: {
    uint64_t start = reader.offset();
    if (TRY(reader.readByte()) != 0)
      return Error::malformed(start, "zero byte expected");
    return {};
  }
  }
  return {};
}

// Proposals that we don't have are named where their codes are known.
Error noSuchOpcode(uint64_t offset, uint8_t prefix, uint32_t code) {
  if (prefix == 0 && code >= 0xe0 && code <= 0xe6)
    return Error::unsupported(offset, "stack switching");
  if (prefix == 0xfb && code >= 0x20 && code <= 0x27)
    return Error::unsupported(offset, "custom descriptors");
  if (prefix == 0xfe && code >= 0x4f && code <= 0x75)
    return Error::unsupported(offset, "shared-everything threads");
  std::string shown =
      prefix ? fmt::format("{:02x} {:02x}", prefix, code) : fmt::format("{:02x}", code);
  return Error::malformed(offset, "illegal opcode " + shown);
}

} // namespace

Result<void> InstructionReader::next(Instruction &out) {
  out.offset = reader.offset();
  uint8_t byte = TRY(reader.readByte());
  uint8_t prefix = 0;
  uint32_t code = byte;
  if (byte >= 0xfb && byte <= 0xfe) {
    prefix = byte;
    code = TRY(reader.readU32());
  }
  std::optional<Opcode> opcode = findOpcode(prefix, code);
  if (!opcode)
    return noSuchOpcode(out.offset, prefix, code);
  out.opcode = *opcode;
  return readImmediates(reader, info(*opcode).immediates, out);
}

} // namespace aotc::wasm
