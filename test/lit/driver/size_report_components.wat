;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O0 --invoke 'g()' -o %t --size-report | FileCheck %s
;; CHECK: bytes % code by component
;; CHECK-DAG: {{[0-9]+}} {{[0-9.]+}} the program itself
;; CHECK-DAG: {{[0-9]+}} {{[0-9.]+}} inner
;; CHECK: bytes % code by module
(component
  (component $inner
    (core module $m (func (export "f") (result i32) (i32.const 7)))
    (core instance $i (instantiate $m))
    (func (export "f") (result u32) (canon lift (core func $i "f"))))
  (instance $a (instantiate $inner))
  (core func $f (canon lower (func $a "f")))
  (core module $n
    (import "a" "f" (func $f (result i32)))
    (func (export "g") (result i32) (i32.add (call $f) (i32.const 1))))
  (core instance $j (instantiate $n (with "a" (instance (export "f" (func $f))))))
  (func (export "g") (result u32) (canon lift (core func $j "g"))))
