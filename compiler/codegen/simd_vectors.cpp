// Shapes of vectors, see the header. Everything is plain LLVM IR on fixed vectors:
// back-ends recognise packs, extensions and dot products in it. An intrinsic of
// one target is used only where its semantics can't be said otherwise, or isn't
// found back (swizzle, rounding products), and each such place has a general way
// beside it.
#include "codegen/simd_vectors.h"

#include <numeric>

#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace aotc::simd {

Type *laneType(FunctionTranslator &t, Shape shape) {
  if (shape == Shape::F32x4)
    return t.builder.getFloatTy();
  if (shape == Shape::F64x2)
    return t.builder.getDoubleTy();
  return t.builder.getIntNTy(laneBits(shape));
}

FixedVectorType *vectorType(FunctionTranslator &t, Shape shape) {
  return FixedVectorType::get(laneType(t, shape), laneCount(shape));
}

Value *pop(FunctionTranslator &t, Shape shape) {
  Value *value = t.pop();
  Type *type = vectorType(t, shape);
  if (auto *cast = dyn_cast<BitCastInst>(value); cast && cast->getSrcTy() == type)
    return cast->getOperand(0);
  return t.builder.CreateBitCast(value, type);
}

void push(FunctionTranslator &t, Value *vector) {
  t.push(t.builder.CreateBitCast(vector, vectorType(t, Shape::I64x2)));
}

void pushMask(FunctionTranslator &t, Value *lanes, Shape shape) {
  Type *type = FixedVectorType::get(t.builder.getIntNTy(laneBits(shape)), laneCount(shape));
  push(t, t.builder.CreateSExt(lanes, type));
}

Value *extend(FunctionTranslator &t, Value *vector, bool isSigned) {
  Type *wide = VectorType::getExtendedElementVectorType(cast<VectorType>(vector->getType()));
  return isSigned ? t.builder.CreateSExt(vector, wide) : t.builder.CreateZExt(vector, wide);
}

Value *extendHalf(FunctionTranslator &t, Value *vector, Half half, bool isSigned) {
  unsigned count = cast<FixedVectorType>(vector->getType())->getNumElements() / 2;
  SmallVector<int, 16> lanes(count);
  std::iota(lanes.begin(), lanes.end(), half == Half::High ? count : 0);
  return extend(t, t.builder.CreateShuffleVector(vector, lanes), isSigned);
}

Value *everySecond(FunctionTranslator &t, Value *vector, unsigned first) {
  unsigned count = cast<FixedVectorType>(vector->getType())->getNumElements();
  SmallVector<int, 16> lanes;
  for (unsigned i = first; i < count; i += 2)
    lanes.push_back(i);
  return t.builder.CreateShuffleVector(vector, lanes);
}

Value *addPairs(FunctionTranslator &t, Value *vector) {
  return t.builder.CreateAdd(everySecond(t, vector, 0), everySecond(t, vector, 1));
}

Value *concatenate(FunctionTranslator &t, Value *left, Value *right) {
  SmallVector<int, 16> lanes(2 * cast<FixedVectorType>(left->getType())->getNumElements());
  std::iota(lanes.begin(), lanes.end(), 0);
  return t.builder.CreateShuffleVector(left, right, lanes);
}

Value *withZeroHalf(FunctionTranslator &t, Value *vector) {
  return concatenate(t, vector, Constant::getNullValue(vector->getType()));
}

Value *selectBits(FunctionTranslator &t, Value *bits, Value *then, Value *otherwise) {
  return t.builder.CreateOr(t.builder.CreateAnd(then, bits),
                            t.builder.CreateAnd(otherwise, t.builder.CreateNot(bits)));
}

bool isX86(FunctionTranslator &t) { return t.state.module.getTargetTriple().isX86(); }

} // namespace aotc::simd
