;; REQUIRES: wasi-aotc, wasm-tools
;; Partitions are cut before optimisation, from the program's content alone: small
;; callees and constants are copied into the partitions that need them, the state has a
;; partition of its own, and the number of threads changes nothing.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --partition-size=8 --emit=llvm -o - | FileCheck %s
;; RUN: wasi-aotc %t.wasm --partition-size=8 -j1 -o %t.one
;; RUN: wasi-aotc %t.wasm --partition-size=8 -j4 -o %t.four
;; RUN: cmp %t.one %t.four
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck --check-prefix=ONE %s
(module
  (memory (export "memory") 1)
  (global $last (mut funcref) (ref.null func))
  (elem declare func $small)
  (func $small (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func (export "_start")
    (global.set $last (ref.func $small))
    (i32.store (i32.const 0) (call $small (i32.load (i32.const 4))))))
;; CHECK: source_filename = "part0"
;; CHECK: @i0.ref0 = hidden constant {{.*}}@m0.f0.small
;; CHECK: @aotc_program
;; CHECK: source_filename = "part1"
;; CHECK: define hidden {{.*}}@m0.f0.small
;; CHECK: source_filename = "part2"
;; CHECK: @i0.ref0 = available_externally hidden constant {{.*}}@m0.f0.small
;; CHECK: define available_externally {{.*}}@m0.f0.small
;; ONE: source_filename = "part0"
;; ONE: define internal {{.*}}@m0.f0.small
;; ONE-NOT: source_filename = "part1"
