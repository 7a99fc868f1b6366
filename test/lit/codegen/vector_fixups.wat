;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; RUN: rm -rf %t && mkdir %t
;; RUN: wasm-tools parse %s -o %t/in.wasm
;; RUN: wasi-aotc %t/in.wasm --emit=asm -o %t/out.s
;; RUN: FileCheck %s < %t/out.s

;; Instruction selection moves all vectors as floats; the fix-ups know what they are.
;; CHECK-LABEL: m0.f0.integers:
;; CHECK: movdqu
;; CHECK: paddd
;; CHECK: movdqu
;; CHECK: retq

;; A conversion keeps the rest of its register, and would wait for whoever wrote it.
;; CHECK-LABEL: m0.f1.converted:
;; CHECK: xorps %[[RESULT:xmm[0-9]+]], %[[RESULT]]
;; CHECK-NEXT: cvtsi2sd {{.*}}, %[[RESULT]]
;; CHECK: retq

;; So do other instructions, on some processors, in a function that has no vectors.
;; CHECK-LABEL: m0.f2.counted:
;; CHECK: .LBB{{.*}}:
;; CHECK-NEXT: xorl %[[COUNT:e[a-z]+]], %[[COUNT]]
;; CHECK-NEXT: popcntl {{.*}}, %[[COUNT]]
;; CHECK: retq

;; CHECK-LABEL: m0.f3.end:
(module
  (memory 1)
  (table funcref (elem $integers $converted $counted $end))
  (func $integers (param i32)
    (v128.store (local.get 0)
      (i32x4.add (v128.load offset=16 (local.get 0)) (v128.load offset=32 (local.get 0)))))
  (func $converted (param i64 i64) (result f64) (local f64)
    (loop $next
      (local.set 2 (f64.mul (local.get 2) (f64.convert_i64_s (local.get 0))))
      (br_if $next (i64.lt_u (local.tee 0 (i64.mul (local.get 0) (local.get 0))) (local.get 1))))
    (local.get 2))
  (func $counted (param i32 i32) (result i32) (local i32)
    (loop $next
      (local.set 2 (i32.xor (local.get 2) (i32.popcnt (local.get 0))))
      (br_if $next (i32.lt_u (local.tee 0 (i32.mul (local.get 0) (local.get 0))) (local.get 1))))
    (local.get 2))
  (func $end)
  (func (export "_start") (call_indirect (i32.load (i32.const 0)))))
