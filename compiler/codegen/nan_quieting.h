// Signalling NaNs must come out of an arithmetic instruction quiet. LLVM doesn't
// promise that where it folds an operation to its operand (translate_float.cpp).
#pragma once

#include "llvm/IR/IRBuilder.h"

namespace aotc {

// `value`, a float or a vector of floats, with the quiet bit set in each NaN.
llvm::Value *quieted(llvm::IRBuilderBase &builder, llvm::Value *value);

// `value`, a float or a vector of floats, with each NaN replaced by the positive
// canonical one.
llvm::Value *canonicalised(llvm::IRBuilderBase &builder, llvm::Value *value);

// left OP right, of floats or vectors of floats, with no signalling NaN.
llvm::Value *createFloatBinary(llvm::IRBuilderBase &builder, llvm::Instruction::BinaryOps operation,
                               llvm::Value *left, llvm::Value *right);

// A rounding instruction or a square root, with no signalling NaN.
llvm::Value *createFloatUnary(llvm::IRBuilderBase &builder, llvm::Intrinsic::ID intrinsic,
                              llvm::Value *operand);

// min or max (llvm.minimum, llvm.maximum), with no signalling NaN.
llvm::Value *createFloatMinMax(llvm::IRBuilderBase &builder, llvm::Intrinsic::ID intrinsic,
                               llvm::Value *left, llvm::Value *right);

} // namespace aotc
