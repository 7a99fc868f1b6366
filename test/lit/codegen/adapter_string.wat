;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -O2 --emit=asm -o - | FileCheck %s

;; A string from one component to another, both in UTF-8, is one check and one copy: realloc,
;; the callee and all bookkeeping are part of the caller or gone.

;; CHECK-LABEL: m3.f1:
;; CHECK-NOT: mem{{move|cpy}}
;; CHECK: call{{.*}}isValidUtf8
;; CHECK-NOT: call
;; CHECK: {{call|jmp}}{{.*}}mem{{move|cpy}}
;; CHECK-NOT: mem{{move|cpy}}
;; CHECK-NOT: isValidUtf8
;; CHECK: .size m3.f1
(component
  (component $callee
    (core module $m
      (memory (export "memory") 4)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536))
      (func (export "f") (param i32 i32) (result i32) (local.get 1)))
    (core instance $i (instantiate $m))
    (func (export "f") (param "x" string) (result u32)
      (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
  (component $caller
    (import "f" (func $f (param "x" string) (result u32)))
    (core module $libc (memory (export "memory") 4))
    (core instance $libc (instantiate $libc))
    (core func $f' (canon lower (func $f) (memory (core memory $libc "memory"))))
    (core module $m
      (import "" "f" (func $f (param i32 i32) (result i32)))
      (import "" "memory" (memory 1))
      (func (export "run") (result i32)
        (i32.ne (call $f (i32.const 65536) (i32.load (i32.const 0))) (i32.const 5))))
    (core instance $m (instantiate $m (with "" (instance (export "f" (func $f')) (export "memory" (memory $libc "memory"))))))
    (func (export "run") (result (result)) (canon lift (core func $m "run"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (instance $run (export "run" (func $caller "run")))
  (export "wasi:cli/run@0.2.3" (instance $run)))
