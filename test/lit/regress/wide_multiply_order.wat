;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 -v --emit=llvm-opt -o - | FileCheck %s

;; The product of the upper halves, and a sum with it, come before that of the lower ones, at
;; which the whole product is made: sqlite's __multi3 became invalid IR.
;; CHECK-LABEL: define {{.*}}@m0.f0.early(
;; CHECK: mul {{.*}}i128
;; CHECK: ret i64
(module
  (memory 1)
  (func $early (param $a i64) (param $b i64) (param $c i64) (result i64)
    (local $sum i64) (local $t1 i64)
    (local.set $sum (i64.add (local.get $c)
      (i64.mul (i64.shr_u (local.get $a) (i64.const 32)) (i64.shr_u (local.get $b) (i64.const 32)))))
    (local.set $t1 (i64.add
      (i64.shr_u (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.and (local.get $b) (i64.const 0xffffffff))) (i64.const 32))
      (i64.mul (i64.shr_u (local.get $a) (i64.const 32)) (i64.and (local.get $b) (i64.const 0xffffffff)))))
    (i64.add (i64.add (local.get $sum) (i64.shr_u (local.get $t1) (i64.const 32)))
      (i64.shr_u (i64.add (i64.and (local.get $t1) (i64.const 0xffffffff))
        (i64.mul (i64.and (local.get $a) (i64.const 0xffffffff)) (i64.shr_u (local.get $b) (i64.const 32)))) (i64.const 32))))
  (func $other (param i64 i64 i64) (result i64) (local.get 0))
  (table funcref (elem $early $other))
  (func (export "_start")
    (i64.store (i32.const 0) (call_indirect (param i64 i64 i64) (result i64)
      (i64.const 3) (i64.const 4) (i64.const 5) (i32.load (i32.const 8))))))
