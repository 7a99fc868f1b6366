;; REQUIRES: wasi-aotc, wasm-tools
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=program -o - | FileCheck %s

;; A function that is imported twice is one host call; the memory exported as
;; "memory" is the one that host calls use.
;; CHECK: module 0 "app"
;; CHECK: component-instance 0 ""
;; CHECK: host-call 0 "wasi_snapshot_preview1#fd_write" symbol=aotc_p1_fd_write (param i32 i32 i32 i32) (result i32) caller=0 memory=(instance 0 memory 0)
;; CHECK: host-call 1 "wasi_snapshot_preview1#proc_exit" symbol=aotc_p1_proc_exit (param i32) caller=0
;; CHECK-NOT: host-call
;; CHECK: instance 0 module=0 owner=0
;; CHECK: func 0 = host 0
;; CHECK: func 1 = host 1
;; CHECK: func 2 = host 0
;; CHECK: step instantiate 0
;; CHECK: entry preview1-start instance 0 func 3 component-instance=0
(module $app
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))
    (call $exit (i32.const 3))))
