// The table of instructions: opcodes.def as an array of OpcodeInfo, and the way
// back from a binary code to a row.
//
// Entry points: info(), findOpcode(). The decoder's tables, one a prefix, are
// computed by the compiler from the rows, so that a row is all that a new
// instruction needs here. A map was rejected: the lookup is the hottest step of
// decoding, and the codes are dense.
#include "wasm/instruction.h"

namespace aotc::wasm {
namespace {

constexpr OpcodeInfo kRows[] = {
#define AOTC_OPCODE(ENUM, PREFIX, CODE, NAME, IMMEDIATES, SIGNATURE, PROPOSAL, ALIGN)              \
  {Opcode::ENUM, PREFIX, CODE, NAME, Immediates::IMMEDIATES, SIGNATURE, Proposal::PROPOSAL, ALIGN},
#include "wasm/opcodes.def"
#undef AOTC_OPCODE
};

constexpr uint16_t kNone = UINT16_MAX;

template <size_t Size> struct DecodeTable {
  std::array<uint16_t, Size> rows{};
  constexpr explicit DecodeTable(uint8_t prefix) {
    rows.fill(kNone);
    for (const OpcodeInfo &row : kRows)
      if (row.prefix == prefix)
        rows[row.code] = uint16_t(row.opcode);
  }
  std::optional<Opcode> find(uint32_t code) const {
    if (code >= Size || rows[code] == kNone)
      return std::nullopt;
    return Opcode(rows[code]);
  }
};

constexpr DecodeTable<0x100> kPlain(0);
constexpr DecodeTable<0x20> kGc(0xfb);
constexpr DecodeTable<0x20> kMisc(0xfc);
constexpr DecodeTable<0x120> kVector(0xfd);
constexpr DecodeTable<0x50> kThreads(0xfe);

} // namespace

const OpcodeInfo &info(Opcode opcode) { return kRows[size_t(opcode)]; }

std::optional<Opcode> findOpcode(uint8_t prefix, uint32_t code) {
  switch (prefix) {
  case 0:
    return kPlain.find(code);
  case 0xfb:
    return kGc.find(code);
  case 0xfc:
    return kMisc.find(code);
  case 0xfd:
    return kVector.find(code);
  case 0xfe:
    return kThreads.find(code);
  }
  return std::nullopt;
}

const char *toString(Proposal proposal) {
  switch (proposal) {
  case Proposal::Mvp:
    return "core instructions";
  case Proposal::SignExtension:
    return "sign-extension operators";
  case Proposal::SaturatingConversions:
    return "saturating float-to-int conversions";
  case Proposal::MultiValue:
    return "multiple values";
  case Proposal::BulkMemory:
    return "bulk memory operations";
  case Proposal::ReferenceTypes:
    return "reference types";
  case Proposal::Simd:
    return "fixed-width SIMD";
  case Proposal::RelaxedSimd:
    return "relaxed SIMD";
  case Proposal::TailCall:
    return "tail calls";
  case Proposal::FunctionReferences:
    return "typed function references";
  case Proposal::ExceptionHandling:
    return "exception handling";
  case Proposal::LegacyExceptions:
    return "legacy exception handling";
  case Proposal::Gc:
    return "gc";
  case Proposal::Threads:
    return "threads";
  case Proposal::WideArithmetic:
    return "wide arithmetic";
  }
  return "";
}

} // namespace aotc::wasm
