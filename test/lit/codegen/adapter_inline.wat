;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=asm -o - | FileCheck %s

;; A scalar call between two components is gone when they are optimised: no call is left
;; between the load of a number and the comparison of what `add` makes of it.

;; CHECK-LABEL: m2.f1:
;; CHECK-NOT: {{call|jmp}}
;; CHECK: add
;; CHECK-NOT: {{call|jmp}}
;; CHECK: .size m2.f1
(component
  (component $a
    (core module $m
      (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
    (core instance $m (instantiate $m))
    (func (export "add") (param "x" s32) (param "y" s32) (result s32)
      (canon lift (core func $m "add"))))
  (component $b
    (import "add" (func $add (param "x" s32) (param "y" s32) (result s32)))
    (core func $add' (canon lower (func $add)))
    (core module $m
      (import "" "add" (func $add (param i32 i32) (result i32)))
      (memory 1)
      (func (export "run") (result i32)
        (i32.ne (call $add (i32.load (i32.const 0)) (i32.load (i32.const 4))) (i32.const 3)))
      (data (i32.const 0) "\01\00\00\00\02\00\00\00"))
    (core instance $m (instantiate $m (with "" (instance (export "add" (func $add'))))))
    (func (export "run") (result (result)) (canon lift (core func $m "run"))))
  (instance $a (instantiate $a))
  (instance $b (instantiate $b (with "add" (func $a "add"))))
  (instance $run (export "run" (func $b "run")))
  (export "wasi:cli/run@0.2.3" (instance $run)))
