// Types of the binary format, as sections and instructions both contain them
// (core specification, "Binary Format / Types").
#pragma once

#include "support/byte_reader.h"
#include "wasm/types.h"

namespace aotc::wasm {

Result<HeapType> readHeapType(ByteReader &reader);
Result<RefType> readRefType(ByteReader &reader);
Result<ValType> readValType(ByteReader &reader);
Result<TableType> readTableType(ByteReader &reader);
Result<MemoryType> readMemoryType(ByteReader &reader);
Result<GlobalType> readGlobalType(ByteReader &reader);
Result<TagType> readTagType(ByteReader &reader);

// Whether a block type or heap type that begins with `byte` is one of the
// one-byte codes: those are the negative numbers of 7 bits.
inline bool isTypeCode(uint8_t byte) { return (byte & 0xc0) == 0x40; }

} // namespace aotc::wasm
