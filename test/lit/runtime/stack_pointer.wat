;; REQUIRES: wasi-aotc, wasm-tools, runtime
;; A host function that comes back in: the guest's realloc, called from deep below, finds
;; the stack pointer of that depth, each time, and the frames above stay as they were.
;; RUN: wasm-tools parse %s -o %t.wasm
;; RUN: wasi-aotc %t.wasm --emit=llvm -o - | FileCheck %s
;; RUN: wasi-aotc -O0 %t.wasm -o %t && %t one two three
;; RUN: wasi-aotc -O2 %t.wasm -o %t && %t one two three
;; RUN: wasi-aotc -O2 --instances=pointer %t.wasm -o %t && %t one two three
;; CHECK: define internal {{.*}}cabi_realloc.outer(
;; What traps in it is said to be in it, though it may be inlined.
;; RUN: sed 's/(memory.fill/(unreachable) (memory.fill/' %s > %t.trap.wat
;; RUN: wasm-tools parse %t.trap.wat -o %t.trap.wasm && wasi-aotc -O2 %t.trap.wasm -o %t
;; RUN: not %t 2>&1 | FileCheck %s --check-prefix=TRAP
;; TRAP: unreachable
;; TRAP: cabi_realloc
(component
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-arguments" (func (result (list string))))))
  (core module $shim
    (table (export "table") 1 1 funcref)
    (func (export "get-arguments") (param i32)
      (call_indirect (param i32) (local.get 0) (i32.const 0)))
    (func (export "nothing")))
  (core module $main
    (import "environment" "get-arguments" (func $arguments (param i32)))
    (import "environment" "nothing" (func $nothing))
    (memory (export "memory") 2)
    (global $sp (mut i32) (i32.const 65536))
    (global $heap (mut i32) (i32.const 70000))
    (global $before (mut i32) (i32.const 0)) ;; realloc's frame of the call before
    (func $cabi_realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (local $frame i32)
      (global.set $sp (local.tee $frame (i32.sub (global.get $sp) (i32.const 64))))
      (call $nothing)
      (memory.fill (local.get $frame) (i32.const 255) (i32.const 64))
      (if (i32.and (i32.ne (global.get $before) (i32.const 0))
                   (i32.ne (global.get $before) (local.get $frame))) (then (unreachable)))
      (global.set $before (local.get $frame))
      (global.set $heap (i32.and (i32.add (global.get $heap) (i32.add (local.get 3) (i32.const 7)))
                                 (i32.const -8)))
      (global.set $sp (i32.add (local.get $frame) (i32.const 64)))
      (i32.and (i32.sub (global.get $heap) (local.get 3)) (i32.const -8)))
    (func $deep (param $depth i32) (local $frame i32)
      (global.set $sp (local.tee $frame (i32.sub (global.get $sp) (i32.const 16))))
      (i32.store offset=8 (local.get $frame) (local.get $depth))
      (if (local.get $depth)
        (then (call $deep (i32.sub (local.get $depth) (i32.const 1))))
        (else (call $arguments (local.get $frame))
              (if (i32.ne (i32.load offset=4 (local.get $frame)) (i32.const 4)) (then (unreachable)))))
      (if (i32.ne (i32.load offset=8 (local.get $frame)) (local.get $depth)) (then (unreachable)))
      (global.set $sp (i32.add (local.get $frame) (i32.const 16))))
    (func (export "run") (result i32)
      (call $deep (i32.const 5))
      (i32.const 0))
    (func (export "after") (param i32) ;; takes the stack pointer from the global
      (if (i32.ne (global.get $sp) (i32.const 65536)) (then (unreachable)))))
  (core module $wiring
    (import "shim" "table" (table 1 1 funcref))
    (import "environment" "get-arguments" (func $arguments (param i32)))
    (elem (i32.const 0) func $arguments))
  (core instance $shim (instantiate $shim))
  (core instance $main (instantiate $main
    (with "environment" (instance (export "get-arguments" (func $shim "get-arguments"))
                                  (export "nothing" (func $shim "nothing"))))))
  (core func $arguments (canon lower (func $environment "get-arguments")
    (memory (core memory $main "memory")) (realloc (core func $main "cabi_realloc"))))
  (core instance (instantiate $wiring
    (with "shim" (instance (export "table" (table $shim "table"))))
    (with "environment" (instance (export "get-arguments" (func $arguments))))))
  (func $run (result (result)) (canon lift (core func $main "run") (post-return (core func $main "after"))))
  (instance $run (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $run)))
