// What the vector instructions' files share: shapes of lanes, and operations that
// more than one of them needs. A v128 on the translator's stack is <2 x i64>.
#pragma once

#include "codegen/function_translator.h"

namespace aotc::simd {

enum class Shape : uint8_t { I8x16, I16x8, I32x4, I64x2, F32x4, F64x2 };

constexpr unsigned laneBits(Shape shape) {
  switch (shape) {
  case Shape::I8x16:
    return 8;
  case Shape::I16x8:
    return 16;
  case Shape::I32x4:
  case Shape::F32x4:
    return 32;
  case Shape::I64x2:
  case Shape::F64x2:
    return 64;
  }
}
constexpr unsigned laneCount(Shape shape) { return 128 / laneBits(shape); }

llvm::FixedVectorType *vectorType(FunctionTranslator &t, Shape shape);
llvm::Type *laneType(FunctionTranslator &t, Shape shape);

llvm::Value *pop(FunctionTranslator &t, Shape shape);
void push(FunctionTranslator &t, llvm::Value *vector); // any 128-bit vector
// Lanes of i1 as lanes of all zeros or all ones.
void pushMask(FunctionTranslator &t, llvm::Value *lanes, Shape shape);

enum class Half : uint8_t { Low, High };
// Half of the lanes, each extended to twice its width.
llvm::Value *extendHalf(FunctionTranslator &t, llvm::Value *vector, Half half, bool isSigned);
llvm::Value *extend(FunctionTranslator &t, llvm::Value *vector, bool isSigned);
// Every second lane from `first` on.
llvm::Value *everySecond(FunctionTranslator &t, llvm::Value *vector, unsigned first);
// Sums of neighbours.
llvm::Value *addPairs(FunctionTranslator &t, llvm::Value *vector);
// left's lanes, then right's.
llvm::Value *concatenate(FunctionTranslator &t, llvm::Value *left, llvm::Value *right);
// As many zero lanes behind `vector`.
llvm::Value *withZeroHalf(FunctionTranslator &t, llvm::Value *vector);
// (bits & then) | (~bits & otherwise)
llvm::Value *selectBits(FunctionTranslator &t, llvm::Value *bits, llvm::Value *then,
                        llvm::Value *otherwise);

bool isX86(FunctionTranslator &t);

} // namespace aotc::simd
