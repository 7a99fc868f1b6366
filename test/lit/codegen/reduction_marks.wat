;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O1 --emit=llvm-opt -o - | FileCheck %s --check-prefix=O1

;; A sum that isn't needed on every path behind its loop is kept as a whole, and its loads are
;; ordinary ones.
(module
  (memory 1)

  ;; CHECK-LABEL: define {{.*}}@m0.f0.sum(
  ;; CHECK-NOT: volatile
  ;; CHECK: add <4 x i32>
  ;; CHECK: call void asm sideeffect "", "r"(i32
  ;; CHECK: ret i32
  ;; O1-LABEL: define {{.*}}@m0.f0.sum(
  ;; O1: load volatile i32
  (func $sum (param $x i32) (param $n i32) (param $use i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $x))))
      (local.set $x (i32.add (local.get $x) (i32.const 4)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (if (result i32) (local.get $use) (then (local.get $sum)) (else (i32.const 0))))

  ;; Nor is the last value of those that are loaded one after the other a sum.
  ;; CHECK-LABEL: define {{.*}}@m0.f1.last(
  ;; CHECK: load volatile i32
  ;; CHECK-NOT: "r"
  ;; CHECK: ret i32
  (func $last (param $x i32) (param $n i32) (param $use i32) (result i32)
    (local $last i32)
    (loop $again
      (local.set $last (i32.load (local.get $x)))
      (local.set $x (i32.add (local.get $x) (i32.const 4)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (if (result i32) (local.get $use) (then (local.get $last)) (else (i32.const 0))))

  ;; Of this one the sum needs two bytes at most, and not the last.
  ;; CHECK-LABEL: define {{.*}}@m0.f2.halves(
  ;; CHECK: load volatile i32
  ;; CHECK: ret i32
  (func $halves (param $x i32) (param $n i32) (param $use i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum)
        (i32.and (i32.load (local.get $x)) (i32.const 65535))))
      (local.set $x (i32.add (local.get $x) (i32.const 4)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (if (result i32) (local.get $use) (then (local.get $sum)) (else (i32.const 0))))

  (type $three (func (param i32 i32 i32) (result i32)))
  (table funcref (elem $sum $last $halves))
  (func (export "_start")
    (i32.store (i32.const 0)
      (call_indirect (type $three) (i32.load (i32.const 4)) (i32.load (i32.const 8))
        (i32.load (i32.const 12)) (i32.load (i32.const 16))))))
