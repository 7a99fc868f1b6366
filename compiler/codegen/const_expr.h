// Constant expressions, evaluated at compile time. Instantiation has no inputs
// that we don't know: an imported global is another instance's, so that every
// constant expression of a Program has a value.
#pragma once

#include <array>
#include <functional>

#include "flatten/program.h"

namespace aotc {

struct ConstValue {
  wasm::ValType type;
  uint64_t bits = 0; // i32 (zero-extended), i64, f32, f64
  std::array<uint8_t, 16> v128{};
  std::optional<FuncDef> func; // references: absent is null
};

// What a global that the expression names is worth: one that comes earlier.
using GlobalLookup = std::function<Result<ConstValue>(GlobalDef)>;

// The value of `expr` in the module of `instance`. Errors: Unsupported.
Result<ConstValue> evaluateConst(const Program &program, InstanceId instance,
                                 const wasm::ConstExpr &expr, const GlobalLookup &globalValue);

} // namespace aotc
