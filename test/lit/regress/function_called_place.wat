;; REQUIRES: wasi-aotc, wasm-tools
;; A function called like something of the compiler's own: their symbols must not meet.
;; RUN: wasm-tools parse %s -o %t.wasm && wasi-aotc %t.wasm -o %t && %t
;; RUN: wasi-aotc -O0 --instances=pointer %t.wasm -o %t && %t
(module
  (func $place (param i32) (result i32)
    (i32.div_u (i32.const 6) (local.get 0)))
  (func $code (param i32) (result i32) (call $place (local.get 0)))
  (export "code" (func $code))
  (func (export "_start")
    (if (i32.ne (call $place (i32.const 2)) (i32.const 3)) (then (unreachable)))))
