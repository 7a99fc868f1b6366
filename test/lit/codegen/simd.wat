;; REQUIRES: wasi-aotc, wasm-tools
;; Vectors are plain LLVM vectors; what an instruction can't say is quieted or saturated.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm --emit=asm -O2 -o - | FileCheck %s --check-prefix=ASM
(module
  (memory (export "memory") 1)
  ;; CHECK-LABEL: define {{.*}}@m0.f0.quiet(
  ;; CHECK: fmul <4 x float>
  ;; CHECK: or <4 x i32> {{%.*}}, splat (i32 4194304)
  (func $quiet (export "quiet") (param v128) (result v128)
    (f32x4.mul (local.get 0) (v128.const f32x4 1 1 1 1)))
  ;; CHECK-LABEL: define {{.*}}@m0.f1.load(
  ;; CHECK: [[BYTES:%.*]] = load <8 x i8>, ptr {{%.*}}, align 1
  ;; CHECK-NEXT: call void asm sideeffect "", "X"(<8 x i8> [[BYTES]])
  (func $load (export "load") (param i32) (result v128) (v128.load8x8_s (local.get 0)))
  ;; No lane is 1, so that nothing folds away.
  ;; CHECK-LABEL: define {{.*}}@m0.f2.scale(
  ;; CHECK: fmul <4 x float>
  ;; CHECK-NOT: or <4 x i32>
  ;; CHECK: ret
  (func $scale (export "scale") (param v128) (result v128)
    (f32x4.mul (local.get 0) (v128.const f32x4 0 0.5 -3 0.25)))
  ;; Both loads feed the addition: they surely stay, and no byte is read for its own sake.
  ;; ASM-NOT: movzbl {{[0-9]*}}(
  ;; ASM: paddw
  (func (export "_start") (local $at i32)
    (local.set $at (i32.load (i32.const 0)))
    (v128.store (local.get $at)
      (i16x8.add (v128.load (local.get $at)) (v128.load offset=16 (local.get $at))))))
