;; Definitions one a line, with their index, resolved type and offset.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasm-check --print %t.wasm | FileCheck %s
(component
  (import "wasi:io/error@0.2.3" (instance $error
    (export "error" (type $e (sub resource)))
    (export "[method]error.to-debug-string" (func (param "self" (borrow $e)) (result string)))))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
  (core instance $libc (instantiate $libc))
  (alias export $error "[method]error.to-debug-string" (func $text))
  (core func (canon lower (func $text) (memory (core memory $libc "memory"))
    (realloc (core func $libc "realloc"))))
  (type $r (resource (rep i32)))
  (core func (canon resource.drop $r))
  (component (type u8))
)
;; CHECK:      (component ;; @0x0
;; CHECK:      (type (;0;) (instance ;; @0x
;; CHECK-NEXT:   (export "error" (type (;0;) (sub resource)))
;; CHECK:        (export "[method]error.to-debug-string" (func (;0;) (type 2)))
;; CHECK:      (import "wasi:io/error@0.2.3" (instance (;0;) (type 0)))
;; CHECK:      (core module (;0;) {{[0-9]+}} bytes)
;; CHECK-NEXT: (core instance (;0;) (instantiate 0))
;; CHECK-NEXT: (alias export 0 "[method]error.to-debug-string" (func (;0;)) (;func(self:borrow<wasi:io/error@0.2/error>)->string;))
;; CHECK-NEXT: (alias core export 0 "memory" (core memory (;0;)))
;; CHECK-NEXT: (alias core export 0 "realloc" (core func (;0;)) (;(param i32 i32 i32 i32) (result i32);))
;; CHECK-NEXT: (canon lower (func 0) (memory 0) (realloc 0) (core func (;1;)) (;(param i32 i32);))
;; CHECK-NEXT: (type (;1;) (resource (rep i32)))
;; CHECK-NEXT: (canon resource.drop 1 (core func (;2;)) (;(param i32);))
;; CHECK-NEXT: (component ;; @0x
;; CHECK-NEXT:   (type (;0;) u8)
;; CHECK-NEXT: )
