;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=program -o - | FileCheck %s

;; A call between components is a module of its own, instantiated at its `canon lower`,
;; with both sides' memories, realloc and post-return bound, and no flag kept that nobody
;; looks at: the callee has no built-ins, the caller's realloc is never in use.

;; CHECK: module 2 "adapter-2"
;; CHECK: host-call 0 "canon_trap" symbol=aotc_canon_trap (param i32) caller=2
;; CHECK: host-call 1 "canon_check_utf8" symbol=aotc_canon_check_utf8 (param i64 i64) caller=2 memory=(instance 1 memory 0) other-memory=(instance 0 memory 0)
;; CHECK-NOT: host-call
;; CHECK: instance 2 module=2 owner=2
;; CHECK-NEXT: func 0 = host 0
;; CHECK-NEXT: func 1 = host 1
;; CHECK-NEXT: func 2 = instance 0 func 0
;; CHECK-NEXT: func 3 = instance 0 func 1
;; CHECK-NEXT: func 4 = instance 0 func 2
;; CHECK-NEXT: memory 0 = instance 1 memory 0
;; CHECK-NEXT: memory 1 = instance 0 memory 0
;; CHECK: step instantiate 1
;; CHECK-NEXT: step instantiate 2
;; CHECK-NEXT: step instantiate 3
;; CHECK: adapter module 2
;; CHECK: $"call of length" (type {{[0-9]+}}) (param i32 i32) (result i32)
;; CHECK: memory.size {{ *}};;
;; CHECK: call 1
;; CHECK: call 2
;; CHECK: memory.copy 1 0
;; CHECK: call 3
;; CHECK: call 4
(component
  (component $callee
    (core module $m
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8))
      (func (export "length") (param i32 i32) (result i32) (local.get 1))
      (func (export "post") (param i32)))
    (core instance $i (instantiate $m))
    (func (export "length") (param "x" string) (result u32)
      (canon lift (core func $i "length") (memory (core memory $i "memory"))
        (realloc (core func $i "realloc")) (post-return (core func $i "post")))))
  (component $caller
    (import "length" (func $length (param "x" string) (result u32)))
    (core module $libc (memory (export "memory") 1))
    (core instance $libc (instantiate $libc))
    (core func $low (canon lower (func $length) (memory (core memory $libc "memory"))))
    (core module $m
      (import "" "length" (func $length (param i32 i32) (result i32)))
      (func (export "run") (result i32) (call $length (i32.const 0) (i32.const 0))))
    (core instance $m (instantiate $m (with "" (instance (export "length" (func $low))))))
    (func (export "run") (result (result)) (canon lift (core func $m "run"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "length" (func $callee "length"))))
  (instance $run (export "run" (func $caller "run")))
  (export "wasi:cli/run@0.2.3" (instance $run)))
