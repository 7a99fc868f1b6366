// Instructions, read one at a time. The enum, the immediates, the names and the
// fixed signatures all come from opcodes.def.
#pragma once

#include <array>
#include <vector>

#include "support/byte_reader.h"
#include "wasm/module.h"

namespace aotc::wasm {

// One enumerator a row of opcodes.def, in its order. The numeric value is an
// index into the table of rows, not the binary code.
enum class Opcode : uint16_t {
#define AOTC_OPCODE(ENUM, ...) ENUM,
#include "wasm/opcodes.def"
#undef AOTC_OPCODE
};

// What follows the opcode in the binary format.
enum class Immediates : uint8_t {
  None,
  Block,    // block type
  TryTable, // block type, catch clauses
  Label,    // label index
  BrTable,  // labels, default label
  Func,
  Type,         // call, call_ref …
  CallIndirect, // type, table
  Local,
  Global,
  Table,
  Memory,
  Tag,
  Elem,
  Data,
  SelectT, // value types
  MemArg,  // alignment, memory, offset
  MemArgLane,
  Lane,
  Shuffle,      // 16 lanes
  MemoryMemory, // memory.copy: destination, source
  DataMemory,   // memory.init: data, memory
  TableTable,   // table.copy: destination, source
  ElemTable,    // table.init: elem, table
  I32,
  I64,
  F32,
  F64,
  V128,
  Heap, // ref.null, ref.test, …
  Field,
  TypeLength,
  TypeData,
  TypeElem,
  TypeType,
  BrOnCast,
  AtomicFence, // a reserved byte
};

// Which group of the specification, or proposal, an instruction belongs to.
enum class Proposal : uint8_t {
  Mvp,
  SignExtension,
  SaturatingConversions,
  MultiValue,
  BulkMemory,
  ReferenceTypes,
  Simd,
  RelaxedSimd,
  TailCall,
  FunctionReferences,
  ExceptionHandling,
  LegacyExceptions,
  Gc,
  Threads,
  WideArithmetic,
};
const char *toString(Proposal proposal);

struct OpcodeInfo {
  Opcode opcode;
  uint8_t prefix;   // 0, 0xfb, 0xfc, 0xfd or 0xfe
  uint32_t code;    // after the prefix
  const char *name; // of the text format
  Immediates immediates;
  // Fixed signature as one letter a type, "ii:i" (i I f F v = i32 i64 f32 f64
  // v128; m = the address type of the memory); null where the rule is the
  // instruction's own ("Custom").
  const char *signature;
  Proposal proposal;
  uint8_t naturalAlignLog2; // memory instructions: log2 of the access width
};

const OpcodeInfo &info(Opcode opcode);
// The row with this binary code; none: "illegal opcode".
std::optional<Opcode> findOpcode(uint8_t prefix, uint32_t code);
inline const char *name(Opcode opcode) { return info(opcode).name; }

struct BlockType {
  enum class Kind : uint8_t { Empty, Value, Type } kind = Kind::Empty;
  ValType value;
  TypeIndex type;
};

struct MemArg {
  uint32_t alignLog2 = 0;
  MemoryIndex memory;
  uint64_t offset = 0;
};

struct CatchClause {
  enum class Kind : uint8_t { Catch, CatchRef, CatchAll, CatchAllRef } kind;
  TagIndex tag; // not for CatchAll*
  uint32_t label;
};

// One decoded instruction. Which members mean something follows from
// info(opcode).immediates. Reused from one next() to the other, so that reading
// doesn't allocate for each.
struct Instruction {
  Opcode opcode{};
  uint64_t offset = 0; // of the opcode, in the file

  BlockType block;
  uint32_t index = 0;  // label, function, type, local, global, table, …; the first of two
  uint32_t index2 = 0; // the second of two
  MemArg mem;
  uint8_t lane = 0;
  uint64_t bits = 0;              // i32 (sign-extended), i64, f32 or f64 constants
  std::array<uint8_t, 16> v128{}; // v128 constants, shuffle lanes
  HeapType heap, heap2;
  uint8_t castFlags = 0;
  std::vector<uint32_t> labels; // br_table: all labels, the default last
  std::vector<ValType> types;   // select t
  std::vector<CatchClause> catches;
};

// Reads a span of instructions. Knows the grammar only; nesting and types are
// the validator's. Errors: Malformed ("illegal opcode", …), Unsupported.
class InstructionReader {
public:
  InstructionReader(Bytes file, Span span) : reader(file, span) {}
  bool atEnd() const { return reader.atEnd(); }
  uint64_t offset() const { return reader.offset(); }
  Result<void> next(Instruction &out);

private:
  ByteReader reader;
};

// `instruction` in the text format, without indentation.
std::string toString(const Instruction &instruction);

} // namespace aotc::wasm
