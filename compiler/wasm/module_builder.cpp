// The encoder (core specification, "Binary Format"), as far as modules that we
// make need it. Entry points: FunctionBuilder's members, ModuleBuilder::finish.
//
// Instructions are encoded as they are appended, from the same rows of
// opcodes.def that the decoder reads; an assertion compares the immediates.
// Rejected: building a `Module` directly. Everything after parsing reads bodies
// as spans of bytes, and bytes that went through the parser and the validator
// can't break what later stages rely on.
//
// The index of a call is written in five bytes, the longest form that the format
// allows, and filled in at the end, when the number of imports is known.
#include "wasm/module_builder.h"

#include <algorithm>
#include <cassert>

namespace aotc::wasm {

namespace {

constexpr size_t kIndexBytes = 5;

void writeUnsigned(std::vector<uint8_t> &out, uint64_t value) {
  do {
    uint8_t low = value & 0x7f;
    value >>= 7;
    out.push_back(value ? low | 0x80 : low);
  } while (value);
}

void writeSigned(std::vector<uint8_t> &out, int64_t value) {
  for (;;) {
    uint8_t low = value & 0x7f;
    value >>= 7; // arithmetic
    bool done = (value == 0 && !(low & 0x40)) || (value == -1 && (low & 0x40));
    out.push_back(done ? low : low | 0x80);
    if (done)
      return;
  }
}

void patchIndex(std::vector<uint8_t> &out, size_t position, uint32_t value) {
  for (size_t i = 0; i < kIndexBytes; ++i, value >>= 7)
    out[position + i] = (value & 0x7f) | (i + 1 < kIndexBytes ? 0x80 : 0);
}

uint8_t typeCode(const ValType &type) {
  switch (type.kind) {
  case ValKind::I32:
    return 0x7f;
  case ValKind::I64:
    return 0x7e;
  case ValKind::F32:
    return 0x7d;
  case ValKind::F64:
    return 0x7c;
  case ValKind::V128:
    return 0x7b;
  case ValKind::Ref:
    break;
  }
  assert(false && "references are not needed");
  return 0x70;
}

void writeTypes(std::vector<uint8_t> &out, const ResultType &types) {
  writeUnsigned(out, types.size());
  for (const ValType &type : types)
    out.push_back(typeCode(type));
}

void writeMemoryType(std::vector<uint8_t> &out, const MemoryType &type) {
  uint8_t flags = type.limits.max ? 1 : 0;
  flags |= type.shared ? 2 : 0;
  flags |= type.address == AddressType::I64 ? 4 : 0;
  flags |= type.pageSizeLog2 != 16 ? 8 : 0;
  out.push_back(flags);
  writeUnsigned(out, type.limits.min);
  if (type.limits.max)
    writeUnsigned(out, *type.limits.max);
  if (type.pageSizeLog2 != 16)
    writeUnsigned(out, type.pageSizeLog2);
}

void writeSized(std::vector<uint8_t> &out, const std::vector<uint8_t> &contents) {
  writeUnsigned(out, contents.size());
  out.insert(out.end(), contents.begin(), contents.end());
}

void writeName(std::vector<uint8_t> &out, std::string_view name) {
  writeUnsigned(out, name.size());
  out.insert(out.end(), name.begin(), name.end());
}

void writeSection(std::vector<uint8_t> &out, uint8_t id, const std::vector<uint8_t> &contents) {
  out.push_back(id);
  writeSized(out, contents);
}

} // namespace

void FunctionBuilder::emit(Opcode opcode, Immediates expected) {
  const OpcodeInfo &row = info(opcode);
  assert(row.immediates == expected);
  (void)expected;
  if (row.prefix == 0) {
    code.push_back(static_cast<uint8_t>(row.code));
    return;
  }
  code.push_back(row.prefix);
  writeUnsigned(code, row.code);
}

uint32_t FunctionBuilder::addLocal(ValType type) {
  locals.push_back(type);
  return uint32_t(funcType.params.size() + locals.size() - 1);
}

void FunctionBuilder::op(Opcode opcode) { emit(opcode, Immediates::None); }

void FunctionBuilder::op(Opcode opcode, uint32_t index) {
  Immediates immediates = info(opcode).immediates;
  assert(immediates == Immediates::Label || immediates == Immediates::Local ||
         immediates == Immediates::Global || immediates == Immediates::Memory);
  emit(opcode, immediates);
  writeUnsigned(code, index);
}

void FunctionBuilder::memoryCopy(uint32_t to, uint32_t from) {
  emit(Opcode::MemoryCopy, Immediates::MemoryMemory);
  writeUnsigned(code, to);
  writeUnsigned(code, from);
}

void FunctionBuilder::i32(uint32_t value) {
  emit(Opcode::I32Const, Immediates::I32);
  writeSigned(code, static_cast<int32_t>(value));
}

void FunctionBuilder::i64(uint64_t value) {
  emit(Opcode::I64Const, Immediates::I64);
  writeSigned(code, static_cast<int64_t>(value));
}

void FunctionBuilder::access(Opcode opcode, uint32_t memory, uint64_t offset) {
  emit(opcode, Immediates::MemArg);
  constexpr uint32_t hasMemory = 0x40;
  writeUnsigned(code, memory ? hasMemory : 0);
  if (memory)
    writeUnsigned(code, memory);
  writeUnsigned(code, offset);
}

void FunctionBuilder::begin(Opcode opcode) {
  emit(opcode, Immediates::Block);
  code.push_back(0x40); // the empty block type
}

void FunctionBuilder::tryCatchAll(uint32_t label) {
  emit(Opcode::TryTable, Immediates::TryTable);
  code.push_back(0x40);
  writeUnsigned(code, 1);
  code.push_back(0x02); // catch_all
  writeUnsigned(code, label);
}

void FunctionBuilder::callImport(uint32_t import) {
  emit(Opcode::Call, Immediates::Func);
  calls.push_back({code.size(), import, true});
  code.resize(code.size() + kIndexBytes);
}

void FunctionBuilder::callOwn(uint32_t function) {
  emit(Opcode::Call, Immediates::Func);
  calls.push_back({code.size(), function, false});
  code.resize(code.size() + kIndexBytes);
}

uint32_t ModuleBuilder::typeIndex(const FuncType &type) {
  auto found = std::find(types.begin(), types.end(), type);
  if (found == types.end())
    found = types.insert(types.end(), type);
  return uint32_t(found - types.begin());
}

uint32_t ModuleBuilder::importFunction(FuncType type) {
  functionImports.push_back(typeIndex(type));
  return uint32_t(functionImports.size() - 1);
}

uint32_t ModuleBuilder::importMemory(MemoryType type) {
  memoryImports.push_back(type);
  return uint32_t(memoryImports.size() - 1);
}

uint32_t ModuleBuilder::reserve() {
  functions.emplace_back();
  return uint32_t(functions.size() - 1);
}

void ModuleBuilder::define(uint32_t function, FunctionBuilder body) {
  body.op(Opcode::End);
  functions[function] = std::move(body);
}

std::vector<uint8_t> ModuleBuilder::finish() {
  std::vector<uint8_t> functionSection, codeSection, names;
  writeUnsigned(functionSection, functions.size());
  writeUnsigned(codeSection, functions.size());
  writeUnsigned(names, functions.size());
  for (uint32_t i = 0; i < functions.size(); ++i) {
    FunctionBuilder &function = *functions[i];
    writeUnsigned(functionSection, typeIndex(function.funcType));
    std::vector<uint8_t> body;
    writeUnsigned(body, function.locals.size());
    for (const ValType &local : function.locals) {
      writeUnsigned(body, 1);
      body.push_back(typeCode(local));
    }
    for (const FunctionBuilder::Call &call : function.calls)
      patchIndex(function.code, call.position,
                 call.isImport ? call.index : importedFunctions() + call.index);
    body.insert(body.end(), function.code.begin(), function.code.end());
    writeSized(codeSection, body);
    writeUnsigned(names, importedFunctions() + i);
    writeName(names, function.funcName);
  }

  std::vector<uint8_t> typeSection, importSection, nameSection;
  writeUnsigned(typeSection, types.size());
  for (const FuncType &type : types) {
    typeSection.push_back(0x60);
    writeTypes(typeSection, type.params);
    writeTypes(typeSection, type.results);
  }
  writeUnsigned(importSection, functionImports.size() + memoryImports.size());
  for (uint32_t type : functionImports) {
    importSection.insert(importSection.end(), {0, 0, 0}); // no names; a function
    writeUnsigned(importSection, type);
  }
  for (const MemoryType &type : memoryImports) {
    importSection.insert(importSection.end(), {0, 0, 2});
    writeMemoryType(importSection, type);
  }
  writeName(nameSection, "name");
  nameSection.push_back(1); // function names
  writeSized(nameSection, names);

  std::vector<uint8_t> bytes = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00};
  writeSection(bytes, 1, typeSection);
  writeSection(bytes, 2, importSection);
  writeSection(bytes, 3, functionSection);
  writeSection(bytes, 10, codeSection);
  writeSection(bytes, 0, nameSection);
  return bytes;
}

} // namespace aotc::wasm
