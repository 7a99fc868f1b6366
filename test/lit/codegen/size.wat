;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; -Os: functions are marked as such, for passes and code generation, and a loop is neither
;; written out nor made of vectors, as it is at -O2.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s --check-prefix=FAST
;; RUN: wasi-aotc %t.wasm -Os --emit=llvm-opt -o - | FileCheck %s --check-prefix=SMALL
(module
  (memory 1)
  (table funcref (elem $sum $other))

  ;; FAST-LABEL: define {{.*}}@m0.f0.sum(
  ;; FAST: load <4 x i32>
  ;; SMALL-LABEL: define {{.*}}@m0.f0.sum(
  ;; SMALL-SAME: [[SMALL:#[0-9]+]]
  ;; SMALL-NOT: <4 x i32>
  ;; SMALL: load {{(volatile )?}}i32
  ;; SMALL-NOT: load
  ;; SMALL: ret i32
  ;; SMALL: attributes [[SMALL]] = {{.*}} optsize
  (func $sum (param $p i32) (param $count i32) (result i32)
    (local $sum i32)
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (local.get $sum))

  (func $other (param i32 i32) (result i32) (i32.load (local.get 0)))
  (func (export "_start")
    (i32.store (i32.const 0)
      (call_indirect (param i32 i32) (result i32) (i32.load (i32.const 0)) (i32.load (i32.const 8))
        (i32.load (i32.const 16))))))
