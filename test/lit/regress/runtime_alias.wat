;; REQUIRES: wasi-aotc, wasm-tools
;; The runtime library's constructors have two names, one an alias of the other: copies
;; of such functions were modules that LLVM's verifier refuses.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm -v -O1 -o %t
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 8)))))
