;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; A load that nobody needs still traps, also when it comes from a function that
;; is inlined; one whose value is needed stays an ordinary load.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=llvm-opt -o - | FileCheck %s
(module
  (memory (export "memory") 1)
  (func $masked (param i32) (result i32) (i32.and (i32.load (local.get 0)) (i32.const 0)))
  (func $needed (param i32) (result i32) (i32.load (local.get 0)))
  (func $back (param i32) (i32.store (local.get 0) (i32.load (local.get 0))))

  ;; CHECK-LABEL: define {{.*}}@m0.f3(
  ;; CHECK-DAG: load volatile i32, ptr {{.*}}, align 1
  ;; CHECK-DAG: load i32, ptr {{.*}}, align 1
  ;; CHECK-NOT: asm
  ;; CHECK: ret void
  (func (export "_start")
    (drop (call $masked (i32.const 70000)))
    (call $back (i32.const 90000))
    (i32.store (i32.const 4) (call $needed (i32.const 80000)))))
