// Writes core modules: the way into the compiler for code that we make ourselves
// (adapters between components). The result is bytes of the binary format, which
// are parsed and validated as any input is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wasm/instruction.h"

namespace aotc::wasm {

// One function's locals and instructions. Each instruction is appended by the
// member for its row's immediates (opcodes.def).
class FunctionBuilder {
public:
  FunctionBuilder(FuncType type, std::string name)
      : funcType(std::move(type)), funcName(std::move(name)) {}

  const FuncType &type() const { return funcType; }
  uint32_t addLocal(ValType type);
  uint64_t size() const { return code.size(); }

  void op(Opcode opcode);
  // Label, Local, Global, Memory.
  void op(Opcode opcode, uint32_t index);
  void memoryCopy(uint32_t to, uint32_t from);
  void i32(uint32_t value);
  void i64(uint64_t value);
  // Alignment is written as 1: a hint that we don't need.
  void access(Opcode opcode, uint32_t memory, uint64_t offset);
  void begin(Opcode blockLoopOrIf); // without parameters and results
  void tryCatchAll(uint32_t label); // try_table with one clause, without results
  // Functions are numbered when the module is finished: imports may still come.
  void callImport(uint32_t import);
  void callOwn(uint32_t function);

private:
  friend class ModuleBuilder;
  void emit(Opcode opcode, Immediates expected);

  struct Call {
    size_t position; // of five bytes for the index
    uint32_t index;
    bool isImport;
  };
  FuncType funcType;
  std::string funcName;
  std::vector<ValType> locals;
  std::vector<uint8_t> code;
  std::vector<Call> calls;
};

// Imports' module and name are empty: whoever made the module binds them by
// their order.
class ModuleBuilder {
public:
  uint32_t importFunction(FuncType type);
  uint32_t importMemory(MemoryType type);
  uint32_t importedFunctions() const { return uint32_t(functionImports.size()); }

  // A place among the module's own functions, filled later.
  uint32_t reserve();
  void define(uint32_t function, FunctionBuilder body);

  // REQUIRES: every reserved function is defined.
  std::vector<uint8_t> finish();

private:
  uint32_t typeIndex(const FuncType &type);

  std::vector<FuncType> types;
  std::vector<uint32_t> functionImports; // types
  std::vector<MemoryType> memoryImports;
  std::vector<std::optional<FunctionBuilder>> functions;
};

} // namespace aotc::wasm
