;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm -O1 --emit=llvm-opt -o - | FileCheck %s --check-prefix=O1

;; A loop of few rounds is written out at -O2 where it is a leaf loop: nothing but it is in the loop,
;; and it calls nothing. One that calls was left by the guest's compiler as it should be.
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $tick (result i32)))
  (memory 1)

  ;; CHECK-LABEL: define {{.*}}@m0.f1.leaf(
  ;; CHECK-NOT: phi
  ;; CHECK: ret void
  ;; O1-LABEL: define {{.*}}@m0.f1.leaf(
  ;; O1: phi i32
  ;; O1: ret void
  (func $leaf (local $i i32)
    (loop $again
      (i32.store (i32.mul (local.get $i) (i32.const 4096))
        (i32.xor (i32.load (i32.mul (local.get $i) (i32.const 4096))) (local.get $i)))
      (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3)))))

  ;; CHECK-LABEL: define {{.*}}@m0.f2.calls(
  ;; CHECK: phi i32
  ;; CHECK-COUNT-1: call {{.*}}sched_yield
  ;; CHECK-NOT: call {{.*}}sched_yield
  ;; CHECK: ret void
  (func $calls (local $i i32)
    (loop $again
      (drop (call $tick))
      (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3)))))

  ;; What becomes a leaf loop when the one in it is written out is written out as well.
  ;; CHECK-LABEL: define {{.*}}@m0.f3.nest(
  ;; CHECK-NOT: phi
  ;; CHECK: ret void
  ;; CHECK-LABEL: define {{.*}}@m0.f4(
  (func $nest (local $i i32) (local $j i32)
    (loop $outer
      (local.set $j (i32.const 0))
      (loop $inner
        (i32.store (i32.mul (local.get $j) (i32.const 4096))
          (i32.xor (i32.load (i32.mul (local.get $j) (i32.const 4096))) (local.get $i)))
        (br_if $inner (i32.ne (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 2))))
      (br_if $outer (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2)))))
  (table funcref (elem $leaf $calls $nest))
  (func (export "_start") (call_indirect (i32.load (i32.const 0)))))
